using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Http;
using NoVisit.Storage;

namespace NoVisit.Deadlines;

/// <summary>
/// Counts dues anew when the holiday notice of a year is entered (TL-03): one message lists the cases concerned, each case gets a message of its
/// own. Messages may come twice or be taken up by another host after a crash: a case that is counted already stays as it is.
/// </summary>
internal sealed class RecountDues(CaseDesk desk, CurrentCalendar calendar, ReferenceRefresh refresh, ProvisionalDueRows rows, StorageConnection storage)
{
    private const int PageSize = 100;

    private readonly QueueSender queue = storage.Queue(StorageNames.Queues.Recounts);

    /// <param name="Year">Whose notice came.</param>
    /// <param name="Number">The case to count; null: all that rest on the year.</param>
    /// <param name="After">The last case of the page before.</param>
    public sealed record Message(int Year, string? Number = null, string? After = null);

    /// <summary>Takes one message.</summary>
    [Function(nameof(RecountDues))]
    public async Task Run(
        [QueueTrigger(StorageNames.Queues.Recounts)] Message message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await refresh.RefreshAsync(cancellationToken);
        if (calendar.Clock.Calendar.IsProvisional(message.Year))
        {
            // Announced but never stored: the administrator's request failed and said so.
            return;
        }

        await (message.Number is { } number ? CountAsync(client, message.Year, number, cancellationToken) : ListAsync(message, cancellationToken));
    }

    private async Task ListAsync(Message message, CancellationToken cancellationToken)
    {
        var numbers = await rows.PageAsync(message.Year, message.After, PageSize, cancellationToken);
        foreach (var number in numbers)
        {
            await queue.SendAsync(new Message(message.Year, number), cancellationToken: cancellationToken);
        }

        if (numbers.Count > 0)
        {
            await queue.SendAsync(message with { After = numbers[^1] }, cancellationToken: cancellationToken);
        }
    }

    private async Task CountAsync(DurableTaskClient client, int year, string number, CancellationToken cancellationToken)
    {
        try
        {
            await desk.ExecuteAsync(client, number, Actor.System, ProvisionalDues.Recount, cancellationToken: cancellationToken);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.NotFound)
        {
            // A row without its case has nothing to count.
        }

        await rows.RemoveAsync(year, number, cancellationToken);
    }
}

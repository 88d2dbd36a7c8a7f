using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Storage;

namespace NoVisit.Deadlines;

/// <summary>
/// Counts dues anew when the holiday notice of a year is entered or corrected (TL-03): one message lists the cases concerned, each case gets a message of
/// its own. Messages may come twice or be taken up by another host after a crash: a case that is counted already stays as it is.
/// </summary>
internal sealed class RecountDues(
    CaseDesk desk, CurrentCalendar calendar, ReferenceRefresh refresh, ProvisionalDueRows rows, RunningCases running, StorageConnection storage)
{
    private const int PageSize = 100;

    /// <summary>After this no instance counts on the calendar before a change.</summary>
    public static readonly TimeSpan KnownEverywhere = 3 * ReferenceRefresh.Interval;

    private readonly QueueSender queue = storage.Queue(StorageNames.Queues.Recounts);

    /// <param name="Year">Whose notice came.</param>
    /// <param name="Number">The case to count; null: all that rest on the year.</param>
    /// <param name="After">Where the page before ended.</param>
    /// <param name="Corrected">The year was in force with other data: any running case may rest on it.</param>
    public sealed record Message(int Year, string? Number = null, string? After = null, bool Corrected = false);

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

        await (message.Number is { } number ? CountAsync(client, message, number, cancellationToken) : ListAsync(message, cancellationToken));
    }

    private async Task ListAsync(Message message, CancellationToken cancellationToken)
    {
        var (numbers, next) = message.Corrected
            ? await running.PageAsync(message.After, PageSize, cancellationToken)
            : await rows.PageAsync(message.Year, message.After, PageSize, cancellationToken);
        foreach (var number in numbers)
        {
            await queue.SendAsync(message with { Number = number, After = null }, cancellationToken: cancellationToken);
        }

        if (next is not null)
        {
            await queue.SendAsync(message with { After = next }, cancellationToken: cancellationToken);
        }
    }

    private async Task CountAsync(DurableTaskClient client, Message message, string number, CancellationToken cancellationToken)
    {
        try
        {
            await desk.ExecuteAsync(client, number, Actor.System, ProvisionalDues.Recount, cancellationToken: cancellationToken);
        }
        catch (ProblemException e) when (e.Kind == ProblemKind.NotFound)
        {
            // A row without its case has nothing to count.
        }

        if (!message.Corrected)
        {
            await rows.RemoveAsync(message.Year, number, cancellationToken);
        }
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Records;
using NoVisit.Deadlines;
using NoVisit.Identity.Delegations;
using NoVisit.Identity.Posts;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Handovers;

/// <summary>Finds the tasks in hand of people on leave and lets their cases look at the time: they move to the deputies (WF-14).</summary>
internal sealed class AbsentTasks(StorageConnection storage, StaffDirectory directory, CaseDesk desk, CurrentCalendar calendar, TimeProvider time)
{
    private readonly TableClient inbox = storage.Table(StorageNames.Tables.Inbox);
    private readonly QueueSender looks = storage.Queue(StorageNames.Queues.CaseWakes);

    /// <summary>At the beginning of each working day in Shanghai, for leave that begins that day.</summary>
    [Function("MoveTasksOfAbsent")]
    public async Task Run(
        [TimerTrigger("0 20 0 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var order = await directory.ReadAsync(cancellationToken);
        foreach (var absence in order.Absences)
        {
            await MoveAsync(client, absence, cancellationToken);
        }
    }

    /// <summary>Has the case look again when a task that was just given to somebody has to be opened.</summary>
    public Task WatchAsync(string number, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var wait = calendar.Clock.Due(now, HandoverRules.OpenWithinDays).At - now + TimeSpan.FromSeconds(1);
        return looks.SendAsync(new CaseRecovery.Message(number), wait < QueueSender.MaxDelay ? wait : QueueSender.MaxDelay, cancellationToken);
    }

    /// <summary>Two requests for each absence, then one look for each task in hand; nothing when the leave does not cover today.</summary>
    public async Task MoveAsync(DurableTaskClient client, Absence absence, CancellationToken cancellationToken)
    {
        var order = await directory.ReadAsync(cancellationToken);
        if (!order.IsAbsent(absence.Person, time.GetUtcNow()))
        {
            return;
        }

        List<string> numbers = [];
        foreach (var (from, below) in InboxRow.OpenRanges)
        {
            var filter = TableFilter.Create($"PartitionKey eq {absence.Department} and RowKey ge {from} and RowKey lt {below} and ClaimedBy eq {absence.Person}");
            await foreach (var row in inbox.QueryAsync<InboxRow>(filter, cancellationToken: cancellationToken))
            {
                numbers.Add(row.Number);
            }
        }

        foreach (var number in numbers.Distinct(StringComparer.Ordinal))
        {
            await desk.LookAsync(client, number, "", cancellationToken);
        }
    }
}

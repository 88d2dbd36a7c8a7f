using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable;

/// <summary>One line of an instance's history, for people.</summary>
/// <param name="Turn">The turn it belongs to, from 1.</param>
/// <param name="At">Time of the turn.</param>
/// <param name="Kind">What happened, e.g. TaskScheduled.</param>
/// <param name="TaskId">Sequence number of the task concerned, if any.</param>
/// <param name="Name">Name of the activity, child or event, if any.</param>
/// <param name="Data">Input, result or failure, as text; shortened if large.</param>
internal sealed record HistoryEntry(int Turn, DateTimeOffset At, string Kind, int? TaskId, string? Name, string? Data)
{
    private const int LongestData = 4_000;

    /// <summary>The history of a stored instance; empty if there is none.</summary>
    public static IReadOnlyList<HistoryEntry> From(StoredInstance? stored)
    {
        List<HistoryEntry> entries = [];
        foreach (var (number, events) in (stored?.Turns ?? []).Index())
        {
            var at = events.OfType<TurnStarted>().First().At;
            entries.AddRange(events.Select(e => From(number + 1, at, e, stored!.Row)));
        }

        return entries;
    }

    private static HistoryEntry From(int turn, DateTimeOffset at, HistoryEvent happened, InstanceRow row)
    {
        var (taskId, name, data) = happened switch
        {
            ExecutionStarted started => (null, started.Name, row.Input),
            ExecutionEnded ended => (null, ended.Status.ToString(), ended.Failure?.ToString() ?? row.Output),
            TaskScheduled call => (call.TaskId, call.Name, call.Data),
            ChildCreated child => (child.TaskId, $"{child.Name} {child.InstanceId}", child.Data),
            TimerCreated timer => (timer.TaskId, null, timer.FireAt.ToString("O")),
            EventSent sent => (sent.TaskId, $"{sent.Name} to {sent.InstanceId}", sent.Data),
            TaskFailed failed => (failed.TaskId, null, failed.Failure.ToString()),
            ChildFailed failed => (failed.TaskId, null, failed.Failure.ToString()),
            StepDone done => (done.TaskId, null, done.Data),
            EventRaised raised => (null, raised.Name, raised.Data),
            _ => ((int?)null, (string?)null, happened.Data),
        };
        return new(turn, at, happened.GetType().Name, taskId, name, data?.Length > LongestData ? string.Concat(data.AsSpan(0, LongestData), "…") : data);
    }
}

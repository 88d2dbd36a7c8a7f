using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable;

/// <summary>The durable engine over one SQLite file.</summary>
internal sealed class DurableHub : IAsyncDisposable
{
    public DurableHub(DurableHubOptions options, IDurableFunctionInvoker invoker, TimeProvider time, ILoggerFactory loggers)
    {
        _ = (options, invoker, time, loggers);
    }

    /// <summary>Starts, signals and watches instances.</summary>
    public DurableTaskClient Client => throw new NotSupportedException();

    /// <summary>Schedules of timer-triggered functions.</summary>
    public IScheduleStore Schedules => throw new NotSupportedException();

    /// <summary>When the next durable timer fires; null if none is set.</summary>
    public DateTimeOffset? NextTimerAt => throw new NotSupportedException();

    /// <summary>Takes the lease of the hub, waiting for another host to let go of it, and resumes all work.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Ends running turns and activities, writes what they gave, and lets go of the lease.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Waits until nothing can run: all that is left are timers in the future and events that nobody has raised.</summary>
    public Task WaitUntilIdleAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What an instance has done, oldest first; empty if there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One line of an instance's history, for people.</summary>
/// <param name="Turn">The turn it belongs to, from 1.</param>
/// <param name="At">Time of the turn.</param>
/// <param name="Kind">What happened, e.g. TaskScheduled.</param>
/// <param name="TaskId">Sequence number of the task concerned, if any.</param>
/// <param name="Name">Name of the activity, child or event, if any.</param>
/// <param name="Data">Input, result or failure, as text; shortened if large.</param>
internal sealed record HistoryEntry(int Turn, DateTimeOffset At, string Kind, int? TaskId, string? Name, string? Data);

using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Triggers;

namespace NoVisit.Emulator.Hosting;

/// <summary>Tells when the host has nothing left to do without time going by.</summary>
internal sealed class HostIdle(FunctionCatalog catalog, HostActivity activity, QueueListeners queues, Lazy<DurableHub> hub, TimeProvider time)
{
    private long _lookedAt = -1;

    /// <summary>
    /// Ends when no function runs, no orchestrator can go on, no queue holds a visible message, and no failed message waits for
    /// its next attempt. Messages that the app itself has delayed are not waited for: their delay goes by real time.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = activity.Begun;
            while (time is StandingClock { IsFiring: true })
            {
                await Task.Delay(1, cancellationToken);
            }

            await activity.IdleAsync(cancellationToken);
            if (catalog.UsesHub)
            {
                await hub.Value.WaitUntilIdleAsync(cancellationToken);
            }

            // Only functions put messages into queues, so a look is due only if one has run since the last.
            if (begun == activity.Begun && Interlocked.Exchange(ref _lookedAt, begun) != begun)
            {
                await queues.LookedAsync(cancellationToken);
                await queues.ReturnedAsync(cancellationToken);
            }
            else if (begun == activity.Begun)
            {
                return;
            }
        }
    }
}

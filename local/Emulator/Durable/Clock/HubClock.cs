namespace NoVisit.Emulator.Durable.Clock;

/// <summary>Moves a hub's clock from one event to the next, so that everything runs in the order and at the times at which it would have.</summary>
internal static class HubClock
{
    /// <summary>
    /// Moves the clock to <paramref name="moment"/>, stopping at every timer on the way until all that it causes has run;
    /// ends when the hub is idle.
    /// </summary>
    public static async Task AdvanceToAsync(this ManualTimeProvider clock, DurableHub hub, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        await hub.WaitUntilIdleAsync(cancellationToken);
        while (Earlier(hub.NextTimerAt, clock.NextDueAt) is { } next && next <= moment)
        {
            clock.AdvanceTo(next > clock.GetUtcNow() ? next : clock.GetUtcNow());
            await hub.WaitUntilIdleAsync(cancellationToken);
        }

        clock.AdvanceTo(moment);
        await hub.WaitUntilIdleAsync(cancellationToken);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}

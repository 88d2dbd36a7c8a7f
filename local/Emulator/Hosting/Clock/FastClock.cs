namespace NoVisit.Emulator.Hosting;

/// <summary>A clock that runs faster than the wall's, so that a day of twenty-four hours is over in the length given.</summary>
internal sealed class FastClock : TimeProvider
{
    private readonly DateTimeOffset _start;
    private readonly long _origin = System.GetTimestamp();

    public FastClock(DateTimeOffset start, TimeSpan dayLength)
    {
        if (dayLength <= TimeSpan.Zero || dayLength > TimeSpan.FromDays(1))
        {
            throw new InvalidOperationException($"Local:DayLength is {dayLength}: a day lasts more than nothing and at most 24 hours.");
        }

        _start = start.ToUniversalTime();
        Speed = TimeSpan.FromDays(1) / dayLength;
    }

    /// <summary>Seconds of this clock in a second of the wall's.</summary>
    public double Speed { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Elapsed => System.GetElapsedTime(_origin) * Speed;

    // Rounded up to the millisecond that the platform's timers count in: a timer never fires early.
    private TimeSpan Real(TimeSpan span) => span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero
        ? span
        : TimeSpan.FromMilliseconds(Math.Ceiling((span / Speed).TotalMilliseconds));

    private sealed class FastTimer(ITimer inner, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

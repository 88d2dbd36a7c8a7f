namespace NoVisit.Emulator.Durable.Clock;

/// <summary>
/// A clock that stands still until it is moved. Its timers fire while it moves, in order of their time, and see the clock at
/// exactly that time.
/// </summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _timers = new(Comparer<ManualTimer>.Create(
        (a, b) => a.DueAt.CompareTo(b.DueAt) is var byTime and not 0 ? byTime : a.Order.CompareTo(b.Order)));

    private DateTimeOffset _now = start.ToUniversalTime();
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>When the next timer fires; null if none is set.</summary>
    public DateTimeOffset? NextDueAt
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min?.DueAt;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Moves the clock forward to a moment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment has passed.</exception>
    public void AdvanceTo(DateTimeOffset moment)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(moment, GetUtcNow());
        while (TakeDue(moment) is { } timer)
        {
            timer.Fire();
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset moment)
    {
        lock (_gate)
        {
            if (_timers.Min is { } first && first.DueAt <= moment)
            {
                _timers.Remove(first);
                _now = first.DueAt > _now ? first.DueAt : _now;
                first.Rearm();
                return first;
            }

            _now = moment > _now ? moment : _now;
            return null;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset DueAt { get; private set; }

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Set(clock._now + dueTime);
                }

                return true;
            }
        }

        /// <summary>Sets a periodic timer again; called under the clock's lock.</summary>
        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
            {
                Set(DueAt + _period);
            }
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(DateTimeOffset dueAt)
        {
            DueAt = dueAt;
            Order = clock._order++;
            clock._timers.Add(this);
        }
    }
}

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// A clock that stands still until it is moved. Timers made from it fire in the order in which they fall due, each at its own
/// time, and what one of them starts is over before the next one fires.
/// </summary>
/// <param name="start">Where the clock stands at first.</param>
public sealed class StandingClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ClockTimer> _armed = new(Comparer<ClockTimer>.Create(
        (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order)));

    private DateTimeOffset _now = start.ToUniversalTime();
    private DateTimeOffset _target = DateTimeOffset.MinValue;
    private long _order;
    private int _firing;
    private bool _moving;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer falls due; null if none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _armed.Min?.Due;
            }
        }
    }

    /// <summary>How far the move under way has still to go; nothing when the clock stands.</summary>
    internal TimeSpan Ahead
    {
        get
        {
            lock (_lock)
            {
                return _target > _now ? _target - _now : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether a timer that was due at once has yet to return from its callback.</summary>
    internal bool IsFiring => Volatile.Read(ref _firing) > 0;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, firing what falls due on the way.</summary>
    /// <param name="to">Where to; a time that is past moves nothing.</param>
    /// <param name="settle">Waits until what the timers started is over; called before the first and after every instant at which any fired.</param>
    /// <param name="cancellationToken">Stops the move where it is.</param>
    /// <returns>A task that ends when the clock stands at <paramref name="to"/> and all is quiet.</returns>
    /// <exception cref="InvalidOperationException">The clock is being moved already.</exception>
    public async Task AdvanceAsync(DateTimeOffset to, Func<CancellationToken, Task> settle, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settle);
        if (Interlocked.Exchange(ref _moving, true))
        {
            throw new InvalidOperationException("The clock is being moved already.");
        }

        try
        {
            lock (_lock)
            {
                _target = to;
            }

            await settle(cancellationToken);
            while (TakeDue(to) is { Count: > 0 } due)
            {
                foreach (var timer in due)
                {
                    timer.Fire();
                }

                await settle(cancellationToken);
            }

            lock (_lock)
            {
                _now = to > _now ? to.ToUniversalTime() : _now;
            }

            await settle(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _target = DateTimeOffset.MinValue;
            }

            Volatile.Write(ref _moving, false);
        }
    }

    // Goes to the next instant at which a timer is due and takes all that are due then.
    private List<ClockTimer> TakeDue(DateTimeOffset to)
    {
        lock (_lock)
        {
            var taken = new List<ClockTimer>();
            while (_armed.Min is { } next && next.Due <= to && (taken.Count == 0 || next.Due <= _now))
            {
                _armed.Remove(next);
                _now = next.Due > _now ? next.Due : _now;
                taken.Add(next);
            }

            return taken;
        }
    }

    private sealed class ClockTimer(StandingClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _version;
        private bool _disposed;

        public DateTimeOffset Due { get; private set; }

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                clock._armed.Remove(this);
                _version++;
                _period = period;
                if (dueTime == TimeSpan.Zero)
                {
                    // Due at once needs no move of the clock. Not on this thread: the caller may hold locks of its own.
                    var version = _version;
                    Interlocked.Increment(ref clock._firing);
                    ThreadPool.QueueUserWorkItem(_ => FireNow(version));
                }
                else if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Arm(clock._now + dueTime);
                }

                return true;
            }
        }

        public void Fire()
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return;
                }

                if (_period > TimeSpan.Zero)
                {
                    Arm(Due + _period);
                }
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                clock._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void FireNow(int version)
        {
            try
            {
                lock (clock._lock)
                {
                    if (_disposed || _version != version)
                    {
                        return;
                    }

                    if (_period > TimeSpan.Zero)
                    {
                        Arm(clock._now + _period);
                    }
                }

                callback(state);
            }
            finally
            {
                Interlocked.Decrement(ref clock._firing);
            }
        }

        private void Arm(DateTimeOffset due)
        {
            Due = due;
            Order = ++clock._order;
            clock._armed.Add(this);
        }
    }
}

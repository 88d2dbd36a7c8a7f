namespace NoVisit.Emulator.Durable.Timers;

/// <summary>Knows when each instance wants to be woken, and wakes it: earliest first, and of the same time the one that asked first.</summary>
internal sealed class TimerRoom : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset At, long Order, string Id)> _queue = [];
    private readonly Dictionary<string, (DateTimeOffset At, long Order)> _wanted = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Action<string> _wake;
    private readonly ITimer _timer;
    private readonly TimeSpan _longestSleep;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private long _order;
    private bool _closed;

    public TimerRoom(TimeProvider time, Action<string> wake)
    {
        _time = time;
        _wake = wake;

        // The machine's clock may be set while we sleep, so we look at it now and then.
        _longestSleep = ReferenceEquals(time, TimeProvider.System) ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(24);
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the next instance is woken; null if none wants to be.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count == 0 ? null : _queue.Min.At;
            }
        }
    }

    /// <summary>Notes when an instance wants to be woken; null: not at all.</summary>
    public void Set(string id, DateTimeOffset? at)
    {
        lock (_gate)
        {
            if (_wanted.TryGetValue(id, out var before))
            {
                if (before.At == at)
                {
                    return;
                }

                _wanted.Remove(id);
                _queue.Remove((before.At, before.Order, id));
            }

            if (at is { } time)
            {
                var order = _order++;
                _wanted[id] = (time, order);
                _queue.Add((time, order, id));
            }

            Arm();
        }
    }

    /// <summary>Wakes those whose time has come.</summary>
    public void Fire()
    {
        lock (_gate)
        {
            _armedFor = DateTimeOffset.MaxValue;
            var now = _time.GetUtcNow();
            while (!_closed && _queue.Count > 0 && _queue.Min is var first && first.At <= now)
            {
                _queue.Remove(first);
                _wanted.Remove(first.Id);
                _wake(first.Id);
            }

            Arm();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        return _timer.DisposeAsync();
    }

    private void Arm()
    {
        if (_closed || _queue.Count == 0 || _queue.Min.At >= _armedFor)
        {
            return;
        }

        var now = _time.GetUtcNow();
        var sleep = _queue.Min.At - now;
        sleep = sleep < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : sleep > _longestSleep ? _longestSleep : sleep;
        _armedFor = now + sleep;
        _timer.Change(sleep, Timeout.InfiniteTimeSpan);
    }
}

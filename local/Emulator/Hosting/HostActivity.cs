namespace NoVisit.Emulator.Hosting;

/// <summary>Counts what the host has in hand, so that shutdown and the standing clock can wait for the end of it.</summary>
internal sealed class HostActivity
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private int _running;
    private long _begun;

    /// <summary>Raised when a piece of work is over; it may have put messages into queues.</summary>
    public event EventHandler? Ended;

    /// <summary>Pieces of work begun since start; it tells whether anything happened between two looks.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Counts a piece of work until the answer is disposed.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
        {
            _running++;
            _begun++;
        }

        return new Work(this);
    }

    /// <summary>Ends when nothing is in hand.</summary>
    public Task IdleAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    private void End()
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (--_running == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
        Ended?.Invoke(this, EventArgs.Empty);
    }

    private sealed class Work(HostActivity activity) : IDisposable
    {
        private HostActivity? _activity = activity;

        public void Dispose() => Interlocked.Exchange(ref _activity, null)?.End();
    }
}

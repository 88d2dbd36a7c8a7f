namespace NoVisit.Emulator.Durable.Turns;

/// <summary>
/// Keeps all code of one turn on one thread: continuations queue up here and run when the engine says so. A continuation that
/// comes from another thread, or after the turn, belongs to a task that no durable operation gave, and is reported.
/// </summary>
internal sealed class TurnThread(Action strayed) : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Call, object? State)> _queue = new();
    private volatile bool _over;

    /// <summary>Whether the caller is the turn's own code.</summary>
    public bool IsHere => !_over && Environment.CurrentManagedThreadId == _thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            strayed();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsHere)
        {
            d(state);
        }
        else
        {
            strayed();
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs <paramref name="turn"/> as the turn's code, so that tasks started in it stay here as well.</summary>
    public void Run(Action turn)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = new Task(turn);
            task.RunSynchronously(new Scheduler(this));
#pragma warning disable VSTHRD002 // It has ended; this rethrows what it threw.
            task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            _over = true;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs continuations until none is left.</summary>
    public void Drain()
    {
        while (_queue.TryDequeue(out var next))
        {
            next.Call(next.State);
        }
    }

    private sealed class Scheduler(TurnThread thread) : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => 1;

        protected override void QueueTask(Task task) => thread.Post(_ => TryExecuteTask(task), null);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => thread.IsHere && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>
/// Brings mail to instances and lets those that have some run, so many at a time, each one alone. Idle ones stay in
/// memory as long as there is room.
/// </summary>
internal sealed class InstanceDirectory(int maxRunning, int maxIdle, Idleness idleness, Action<Instance, List<Envelope>> run)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly Queue<Instance> _ready = new();
    private readonly LinkedList<Instance> _idle = new();
    private int _running;
    private bool _closed;

    /// <summary>Brings a message to an instance. Mail to a closed directory is refused, or waits in the inbox for the next host.</summary>
    public void Post(string id, Envelope envelope)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                if (!_instances.TryGetValue(id, out var instance))
                {
                    _instances[id] = instance = new(id);
                }

                instance.Mail.Add(envelope);
                if (!instance.IsBusy)
                {
                    idleness.Enter();
                    Occupy(instance);
                }

                return;
            }
        }

        envelope.Answer?.TrySetException(new InvalidOperationException("The durable hub has stopped."));
    }

    /// <summary>Called when an instance has done what it was run for; it is run again if mail has come in the meantime.</summary>
    public void Release(Instance instance, IReadOnlyList<Envelope> unheard)
    {
        lock (_gate)
        {
            instance.PutBack(unheard);
            if (instance.Mail.Count > 0)
            {
                Occupy(instance);
                return;
            }

            instance.IsBusy = false;
            if (instance is { IsLoaded: true, Row.HasEnded: false })
            {
                instance.Idle = _idle.AddLast(instance);
                if (_idle.Count > maxIdle)
                {
                    Forget(_idle.First!.Value);
                }
            }
            else
            {
                Forget(instance);
            }
        }

        idleness.Leave();
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Forget(Instance instance)
    {
        if (instance.Idle is { } place)
        {
            _idle.Remove(place);
            instance.Idle = null;
        }

        _instances.Remove(instance.Id);
    }

    private void Occupy(Instance instance)
    {
        instance.IsBusy = true;
        if (instance.Idle is { } place)
        {
            _idle.Remove(place);
            instance.Idle = null;
        }

        _ready.Enqueue(instance);
        if (_running < maxRunning)
        {
            _running++;
            ThreadPool.UnsafeQueueUserWorkItem(static directory => directory.RunReady(), this, preferLocal: false);
        }
    }

    private void RunReady()
    {
        while (true)
        {
            Instance? instance;
            List<Envelope> mail;
            lock (_gate)
            {
                if (!_ready.TryDequeue(out instance))
                {
                    _running--;
                    return;
                }

                mail = instance.TakeMail();
            }

            run(instance, mail);
        }
    }
}

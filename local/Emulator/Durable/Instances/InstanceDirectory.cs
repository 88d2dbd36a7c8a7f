using System.Diagnostics.CodeAnalysis;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>
/// Brings mail to instances and lets those that have some run, so many at a time, each one alone. Idle ones stay in
/// memory as long as there is room. Under load, work that has begun goes before work that a client wants to begin, so that
/// cases get done one after the other instead of all at the end; every so often a new one is let in all the same.
/// </summary>
/// <param name="maxRunning">How many run at a time.</param>
/// <param name="maxIdle">How many idle ones stay in memory.</param>
/// <param name="idleness">Told of instances that have something to do.</param>
/// <param name="run">Runs one; false when its place has been given to another meanwhile (<see cref="GiveUpPlace"/>).</param>
internal sealed class InstanceDirectory(int maxRunning, int maxIdle, Idleness idleness, Func<Instance, List<Envelope>, bool> run)
{
    /// <summary>
    /// New work begins freely while fewer instances than this are at their turn: enough to keep processors and disk busy. A turn takes
    /// a moment, whatever the instance waits for afterwards.
    /// </summary>
    internal static readonly int FreeEntryBelow = 2 * Environment.ProcessorCount;

    /// <summary>Above that, one new instance in so many turns.</summary>
    internal const int EntryOneIn = 64;

    /// <summary>Characters; an instance of more is read anew when it is needed.</summary>
    private const int LargestIdle = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly Queue<Instance> _ready = new();
    private readonly Queue<Instance> _new = new();
    private readonly LinkedList<Instance> _idle = new();
    private int _atTurn;
    private int _running;
    private int _turns;
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
            _atTurn--;
            instance.PutBack(unheard);
            if (instance.Mail.Count > 0)
            {
                Occupy(instance);
                return;
            }

            instance.IsBusy = false;
            if (instance is { IsLoaded: true, Row.HasEnded: false, Size: <= LargestIdle })
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

            RunMore();
        }

        idleness.Leave();
    }

    /// <summary>Gives the place of a turn that does not come back to another; <c>run</c> answers false when it comes back after all.</summary>
    public void GiveUpPlace()
    {
        lock (_gate)
        {
            _running--;
            RunMore();
        }
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
        LeaveIdle(instance);
        _instances.Remove(instance.Id);
    }

    private void LeaveIdle(Instance instance)
    {
        if (instance.Idle is { } place)
        {
            _idle.Remove(place);
            instance.Idle = null;
        }
    }

    private void Occupy(Instance instance)
    {
        instance.IsBusy = true;
        LeaveIdle(instance);
        if (instance.Mail[0].Message is Message.Start { Parent: null })
        {
            _new.Enqueue(instance);
        }
        else
        {
            _ready.Enqueue(instance);
            _atTurn++;
        }

        RunMore();
    }

    private void RunMore()
    {
        if (_running < maxRunning && (_ready.Count > 0 || (_new.Count > 0 && _atTurn < FreeEntryBelow)))
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
                if (!TryPick(out instance))
                {
                    _running--;
                    return;
                }

                mail = instance.TakeMail();
            }

            if (!run(instance, mail))
            {
                return;
            }
        }
    }

    private bool TryPick([NotNullWhen(true)] out Instance? instance)
    {
        _turns++;
        var letsIn = _atTurn < FreeEntryBelow ? _ready.Count == 0 : _turns % EntryOneIn == 0;
        if (letsIn && _new.TryDequeue(out instance))
        {
            _atTurn++;
            return true;
        }

        return _ready.TryDequeue(out instance);
    }
}

using System.Diagnostics;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>
/// Looks for turns that do not come back: an orchestrator that sleeps, waits for a task's result or loops for ever holds the thread that it runs
/// on. The thread cannot be taken away from it, but its instance can.
/// </summary>
internal sealed class TurnWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly Action<TurnAtWork> _overdue;
    private readonly Lock _gate = new();
    private readonly HashSet<TurnAtWork> _atWork = [];
    private readonly Timer _timer;

    /// <param name="limit">How long a turn may take by the wall's clock.</param>
    /// <param name="overdue">Told of each turn that took longer, once.</param>
    public TurnWatch(TimeSpan limit, Action<TurnAtWork> overdue)
    {
        (_limit, _overdue) = (limit, overdue);
        _timer = new(_ => Look(), null, limit / 4, limit / 4);
    }

    public TurnAtWork Begin(Instance instance, List<Envelope> mail)
    {
        var turn = new TurnAtWork(instance, mail);
        lock (_gate)
        {
            _atWork.Add(turn);
        }

        return turn;
    }

    /// <summary>The turn has come back.</summary>
    /// <returns>False when it is too late: the instance has been taken away from it.</returns>
    public bool TryEnd(TurnAtWork turn)
    {
        lock (_gate)
        {
            return _atWork.Remove(turn);
        }
    }

    /// <summary>Whatever has not come back now comes too late.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _atWork.Clear();
        }
    }

    private void Look()
    {
        // Who debugs an orchestrator holds its thread for as long as it takes.
        if (Debugger.IsAttached)
        {
            return;
        }

        List<TurnAtWork> overdue;
        lock (_gate)
        {
            overdue = [.. _atWork.Where(turn => turn.Age > _limit)];
            _atWork.ExceptWith(overdue);
        }

        overdue.ForEach(_overdue);
    }
}

/// <summary>A turn under way.</summary>
/// <param name="Instance">Whose.</param>
/// <param name="Mail">What it was run for.</param>
internal sealed record TurnAtWork(Instance Instance, List<Envelope> Mail)
{
    private readonly long _begun = Stopwatch.GetTimestamp();

    public TimeSpan Age => Stopwatch.GetElapsedTime(_begun);

    public bool Equals(TurnAtWork? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

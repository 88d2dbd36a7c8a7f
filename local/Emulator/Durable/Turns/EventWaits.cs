using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable.Turns;

/// <summary>
/// Raised events and who waits for them. An event goes to the youngest live wait of its name, as in the worker's own library;
/// one that nobody waits for is kept in order of arrival, and so is one whose waits have all been cancelled.
/// </summary>
internal sealed class EventWaits(DataConverter converter)
{
    private readonly Dictionary<string, List<IWait>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _kept = [];

    private interface IWait
    {
        Type Type { get; }

        bool IsOver { get; }

        void Complete(string? payload, DataConverter converter);
    }

    /// <summary>Whether an event could wake anybody.</summary>
    public bool AnyLive => _waits.Values.Any(waits => waits.Exists(w => !w.IsOver));

    /// <summary>Events that nobody has waited for, in order.</summary>
    public IReadOnlyList<EventRaised> Kept => _kept;

    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var wait = new Waiter<T>();
        if (_kept.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var first)
        {
            var early = _kept[first];
            _kept.RemoveAt(first);
            wait.Complete(early.Data, converter);
            return wait.Task;
        }

        if (!_waits.TryGetValue(name, out var waits))
        {
            _waits[name] = waits = [];
        }

        waits.RemoveAll(w => w.IsOver);
        if (waits.Count > 0 && waits[^1].Type != typeof(T))
        {
            throw new ArgumentException(
                $"The event '{name}' is already waited for as {waits[^1].Type.FullName} and cannot be as {typeof(T).FullName}.", nameof(name));
        }

        waits.Add(wait);
        cancellationToken.Register(() => wait.TrySetCanceled(cancellationToken));
        return wait.Task;
    }

    public void Raise(EventRaised raised)
    {
        if (_waits.TryGetValue(raised.Name, out var waits))
        {
            waits.RemoveAll(w => w.IsOver);
            if (waits.Count > 0)
            {
                var youngest = waits[^1];
                waits.RemoveAt(waits.Count - 1);
                youngest.Complete(raised.Data, converter);
                return;
            }
        }

        _kept.Add(raised);
    }

    private sealed class Waiter<T> : TaskCompletionSource<T>, IWait
    {
        public Type Type => typeof(T);

        public bool IsOver => Task.IsCompleted;

        public void Complete(string? payload, DataConverter converter)
        {
            T value;
            try
            {
                value = converter.Deserialize<T>(payload)!;
            }
#pragma warning disable CA1031 // Whatever the payload's type does with it is for the orchestrator to hear.
            catch (Exception unreadable)
#pragma warning restore CA1031
            {
                TrySetException(unreadable);
                return;
            }

            TrySetResult(value);
        }
    }
}

using System.Collections.Concurrent;

namespace NoVisit.Emulator.Durable.Client;

/// <summary>Tells those who wait that an instance has started or ended.</summary>
internal sealed class Announcements
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);

    /// <summary>Ends with the next announcement about an instance; to be asked for before looking at its state.</summary>
    public Task Next(string instanceId)
        => _awaited.GetOrAdd(instanceId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Announce(string instanceId)
    {
        if (_awaited.TryRemove(instanceId, out var change))
        {
            change.SetResult();
        }
    }
}

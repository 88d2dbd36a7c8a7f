using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace NoVisit.Storage;

/// <summary>The three services of a storage account that the application uses.</summary>
public enum StorageService
{
    /// <summary>Tables.</summary>
    Table,

    /// <summary>Blobs.</summary>
    Blob,

    /// <summary>Queues.</summary>
    Queue,
}

/// <summary>How often one operation was asked for.</summary>
/// <param name="Service">Of which service.</param>
/// <param name="Operation">Which operation, for example <c>Transaction</c> or <c>PutBlock</c>.</param>
/// <param name="Feature">For which feature, or empty outside of any.</param>
/// <param name="Count">Requests, each attempt counted: that is what is billed.</param>
public sealed record StorageRequestCount(StorageService Service, string Operation, string Feature, long Count);

/// <summary>Counts the requests that leave for storage, by operation and feature.</summary>
/// <remarks>Thread-safe; a count costs one dictionary look-up and one interlocked addition.</remarks>
public sealed class StorageRequestCounter
{
    private static readonly AsyncLocal<string?> CurrentFeature = new();

    private readonly ConcurrentDictionary<(StorageService Service, string Operation, string Feature), Box> counts = new();

    /// <summary>Names the feature that all requests of the current flow of execution serve, until the result is disposed.</summary>
    /// <example><c>using var _ = StorageRequestCounter.Feature("Approval");</c></example>
    public static IDisposable Feature(string name)
    {
        var scope = new Scope(CurrentFeature.Value);
        CurrentFeature.Value = name;
        return scope;
    }

    /// <summary>The counts so far, in order of service, operation and feature.</summary>
    public IReadOnlyList<StorageRequestCount> Snapshot() =>
    [
        .. counts
            .Select(c => new StorageRequestCount(c.Key.Service, c.Key.Operation, c.Key.Feature, Interlocked.Read(ref c.Value.Count)))
            .Where(c => c.Count > 0)
            .OrderBy(c => c.Service).ThenBy(c => c.Operation, StringComparer.Ordinal).ThenBy(c => c.Feature, StringComparer.Ordinal),
    ];

    /// <summary>Sets all counts to nought. A request under way at that moment falls on one side or the other, never on both or none.</summary>
    public void Reset()
    {
        foreach (var box in counts.Values)
        {
            Interlocked.Exchange(ref box.Count, 0);
        }
    }

    /// <summary>The policy to add per retry to the pipeline of one service's client.</summary>
    internal HttpPipelinePolicy PolicyFor(StorageService service) => new Policy(this, service);

    private void Add(StorageService service, string operation) =>
        Interlocked.Increment(ref counts.GetOrAdd((service, operation, CurrentFeature.Value ?? ""), static _ => new Box()).Count);

    private sealed class Box
    {
        public long Count;
    }

    private sealed class Scope(string? previous) : IDisposable
    {
        public void Dispose() => CurrentFeature.Value = previous;
    }

    private sealed class Policy(StorageRequestCounter counter, StorageService service) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) =>
            counter.Add(service, StorageOperation.NameOf(service, message.Request.Method, message.Request.Uri.Path, message.Request.Uri.Query));
    }
}

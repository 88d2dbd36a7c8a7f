using System.Text.Json.Nodes;
using NoVisit.Storage;

namespace NoVisit.Bench.Case;

/// <summary>What an average case of an item costs.</summary>
/// <param name="Requests">Requests to storage of the function app and of the client, per case.</param>
/// <param name="Executions">Executions of functions, per case.</param>
internal sealed record CaseCost(IReadOnlyList<CaseCost.Request> Requests, IReadOnlyList<CaseCost.Function> Executions)
{
    private const string Client = "client";

    /// <summary>Requests of one operation for one feature.</summary>
    public sealed record Request(StorageService Service, string Operation, string Feature, double Count);

    /// <summary>Executions of one function.</summary>
    public sealed record Function(string Trigger, string Name, double Count);

    /// <summary>Transactions with tables and blobs, the client's own uploads included: what the goal is about.</summary>
    public double Transactions => Requests.Where(r => r.Service != StorageService.Queue).Sum(r => r.Count);

    /// <summary>Messages put into queues, those included that are taken back because all went well.</summary>
    public double Messages => Requests.Where(r => r.Operation == "PutMessage").Sum(r => r.Count);

    /// <summary>
    /// What the app asks of queues, and for each message that starts a function the receiving and the deleting by the host. A host receives
    /// several messages at once when there are several, so this is the most it can be; looking into empty queues is not in it.
    /// </summary>
    public double QueueOperations => Requests.Where(r => r.Service == StorageService.Queue).Sum(r => r.Count) + (2 * OfTrigger("queueTrigger"));

    public double OfTrigger(string trigger) =>
        Executions.Where(e => string.Equals(e.Trigger, trigger, StringComparison.OrdinalIgnoreCase)).Sum(e => e.Count);

    /// <summary>Executions that Azure counts: all but an orchestrator's turns are one each, and a turn is one too.</summary>
    public double AllExecutions => Executions.Sum(e => e.Count);

    /// <summary>Takes the counts since the last reset.</summary>
    public static CaseCost Read(BenchHost host, CaseDriver driver, int cases) => new(
        [
            .. host.Storage.Snapshot().Select(c => new Request(c.Service, c.Operation, c.Feature, (double)c.Count / cases)),
            new Request(StorageService.Blob, "PutBlob", Client, (double)driver.BlobPuts / cases),
        ],
        [.. host.Tally.Counts.Select(c => new Function(c.Key.Trigger, c.Key.Function, (double)c.Value / cases))]);

    public JsonObject ToJson() => new()
    {
        ["requests"] = new JsonArray([.. Requests.Select(r => new JsonObject
        {
            ["service"] = r.Service.ToString(), ["operation"] = r.Operation, ["feature"] = r.Feature, ["count"] = Math.Round(r.Count, 2),
        })]),
        ["executions"] = new JsonArray([.. Executions.OrderBy(e => e.Trigger, StringComparer.Ordinal).ThenBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => new JsonObject { ["trigger"] = e.Trigger, ["function"] = e.Name, ["count"] = Math.Round(e.Count, 2) })]),
    };
}

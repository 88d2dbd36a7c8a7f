using System.Globalization;
using NoVisit.Storage;

namespace NoVisit.Bench.Case;

/// <summary>The tables on the console.</summary>
internal static class CaseTables
{
    public static void Requests(IReadOnlyList<(BenchItem Item, CaseCost Cost)> costs)
    {
        Console.WriteLine();
        Console.WriteLine("Requests to storage per case, by feature and operation");
        var keys = costs.SelectMany(c => c.Cost.Requests).Select(r => (r.Feature, r.Service, r.Operation)).Distinct()
            .OrderBy(k => k.Service == StorageService.Queue).ThenBy(k => k.Feature, StringComparer.Ordinal).ThenBy(k => k.Service).ThenBy(k => k.Operation, StringComparer.Ordinal);
        Print(
            costs, keys, k => $"{k.Feature,-14} {k.Service,-6} {k.Operation}",
            (k, cost) => cost.Requests.Where(r => (r.Feature, r.Service, r.Operation) == k).Sum(r => r.Count));
    }

    public static void Executions(IReadOnlyList<(BenchItem Item, CaseCost Cost)> costs)
    {
        Console.WriteLine();
        Console.WriteLine("Executions of functions per case (orchestrators: turns)");
        var keys = costs.SelectMany(c => c.Cost.Executions).Select(e => (e.Trigger, e.Name)).Distinct()
            .OrderBy(k => k.Trigger, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal);
        Print(costs, keys, k => $"{k.Trigger,-21} {k.Name}", (k, cost) => cost.Executions.Where(e => (e.Trigger, e.Name) == k).Sum(e => e.Count));
    }

    public static void Endpoints(Latencies latencies)
    {
        Console.WriteLine();
        Console.WriteLine($"{"Latency of requests at the client, ms",-62}{"p50",8}{"p95",8}{"n",6}");
        foreach (var (endpoint, values) in latencies.All)
        {
            Console.WriteLine($"{endpoint,-62}{Text(Measure.Percentile(values, 0.5)),8}{Text(Measure.Percentile(values, 0.95)),8}{values.Count,6}");
        }
    }

    private static void Print<TKey>(
        IReadOnlyList<(BenchItem Item, CaseCost Cost)> costs, IEnumerable<TKey> keys, Func<TKey, string> name, Func<TKey, CaseCost, double> value)
    {
        Console.WriteLine($"{"",-62}{string.Concat(costs.Select(c => $"{c.Item.Key,8}"))}");
        foreach (var key in keys)
        {
            Console.WriteLine($"{name(key),-62}{string.Concat(costs.Select(c => $"{Text(value(key, c.Cost)),8}"))}");
        }
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}

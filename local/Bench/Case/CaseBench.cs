using System.Text.Json.Nodes;

namespace NoVisit.Bench.Case;

/// <summary>What a case costs in storage transactions, messages and executions, and how soon the certificate follows the decision.</summary>
internal static class CaseBench
{
    private const int Counted = 5;
    private const int Timed = 20;
    private const double CertificateGoal = 1000;

    /// <summary>Longer than the safety net of a command waits: a net that was not taken in runs within the count.</summary>
    private static readonly TimeSpan Nets = TimeSpan.FromSeconds(7);

    /// <returns>0 when every goal is met, 1 otherwise.</returns>
    public static async Task<int> RunAsync()
    {
        BenchItem[] items = [BenchItems.SoleTrader, BenchItems.Company];
        await using var stack = await BenchStack.StartAsync();
        await using var host = await BenchHost.StartAsync(stack.Settings);
        using var driver = new CaseDriver(stack, host);
        await driver.SignInAsync(items);

        var report = new BenchReport("case");
        List<string> missed = [];
        // Nothing is warm yet: this is what the first case after a start meets.
        var (first, _) = await driver.DecisionToCertificateAsync(BenchItems.SoleTrader);
        report.Add("firstCertificate", "first case after the start: last act sent to certificate on disk", first, "ms");
        foreach (var item in items)
        {
            await driver.WholeWayAsync(item);
        }

        await Task.Delay(Nets);
        await host.IdleAsync();
        driver.Latencies.Reset();
        List<(BenchItem Item, CaseCost Cost)> costs = [];
        foreach (var item in items)
        {
            costs.Add((item, await CountAsync(host, driver, item)));
        }

        CaseTables.Requests(costs);
        CaseTables.Executions(costs);
        CaseTables.Endpoints(driver.Latencies);
        report.AddDetail("latencies", new JsonObject(driver.Latencies.All.Select(l => KeyValuePair.Create(l.Endpoint, (JsonNode?)new JsonObject
        {
            ["p50"] = Math.Round(Measure.Percentile(l.Milliseconds, 0.5), 1),
            ["p95"] = Math.Round(Measure.Percentile(l.Milliseconds, 0.95), 1),
        }))));
        foreach (var (item, cost) in costs)
        {
            AddCost(report, item, cost);
            if (cost.Transactions > item.Goal)
            {
                missed.Add($"{item.Name}: {cost.Transactions:0.0} storage transactions instead of {item.Goal}");
            }
        }

        foreach (var item in items)
        {
            await AddTimesAsync(report, driver, item, missed);
        }

        Console.WriteLine();
        report.Print();
        await report.SaveAsync();
        foreach (var goal in missed)
        {
            await Console.Error.WriteLineAsync($"Goal missed: {goal}.");
        }

        return missed.Count == 0 ? 0 : 1;
    }

    private static async Task<CaseCost> CountAsync(BenchHost host, CaseDriver driver, BenchItem item)
    {
        driver.ResetCounts();
        host.Storage.Reset();
        host.Tally.Reset();
        for (var i = 0; i < Counted; i++)
        {
            await driver.WholeWayAsync(item);
        }

        await Task.Delay(Nets);
        await host.IdleAsync();
        return CaseCost.Read(host, driver, Counted);
    }

    private static void AddCost(BenchReport report, BenchItem item, CaseCost cost)
    {
        report.Add($"{item.Key}Transactions", $"{item.Name}: storage transactions", cost.Transactions, "per case", $"<= {item.Goal}");
        foreach (var feature in cost.Requests.Where(r => r.Service != Storage.StorageService.Queue).GroupBy(r => r.Feature, StringComparer.Ordinal))
        {
            report.Add($"{item.Key}Transactions{feature.Key}", $"  of {feature.Key}", feature.Sum(r => r.Count), "per case");
        }

        report.Add($"{item.Key}QueueMessages", "  queue messages", cost.Messages, "per case");
        report.Add($"{item.Key}QueueOperations", "  queue operations", cost.QueueOperations, "per case");
        report.Add($"{item.Key}Executions", "  function executions", cost.AllExecutions, "per case");
        report.Add($"{item.Key}Activities", "    of them durable activities", cost.OfTrigger("activityTrigger"), "per case");
        report.Add($"{item.Key}Turns", "    of them orchestrator turns", cost.OfTrigger("orchestrationTrigger"), "per case");
        report.AddDetail($"{item.Key}Detail", cost.ToJson());
    }

    private static async Task AddTimesAsync(BenchReport report, CaseDriver driver, BenchItem item, List<string> missed)
    {
        List<double> certificates = [];
        List<double> answers = [];
        for (var i = 0; i < Timed; i++)
        {
            var (toCertificate, toAnswer) = await driver.DecisionToCertificateAsync(item);
            certificates.Add(toCertificate);
            answers.Add(toAnswer);
        }

        var p95 = Measure.Percentile(certificates, 0.95);
        report.Add($"{item.Key}CertificateP50", $"{item.Name}: last act sent to certificate on disk, p50", Measure.Percentile(certificates, 0.5), "ms");
        report.Add($"{item.Key}CertificateP95", "  p95", p95, "ms", $"<= {CertificateGoal:0}");
        report.Add($"{item.Key}AnswerP50", "  last act sent to its answer, p50", Measure.Percentile(answers, 0.5), "ms");
        report.Add($"{item.Key}AnswerP95", "  p95", Measure.Percentile(answers, 0.95), "ms");
        if (p95 > CertificateGoal)
        {
            missed.Add($"{item.Name}: the certificate comes after {p95:0} ms");
        }
    }
}

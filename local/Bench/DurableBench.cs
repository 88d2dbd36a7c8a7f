using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Bench;

/// <summary>Speed of the durable engine, the driver's own work included.</summary>
internal static class DurableBench
{
    private const int Cases = 200;

    public static async Task RunAsync()
    {
        var report = new BenchReport("durable");
        await ThroughputAsync("Chain", 300);
        await ApprovalsAsync(Cases, Cases);

        var (perSecond, transactions, writes) = await ThroughputAsync("Chain", 2_000);
        report.Add("chainPerSecond", "5 sequential activities", perSecond, "orch/s");
        report.Add("chainTransactions", "  transactions each (writes share them)", transactions, "per orch");
        report.Add("chainWrites", "  atomic writes each (6 turns)", writes, "per orch");
        (perSecond, transactions, writes) = await ThroughputAsync("FanOut", 100);
        report.Add("fanOutPerSecond", "fan-out of 100 activities", perSecond, "orch/s");
        report.Add("fanOutTransactions", "  transactions each", transactions, "per orch");
        report.Add("fanOutWrites", "  atomic writes each", writes, "per orch");

        var atOnce = await ApprovalsAsync(Cases, Cases);
        report.Add("approvalPerSecond", "approval, 200 cases at once", atOnce.PerSecond, "cases/s", ">= 140");
        report.Add("approvalLastEventToDoneP50", "  last event to done p50", Measure.Percentile(atOnce.Latencies, 0.5), "ms", "< 10");
        report.Add("approvalLastEventToDoneP95", "  last event to done p95", Measure.Percentile(atOnce.Latencies, 0.95), "ms");
        report.Add("approvalTransactions", "  transactions each", atOnce.Transactions, "per case");
        report.Add("approvalWrites", "  atomic writes each", atOnce.Writes, "per case");
        var eight = await ApprovalsAsync(Cases, 8);
        report.Add("approvalEightPerSecond", "approval, 200 cases, 8 at a time", eight.PerSecond, "cases/s");
        report.Add("approvalEightLastEventToDoneP50", "  last event to done p50", Measure.Percentile(eight.Latencies, 0.5), "ms", "< 10");
        report.Add("approvalEightLastEventToDoneP95", "  last event to done p95", Measure.Percentile(eight.Latencies, 0.95), "ms");

        var pings = await PingAsync();
        report.Add("eventToContinuationP50", "event to continuation p50", Measure.Percentile(pings, 0.5), "ms");
        report.Add("eventToContinuationP95", "event to continuation p95", Measure.Percentile(pings, 0.95), "ms");

        await WaitingBench.RunAsync(report);
        report.Print();
        await report.SaveAsync();
    }

    private static async Task<(double PerSecond, double Transactions, double Writes)> ThroughputAsync(string orchestrator, int count)
    {
        await using var bench = await BenchHub.StartAsync();
        var client = bench.Hub.Client;
        var writer = bench.Hub.Store.Writer;
        var (transactions, writes) = (writer.Transactions, writer.Writes);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync(orchestrator);
            await client.WaitForInstanceCompletionAsync(id);
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        return (count / seconds, (writer.Transactions - transactions) / (double)count, (writer.Writes - writes) / (double)count);
    }

    private static async Task<(double PerSecond, double Transactions, double Writes, IReadOnlyCollection<double> Latencies)> ApprovalsAsync(int cases, int atATime)
    {
        await using var bench = await BenchHub.StartAsync();
        var client = bench.Hub.Client;
        var writer = bench.Hub.Store.Writer;
        var latencies = new ConcurrentBag<double>();
        var (transactions, writes) = (writer.Transactions, writer.Writes);
        var next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= cases)
            {
                latencies.Add(await ApproveAsync(bench.App, client, $"case-{number:0000}"));
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        return (cases / seconds, (writer.Transactions - transactions) / (double)cases, (writer.Writes - writes) / (double)cases, latencies);
    }

    private static async Task<double> ApproveAsync(BenchApp app, DurableTaskClient client, string id)
    {
        var opened = Enumerable.Range(0, 4)
            .Select(department => app.Opened.GetOrAdd($"{id}:{department}", _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task)
            .ToList();
        await client.ScheduleNewOrchestrationInstanceAsync("Approval", id, new StartOrchestrationOptions(id));
        var done = client.WaitForInstanceCompletionAsync(id);
        var last = 0L;
        for (var department = 0; department < 4; department++)
        {
            await opened[department];
            last = Stopwatch.GetTimestamp();
            await client.RaiseEventAsync($"{id}:{department}", "opinion", "agreed");
        }

        var state = await done;
        return state.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? Stopwatch.GetElapsedTime(last).TotalMilliseconds
            : throw new InvalidOperationException($"Case {id} ended as {state.RuntimeStatus}.");
    }

    private static async Task<IReadOnlyCollection<double>> PingAsync()
    {
        await using var bench = await BenchHub.StartAsync();
        var id = await bench.Hub.Client.ScheduleNewOrchestrationInstanceAsync("Ping");
        List<double> latencies = [];
        for (var i = 0; i < 200; i++)
        {
            var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            bench.App.Heard = _ => heard.SetResult();
            var raised = Stopwatch.GetTimestamp();
            await bench.Hub.Client.RaiseEventAsync(id, "ping", "x");
            await heard.Task;
            latencies.Add(Stopwatch.GetElapsedTime(raised).TotalMilliseconds);
        }

        return latencies;
    }
}

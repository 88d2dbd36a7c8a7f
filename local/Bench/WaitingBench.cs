using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Emulator.Durable;

namespace NoVisit.Bench;

/// <summary>Memory and recovery with many instances that wait for an event or an hour; measured in a process of its own.</summary>
internal static class WaitingBench
{
    private const int Instances = 10_000;

    public static async Task RunAsync(BenchReport report)
    {
        var directory = Directory.CreateTempSubdirectory("bench-waiting-").FullName;
        try
        {
            var path = Path.Combine(directory, "hub.db");
            var fill = await InOwnProcessAsync(path);
            var recover = await InOwnProcessAsync(path);
            report.Add("waitingMemory", "memory with 10,000 waiting, after filling", fill.Megabytes, "MB", "< 300");
            report.Add("recoveredMemory", "memory with 10,000 waiting, after recovery", recover.Megabytes, "MB", "< 300");
            report.Add("recoverySeconds", "recovery with 10,000 waiting", recover.Seconds, "s", "< 5");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Fills a hub if it is empty; measures until an instance has answered an event, and what the process then holds.</summary>
    public static async Task MeasureAsync(string path)
    {
        var isNew = !File.Exists(path);
        var watch = Stopwatch.StartNew();
        await using var hub = new DurableHub(new() { Path = path }, new BenchApp(), TimeProvider.System, NullLoggerFactory.Instance);
        await hub.StartAsync(CancellationToken.None);
        if (isNew)
        {
            await Parallel.ForAsync(0, Instances + 1, async (i, ct) =>
                await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", i, new StartOrchestrationOptions(Id(i)), ct));
        }

        var answering = Id(isNew ? 0 : 1);
        await hub.Client.RaiseEventAsync(answering, "go", 1);
        await hub.Client.WaitForInstanceCompletionAsync(answering);
        var seconds = watch.Elapsed.TotalSeconds;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Waiting(seconds, process.WorkingSet64 / 1e6)));
    }

    private static string Id(int number) => number.ToString("waiting-00000", CultureInfo.InvariantCulture);

    private static async Task<Waiting> InOwnProcessAsync(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(WaitingBench).Assembly.Location);
        }

        start.ArgumentList.Add("durable-waiting");
        start.ArgumentList.Add(path);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Waiting>(output)!
            : throw new InvalidOperationException($"The measuring process ended with {process.ExitCode}.");
    }

    private sealed record Waiting(double Seconds, double Megabytes);
}

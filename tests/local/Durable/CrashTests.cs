using System.Diagnostics;
using NoVisit.Emulator.CrashHost;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Tests.Durable;

/// <summary>
/// Kills a host without warning, again and again, under races, fan-outs and timers. Set NOVISIT_CRASHES for another number of kills.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crash-").FullName;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("NOVISIT_CRASHES"), out var kills) ? kills : 200;

    [Fact(Timeout = 900_000)]
    public async Task Hundreds_of_kills_change_no_outcome_lose_nothing_acknowledged_and_repeat_no_completed_activity()
    {
        var expected = await UninterruptedAsync();
        var (hub, log) = (Path.Combine(_directory, "killed.db"), Path.Combine(_directory, "killed.log"));
        var completed = new HashSet<string>(StringComparer.Ordinal);
        List<string> repeated = [];
        var (kills, rounds, logged) = (0, 0, 0);
        var done = false;
        while (kills < Kills || !done)
        {
            if (done)
            {
                // All is done before enough kills: once more from the start.
                rounds++;
                Assert.Equal(expected, Outcomes(hub));
                File.Delete(hub);
                File.Delete(hub + "-wal");
                File.Delete(hub + "-shm");
                File.Delete(log);
                completed.Clear();
                logged = 0;
            }

            done = await RunAsync(hub, log, killAfter: kills < Kills ? TimeSpan.FromMilliseconds(Random.Shared.Next(250)) : null);
            kills += done ? 0 : 1;
            var lines = EffectLog.Read(log);
            repeated.AddRange(lines.Skip(logged).Where(completed.Contains));
            logged = lines.Count;
            completed.UnionWith(CompletedRuns(hub));
        }

        output.WriteLine($"{kills} kills in {rounds + 1} rounds of {expected.Count} orchestrations");
        Assert.Empty(repeated);
        Assert.Equal(expected, Outcomes(hub));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static List<string> Outcomes(string hub) => Read(hub, reader =>
        reader.Page(0, null, null, null, null, int.MaxValue)
            .Where(row => row.Parent is null)
            .Select(row => $"{row.Id} {row.Status} {row.Output} {row.Failure?.ErrorType}: {row.Failure?.ErrorMessage}")
            .Order(StringComparer.Ordinal)
            .ToList());

    /// <summary>The activity calls whose result the hub has, as the log names their runs.</summary>
    private static List<string> CompletedRuns(string hub) => Read(hub, reader =>
    {
        List<string> runs = [];
        foreach (var row in reader.Page(0, null, null, null, null, int.MaxValue))
        {
            var history = reader.Load(row.Id)!.Turns.SelectMany(events => events).ToList();
            var results = history.OfType<TaskCompleted>().Select(result => result.TaskId).ToHashSet();
            runs.AddRange(history.OfType<TaskScheduled>().Where(call => results.Contains(call.TaskId)).Select(call => $"run {row.Id} {call.Data}"));
        }

        return runs;
    });

    private static T Read<T>(string hub, Func<HubReader, T> read)
    {
        using var store = HubStore.Open(hub);
        return store.Read(read);
    }

    private async Task<List<string>> UninterruptedAsync()
    {
        var hub = Path.Combine(_directory, "calm.db");
        Assert.True(await RunAsync(hub, Path.Combine(_directory, "calm.log"), killAfter: null));
        var outcomes = Outcomes(hub);
        Assert.Equal(CrashWorkload.Ids.Count, outcomes.Count);
        return outcomes;
    }

    /// <summary>Runs a host; whether it got done before it was killed.</summary>
    private static async Task<bool> RunAsync(string hub, string log, TimeSpan? killAfter)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashWorkload).Assembly.Location, hub, log])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var ct = TestContext.Current.CancellationToken;
        using var host = Process.Start(start)!;
        try
        {
            Assert.Equal("started", await host.StandardOutput.ReadLineAsync(ct));
            var end = host.StandardOutput.ReadLineAsync(ct).AsTask();
            await Task.WhenAny(end, Task.Delay(killAfter ?? Timeout.InfiniteTimeSpan, ct));
            if (!end.IsCompleted)
            {
                return false;
            }

            var isDone = await end == "done";
            await host.WaitForExitAsync(ct);
            return isDone;
        }
        finally
        {
            if (!host.HasExited)
            {
                // SIGKILL: the host gets no chance to tidy up.
                host.Kill();
                await host.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}

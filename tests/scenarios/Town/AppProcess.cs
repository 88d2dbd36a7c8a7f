using System.Collections.Concurrent;
using System.Diagnostics;

namespace NoVisit.Scenarios;

/// <summary>The function app as a process of its own, so that it can be killed outright and started again over the same hub and storage.</summary>
internal sealed class AppProcess(City city) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> said = [];
    private Process? process;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>What it wrote, over all its lives.</summary>
    public string Said => string.Join('\n', said.Where(line => !line.Contains(" info: ", StringComparison.Ordinal)));

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "NoVisit.Functions.dll"));
        foreach (var (name, value) in city.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync("the function app is ready", async () =>
        {
            Assert.False(process.HasExited, $"The function app ended at its start:\n{Said}");
            return (int)(await city.Anybody().GetAsync("health/ready")).Status == 200;
        }, StartLimit);
    }

    /// <summary>SIGKILL: nothing of it runs any further.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
        Kills++;
    }

    /// <summary>Kills it and starts it again.</summary>
    public async Task CrashAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            said.Enqueue(line);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace NoVisit.Scenarios;

/// <summary>The function app as a process of its own, so that it can be killed outright and started again over the same hub and storage.</summary>
internal sealed class AppProcess(City city) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // Ends the app with its own input, so that a test run that is killed itself leaves nothing behind.
    private const string Shell = "dotnet \"$0\" & echo \"process $!\"; cat > /dev/null; kill -9 $! 2> /dev/null";

    private readonly ConcurrentQueue<string> said = [];
    private Process? shell;
    private TaskCompletionSource<int> id = new();

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>What it wrote, over all its lives.</summary>
    public string Said => string.Join('\n', said.Where(line => !line.Contains(" info: ", StringComparison.Ordinal)));

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Shell);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "NoVisit.Functions.dll"));
        foreach (var (name, value) in city.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        id = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        shell = new Process { StartInfo = start };
        shell.OutputDataReceived += (_, e) => Hear(e.Data);
        shell.ErrorDataReceived += (_, e) => Hear(e.Data);
        shell.Start();
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        var app = await id.Task.WaitAsync(StartLimit);
        await Eventually.TrueAsync("the function app is ready", async () =>
        {
            Assert.True(Directory.Exists($"/proc/{app.ToString(CultureInfo.InvariantCulture)}") || !OperatingSystem.IsLinux(), $"The function app ended at its start:\n{Said}");
            return (int)(await city.Anybody().GetAsync("health/ready")).Status == 200;
        }, StartLimit);
    }

    /// <summary>SIGKILL: nothing of it runs any further.</summary>
    public async Task KillAsync()
    {
        using (var app = Process.GetProcessById(await id.Task))
        {
            app.Kill();
        }

        shell!.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
        shell = null;
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
        if (shell is not null)
        {
            await KillAsync();
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        said.Enqueue(line);
        if (line.StartsWith("process ", StringComparison.Ordinal))
        {
            id.TrySetResult(int.Parse(line["process ".Length..], CultureInfo.InvariantCulture));
        }
    }
}

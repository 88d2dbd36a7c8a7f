using System.Diagnostics;
using System.Text.Json;

namespace NoVisit.Bench.Case;

/// <summary>Everything around the function app as processes of its own, on free ports and in a folder of its own.</summary>
internal sealed class BenchStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly string _directory;

    private BenchStack(Process process, string directory, JsonElement ready)
    {
        (_process, _directory) = (process, directory);
        Settings = ready.GetProperty("environment").EnumerateObject()
            .ToDictionary(p => p.Name.Replace("__", ":", StringComparison.Ordinal), p => p.Value.GetString()!, StringComparer.Ordinal);
        Identity = ready.GetProperty("addresses").GetProperty("identity").GetString()!;
    }

    /// <summary>The settings for the function app.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    private string Identity { get; }

    /// <summary>Starts the services; the working directory is the repository's root.</summary>
    /// <exception cref="InvalidOperationException">A service does not become healthy; its messages are on standard error.</exception>
    public static async Task<BenchStack> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("novisit-bench-").FullName;
        var process = StartNode(true, "local/stack.mjs", "--json", "--ports", "auto", "--without", "app", "--courier", "50", "--dir", directory);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        using var ready = JsonDocument.Parse(line ?? throw new InvalidOperationException("The stack ended while starting."));
        return ready.RootElement.GetProperty("ready").GetBoolean()
            ? new BenchStack(process, directory, ready.RootElement)
            : throw new InvalidOperationException(ready.RootElement.GetProperty("error").GetString());
    }

    /// <summary>An access token of a demo person, as the pages get theirs.</summary>
    public async Task<string> TokenAsync(string person)
    {
        using var process = StartNode(false, "local/identity/token.mjs", person, Identity);
        var token = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? token.Trim() : throw new InvalidOperationException($"No token for {person}.");
    }

    public async ValueTask DisposeAsync()
    {
        // The stack ends in good order when its input does.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static Process StartNode(bool hasInput, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("node", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = hasInput })
        ?? throw new InvalidOperationException("Node.js does not start.");
}

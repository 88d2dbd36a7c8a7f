using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(NoVisit.Emulator.Tests.Hosting.SharedAzurite))]

namespace NoVisit.Emulator.Tests.Hosting;

/// <summary>One queue service for all tests of this assembly, started by the first that asks; each test uses queues of its own.</summary>
public sealed class SharedAzurite : IAsyncDisposable
{
    private readonly Azurite _azurite = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private bool _started;

    public async ValueTask DisposeAsync()
    {
        _starting.Dispose();
        await _azurite.DisposeAsync();
    }

    internal async Task<string> ConnectionStringAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_started)
            {
                await _azurite.StartAsync(TestContext.Current.CancellationToken);
                _started = true;
            }

            return _azurite.ConnectionString;
        }
        finally
        {
            _starting.Release();
        }
    }
}

/// <summary>Azurite's queue service on a port of its own, which can be stopped and started again over the same data.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    // Azurite's published development account; it opens nothing but an Azurite.
    private const string Account =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string _folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly string _remembered = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public string ConnectionString => $"DefaultEndpointsProtocol=http;{Account};QueueEndpoint=http://127.0.0.1:{_port}/devstoreaccount1;";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Program(), "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", _folder, "--queuePort", $"{_port}" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 300 && !_process.HasExited)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <summary>Ends it as an operator would: it saves its data first.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } running)
        {
            using var kill = Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]);
            await running.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>SIGKILL: what it has not saved yet, up to five seconds of work, is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Makes what it holds now what it remembers after <see cref="KillAndForgetAsync"/>. It is away for a moment.</summary>
    public async Task RemembersAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        Copy(_folder, _remembered);
        await StartAsync(cancellationToken);
    }

    /// <summary>SIGKILL, and all that came after <see cref="RemembersAsync"/> is gone.</summary>
    public async Task KillAndForgetAsync()
    {
        await KillAsync();
        Copy(_remembered, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_remembered, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Program()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                var program = Path.Combine(folder.FullName, "local", "node_modules", "azurite", "dist", "src", "queue", "main.js");
                return File.Exists(program)
                    ? program
                    : throw new InvalidOperationException($"These tests need Azurite at {program}: run `npm ci` in local/ first.");
            }
        }

        throw new InvalidOperationException("These tests run inside the repository: no folder above them holds Serverless.sln.");
    }
}

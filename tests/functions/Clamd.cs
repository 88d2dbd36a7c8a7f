using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NoVisit.Filing.Uploads;

[assembly: AssemblyFixture(typeof(NoVisit.Tests.Clamd))]

namespace NoVisit.Tests;

/// <summary>The real clamd with the EICAR signature of <c>local/clamav</c>, started at the first use and ended with the tests.</summary>
public sealed class Clamd : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private ClamdProcess? process;

    /// <summary>The loopback port that it listens on.</summary>
    public async Task<int> PortAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            process ??= await ClamdProcess.StartAsync(ClamdProcess.FreePort(), cancellationToken);
            return process.Port;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        gate.Dispose();
    }
}

/// <summary>One clamd, for tests that need it to be away for a while.</summary>
internal sealed class ClamdProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly string folder;

    private ClamdProcess(Process process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public static async Task<ClamdProcess> StartAsync(int port, CancellationToken cancellationToken)
    {
        var state = Directory.CreateTempSubdirectory("clamd-").FullName;
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Ends with its standard input, so that a killed test run leaves no process behind.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$0\" \"$@\" & pid=$!; read -r _; kill $pid; wait $pid");
        start.ArgumentList.Add(Script());
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(state);
        var started = Process.Start(start)!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();

        var scanner = new ClamdScanner("127.0.0.1", port);
        var waited = Stopwatch.StartNew();
        while (!await scanner.PingAsync(cancellationToken))
        {
            Assert.True(waited.Elapsed < StartLimit, $"clamd did not start; see {state}/clamd.log.");
            await Task.Delay(50, cancellationToken);
        }

        return new ClamdProcess(started, state, port);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Script()
    {
        for (var root = new DirectoryInfo(AppContext.BaseDirectory); root is not null; root = root.Parent)
        {
            var script = Path.Combine(root.FullName, "local", "clamav", "start.sh");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new FileNotFoundException("local/clamav/start.sh is missing.");
    }
}

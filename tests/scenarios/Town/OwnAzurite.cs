using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NoVisit.Scenarios;

/// <summary>An Azurite for one test, which can be stopped and started again over the same data.</summary>
internal sealed class OwnAzurite : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly string folder = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly string remembered = Directory.CreateTempSubdirectory("azurite-").FullName;
    private readonly int blob = LocalStack.FreePort();
    private readonly int queue = LocalStack.FreePort();
    private readonly int table = LocalStack.FreePort();
    private Process? process;

    public string ConnectionString => AzuriteAccount.WellKnown.ConnectionString(Address(blob), Address(queue), Address(table));

    public async Task StartAsync()
    {
        var start = NodeProgram.Prepare(
            Path.Combine(LocalStack.Root, "local", "node_modules", "azurite", "dist", "src", "azurite.js"),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", folder,
            "--blobPort", Number(blob), "--queuePort", Number(queue), "--tablePort", Number(table)).EndingWithItsInput();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync("Azurite listens", async () =>
        {
            try
            {
                foreach (var port in (int[])[blob, queue, table])
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port);
                }

                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, StartLimit);
    }

    /// <summary>Ends it as an operator would: it saves its data first.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            // It is sent SIGTERM when nobody holds its input any more.
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>
    /// SIGKILL. What it has not saved yet is gone: Azurite saves tables, queues and files each at a time of their own, every five seconds.
    /// </summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Makes what it holds now what it will remember after <see cref="KillAndForgetAsync"/>. It is away for a moment.</summary>
    public async Task RemembersAsync()
    {
        await StopAsync();
        Copy(folder, remembered);
        await StartAsync();
    }

    /// <summary>SIGKILL, and all that came after <see cref="RemembersAsync"/> is gone: tables, queues and files go back to one moment.</summary>
    public async Task KillAndForgetAsync()
    {
        await KillAsync();
        Copy(remembered, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
        Directory.Delete(remembered, recursive: true);
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

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Address(int port) => $"http://127.0.0.1:{Number(port)}";
}

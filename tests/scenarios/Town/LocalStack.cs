using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(NoVisit.Scenarios.LocalStack))]

namespace NoVisit.Scenarios;

/// <summary>
/// The real programs around the function app, once for all tests: Azurite, sign-in provider, mail server, malware scanner.
/// Gateways and the app itself belong to a <see cref="City"/>: they share its clock and its address.
/// </summary>
public sealed class LocalStack : IAsyncLifetime
{
    private const int Accounts = 200;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    // Below the range from which the system hands out ports itself: what is free now stays free until it is used.
    private const int LowestPort = 20_000;
    private const int HighestPort = 32_000;
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    private readonly List<string> output = [];
    private readonly string[] keys = [.. Enumerable.Range(0, Accounts).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))];
    private Process? process;
    private JsonElement addresses;
    private int accountsTaken;

    /// <summary>Root of the repository.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>State of the stack; gone after the tests.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("scenarios-").FullName;

    /// <summary>The app's settings as the stack would start it, colons for double underscores.</summary>
    internal IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    internal SignIn SignIn { get; private set; } = null!;

    internal Mailbox Mailbox { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var start = NodeProgram.Prepare(
            Path.Combine(Root, "local", "stack.mjs"), "--json", "--ports", "auto", "--dir", Folder, "--without", "app,gateways");
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', (string[])[AzuriteAccount.WellKnown.ToString(), .. keys.Select((key, i) => $"{NameOf(i)}:{key}")]);
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Hear(e.Data, ready);
        process.ErrorDataReceived += (_, e) => Hear(e.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The stack ended at its start:\n{Said()}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string line;
        try
        {
            line = await ready.Task.WaitAsync(StartLimit);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"The stack was not ready after {StartLimit}:\n{Said()}", e);
        }

        using var document = JsonDocument.Parse(line);
        addresses = document.RootElement.GetProperty("addresses").Clone();
        Settings = document.RootElement.GetProperty("environment").EnumerateObject()
            .ToDictionary(p => p.Name.Replace("__", ":", StringComparison.Ordinal), p => p.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        SignIn = new SignIn(Settings["Identity:Authority"], Path.Combine(Folder, "identity", "keys.json"));
        Mailbox = new Mailbox(new Uri(addresses.GetProperty("mailbox").GetString()!));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // The stack ends, in order, when nobody holds its input any more.
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        SignIn?.Dispose();
        Mailbox?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Connection string of a storage account that nobody else has.</summary>
    internal string NewAccount()
    {
        var number = Interlocked.Increment(ref accountsTaken) - 1;
        Assert.True(number < Accounts, $"There are {Accounts} storage accounts; raise the number.");
        string Endpoint(string service) => addresses.GetProperty(service).GetString()!;
        return new AzuriteAccount(NameOf(number), keys[number]).ConnectionString(Endpoint("blob"), Endpoint("queue"), Endpoint("table"));
    }

    /// <summary>A port of 127.0.0.1 that is free now, and that nobody else of this run is given: whoever has it may take it late, or be killed and take it again.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(LowestPort, HighestPort);
            if (!Given.TryAdd(port, true))
            {
                continue;
            }

            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }

    private static string NameOf(int number) => $"city{number.ToString("D3", CultureInfo.InvariantCulture)}";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests run inside the repository: no folder above them holds Serverless.sln.");
    }

    private void Hear(string? line, TaskCompletionSource<string> ready)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Add(line);
        }

        if (line.StartsWith("{\"ready\":true", StringComparison.Ordinal))
        {
            ready.TrySetResult(line);
        }
    }

    private string Said()
    {
        lock (output)
        {
            return string.Join('\n', output);
        }
    }
}

/// <summary>A storage account of an Azurite.</summary>
internal sealed record AzuriteAccount(string Name, string Key)
{
    /// <summary>Azurite's published development account; it opens nothing but an Azurite.</summary>
    public static AzuriteAccount WellKnown { get; } = new(
        "devstoreaccount1", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    /// <param name="blob">Address of a service, with or without an account's name at its end.</param>
    /// <param name="queue">Likewise.</param>
    /// <param name="table">Likewise.</param>
    public string ConnectionString(string blob, string queue, string table)
    {
        string Mine(string address) => $"{new Uri(address).GetLeftPart(UriPartial.Authority)}/{Name}";
        return $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={Key};BlobEndpoint={Mine(blob)};QueueEndpoint={Mine(queue)};TableEndpoint={Mine(table)};";
    }

    /// <summary>As <c>AZURITE_ACCOUNTS</c> lists it.</summary>
    public override string ToString() => $"{Name}:{Key}";
}

/// <summary>Programs of local/ that run on Node.js.</summary>
internal static class NodeProgram
{
    /// <summary>A start with all streams redirected, for a program whose packages are there.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static ProcessStartInfo Prepare(string script, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(LocalStack.Root, "local", "node_modules", "azurite")))
        {
            throw new InvalidOperationException("The scenario tests need the packages of local/: run `npm ci` in local/ first.");
        }

        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[script, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Lets a program that would go on without us end with its standard input, so that a killed test run leaves nothing behind.</summary>
    public static ProcessStartInfo EndingWithItsInput(this ProcessStartInfo start)
    {
        start.ArgumentList.Insert(0, "data:text/javascript,process.stdin.on('end',()=>process.kill(process.pid,'SIGTERM')).resume()");
        start.ArgumentList.Insert(0, "--import");
        return start;
    }
}

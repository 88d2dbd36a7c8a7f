using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

[assembly: AssemblyFixture(typeof(NoVisit.Tests.Azurite))]

namespace NoVisit.Tests;

/// <summary>
/// The real Azurite, started at the first <see cref="NewAccount"/> and ended with the tests. In memory, on ports that the system chose.
/// Take it as a constructor parameter; give each test class (or test) its own account.
/// </summary>
public sealed partial class Azurite : IDisposable
{
    private const int Accounts = 500;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> ports = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> output = [];
    private readonly string? certificateFolder;
    private readonly List<string> keys = [];
    private Process? process;
    private int taken;

    public Azurite()
    {
    }

    private Azurite(string certificateFolder) => this.certificateFolder = certificateFolder;

    /// <summary>An Azurite over HTTPS that takes tokens (it checks their claims, not their signature). The caller disposes it.</summary>
    public static Azurite WithTokens()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-tls-").FullName;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return new Azurite(folder);
    }

    /// <summary>A connection string for an account that nobody else has.</summary>
    public string NewAccount()
    {
        int number;
        lock (gate)
        {
            if (process is null)
            {
                Start();
            }

            number = taken++;
        }

        Assert.True(number < Accounts, $"There are {Accounts} accounts; raise the number.");
        var account = NameOf(number);
        string Endpoint(string service) =>
            $"{service}Endpoint={(certificateFolder is null ? "http" : "https")}://127.0.0.1:{ports[service].ToString(CultureInfo.InvariantCulture)}/{account};";
        return $"AccountName={account};AccountKey={keys[number]};{Endpoint("Blob")}{Endpoint("Queue")}{Endpoint("Table")}";
    }

    public void Dispose()
    {
        if (process is not null)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        if (certificateFolder is not null)
        {
            Directory.Delete(certificateFolder, recursive: true);
        }
    }

    private static string NameOf(int number) => $"test{number.ToString("D4", CultureInfo.InvariantCulture)}";

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "local", "node_modules", "azurite", "dist", "src", "azurite.js");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new FileNotFoundException("Azurite is not installed: run `npm ci` in local/.");
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service (?:is )?successfully listen\w* (?:at|on) https?://127\.0\.0\.1:(?<port>\d+)$")]
    private static partial Regex Listening();

    private void Start()
    {
        for (var i = 0; i < Accounts; i++)
        {
            keys.Add(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Ends with its standard input, so that a killed test run leaves no process behind.
        start.ArgumentList.Add("--import");
        start.ArgumentList.Add("data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()");
        start.ArgumentList.Add(Script());
        foreach (var argument in (string[])["--blobPort", "0", "--queuePort", "0", "--tablePort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry"])
        {
            start.ArgumentList.Add(argument);
        }

        if (certificateFolder is not null)
        {
            foreach (var argument in (string[])["--oauth", "basic", "--cert", Path.Combine(certificateFolder, "tls.pem"), "--key", Path.Combine(certificateFolder, "tls.key")])
            {
                start.ArgumentList.Add(argument);
            }
        }

        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', keys.Select((key, i) => $"{NameOf(i)}:{key}"));
        using var ready = new ManualResetEventSlim();
        process = new Process { StartInfo = start };
        void Hear(string? line)
        {
            lock (output)
            {
                if (line is null)
                {
                    return;
                }

                output.Add(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
                    if (ports.Count == 3)
                    {
                        ready.Set();
                    }
                }
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!ready.Wait(StartLimit))
        {
            lock (output)
            {
                throw new InvalidOperationException($"Azurite did not start:\n{string.Join('\n', output)}");
            }
        }
    }
}

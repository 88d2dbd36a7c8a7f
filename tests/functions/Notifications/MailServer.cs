using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace NoVisit.Notifications;

/// <summary>The mail server of the local stack (maildev) on ports of its own; not running when it is not installed.</summary>
public sealed class MailServer : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private readonly string directory = Directory.CreateTempSubdirectory("novisit-mail-").FullName;
    private Process? process;

    public int SmtpPort { get; private set; }

    public bool IsRunning => process is not null;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } script)
        {
            return;
        }

        SmtpPort = FreePort();
        var webPort = FreePort();
        http.BaseAddress = new Uri($"http://127.0.0.1:{webPort}");
        process = Process.Start(new ProcessStartInfo("node", [script, "--smtp", $"{SmtpPort}", "--web", $"{webPort}", "--ip", "127.0.0.1", "--mail-directory", directory])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var i = 0; i < 200 && !process.HasExited; i++)
        {
            try
            {
                await http.GetAsync("/healthz");
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("maildev did not start.");
    }

    /// <summary>Waits for the mails with a subject.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReceivedAsync(string subject, int count, CancellationToken cancellationToken)
    {
        List<JsonElement> found = [];
        for (var i = 0; i < 100 && found.Count < count; i++)
        {
            await Task.Delay(50, cancellationToken);
            var mails = await http.GetFromJsonAsync<List<JsonElement>>("/email", cancellationToken);
            found = [.. mails!.Where(m => m.GetProperty("subject").GetString() == subject)];
        }

        return found;
    }

    /// <summary>A mail as it came over the wire.</summary>
    public Task<string> SourceAsync(JsonElement mail, CancellationToken cancellationToken) =>
        http.GetStringAsync($"/email/{mail.GetProperty("id").GetString()}/source", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The repository's folder of local servers; null when the tests run elsewhere.</summary>
    internal static string? LocalFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return Path.Combine(folder.FullName, "local");
            }
        }

        return null;
    }

    private static string? Find() =>
        LocalFolder() is { } folder && Path.Combine(folder, "node_modules", "maildev", "bin", "maildev") is var script && File.Exists(script) ? script : null;
}

using System.Globalization;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;
using NoVisit.Storage;

namespace NoVisit.Scenarios;

/// <summary>
/// One city hall: the whole function app over HTTP, with a storage account, a hub, gateways and (in this process) a standing clock of
/// its own. Nothing in it is replaced.
/// </summary>
internal sealed class City : IAsyncDisposable
{
    private readonly HttpClient http;
    private IHost? host;

    private City(LocalStack stack, string folder, Dictionary<string, string> settings)
    {
        Stack = stack;
        Folder = folder;
        Settings = settings;
        Storage = new StorageConnection(
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(),
            new StorageRequestCounter());
        http = new HttpClient { BaseAddress = new Uri(settings["Site:Origin"] + "/api/"), Timeout = TimeSpan.FromSeconds(100) };
    }

    public LocalStack Stack { get; }

    /// <summary>Holds the hub and what else the app keeps on disk.</summary>
    public string Folder { get; }

    /// <summary>The app's settings, with colons.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    public Gateways Gateways { get; private set; } = null!;

    /// <summary>The city's own storage account, to look at from outside.</summary>
    public StorageConnection Storage { get; }

    public LogLines Log { get; } = new();

    public IHost Host => host ?? throw new InvalidOperationException("The app does not run in this process.");

    public DateTimeOffset Now => Host.Services.GetService(typeof(TimeProvider)) is TimeProvider time ? time.GetUtcNow() : default;

    /// <summary>Opens a city at an instant; its clock stands until <see cref="ItIsAsync"/> moves it.</summary>
    /// <param name="stack">What all cities share.</param>
    /// <param name="clock">For instance <c>2026-09-08T09:30+08:00</c>; null for the machine's own time.</param>
    /// <param name="storage">Another storage than an account of its own in the shared one.</param>
    /// <param name="before">What is done to hub and storage before the app starts.</param>
    /// <param name="more">Further settings.</param>
    public static async Task<City> OpenAsync(
        LocalStack stack, string? clock, string? storage = null, Func<City, Task>? before = null, params (string Name, string Value)[] more)
    {
        var city = await PrepareAsync(stack, storage, null, clock is null ? more : [("Local:Clock", clock), .. more]);
        await (before?.Invoke(city) ?? Task.CompletedTask);
        await city.StartAsync();
        return city;
    }

    /// <summary>All but the app itself, for tests that start and end it themselves.</summary>
    public static async Task<City> PrepareAsync(
        LocalStack stack, string? storage = null, TimeSpan? courierStep = null, params (string Name, string Value)[] more)
    {
        var folder = Directory.CreateTempSubdirectory("city-").FullName;
        var port = LocalStack.FreePort().ToString(CultureInfo.InvariantCulture);
        var site = new Uri($"http://localhost:{port}/");
        var settings = new Dictionary<string, string>(stack.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["AzureWebJobsStorage"] = storage ?? stack.NewAccount(),
            ["Site:Origin"] = $"http://localhost:{port}",
            ["Local:Port"] = port,
            ["Local:HubPath"] = Path.Combine(folder, "hub.db"),
            ["Certificates:PfxPath"] = Path.Combine(folder, "signing.pfx"),
            // One machine plays the whole city.
            ["RateLimits:PersonBurst"] = "100000",
            ["RateLimits:PersonPerMinute"] = "100000",
            ["RateLimits:AddressBurst"] = "100000",
            ["RateLimits:AddressPerMinute"] = "100000",
        };
        settings.Remove("Local:StaticFiles");
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var gateways = await Gateways.StartAsync(folder, site, settings, courierStep);
        foreach (var service in (string[])["Sms", "Courier", "Payment"])
        {
            settings[$"{service}:Endpoint"] = gateways.Address.AbsoluteUri.TrimEnd('/');
        }

        return new City(stack, folder, settings) { Gateways = gateways };
    }

    public Citizen Citizen(string name = "zhang.san") => new(this, name, () => Stack.SignIn.TokenOfAsync(name));

    public Staff Clerk(string department) => Staff($"clerk.{department}");

    public Staff Reviewer(string department) => Staff($"reviewer.{department}");

    public Staff Approver(string department) => Staff($"approver.{department}");

    public Staff Staff(string name) => new(this, name, () => Stack.SignIn.TokenOfAsync(name));

    /// <summary>A second chief representative of a department, with a document of his own (WF-12).</summary>
    public async Task<Staff> SecondApproverAsync(string department)
    {
        var name = $"approver2.{department}";
        (await Staff("administrator").SendAsync(
            HttpMethod.Put, $"admin/delegations/second-approver-{department}",
            new { person = name, department, rights = (string[])["review", "decide", "useSeal"], from = "2020-01-01", document = "启审授〔2020〕3号" })).Ok();
        return new(this, name, () => Task.FromResult(Stack.SignIn.Issue(name, ["approver"], department)));
    }

    public Person Anybody() => new(this, "anybody", null);

    /// <summary>Moves the clock; everything that falls due on the way happens at its own time, in order.</summary>
    public async Task ItIsAsync(string instant) =>
        await Host.AdvanceClockAsync(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);

    /// <summary>Ends when the app has nothing left to do without time or people.</summary>
    public Task SettlesAsync() => Host.WaitUntilIdleAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => http.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Asks the host itself, not the app.</summary>
    public async Task<string> AskHostAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(http.BaseAddress!, "/local/" + path), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // Shown with a test that failed.
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', Log.All.Where(line => !line.StartsWith("Information", StringComparison.Ordinal))));
        if (host is not null)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        http.Dispose();
        await Gateways.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartAsync()
    {
        var builder = FunctionsApplication.CreateBuilder([.. Settings.Select(s => $"--{s.Key}={s.Value}")]);
        builder.AddNoVisit();
        builder.UseFunctionsFrom(typeof(NoVisitApplication).Assembly);
        builder.Logging.ClearProviders().AddProvider(Log);
        host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>A city for all tests of a class that leave its clock alone, on a Tuesday morning: a city of its own costs a test seconds.</summary>
public sealed class CityOfClass(LocalStack stack) : IAsyncLifetime
{
    internal City City { get; private set; } = null!;

    /// <summary>For tests of the class that move the clock of a city of their own.</summary>
    internal LocalStack Stack => stack;

    public async ValueTask InitializeAsync() => City = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");

    public async ValueTask DisposeAsync() => await City.DisposeAsync();
}

using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NoVisit.Emulator.Hosting;
using NoVisit.Storage;

namespace NoVisit.Bench.Case;

/// <summary>The function app in this process, so that its counter of storage requests can be read.</summary>
internal sealed class BenchHost(IHost host, FunctionTally tally) : IAsyncDisposable
{
    public FunctionTally Tally => tally;

    public StorageRequestCounter Storage { get; } = host.Services.GetRequiredService<StorageRequestCounter>();

    public Uri Address { get; } = host.LocalAddress();

    public static async Task<BenchHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        // One client plays everybody here, faster than anybody clicks.
        string[] unlimited = ["Person", "Address"];
        var builder = FunctionsApplication.CreateBuilder(
        [
            .. settings.Where(s => s.Key != "Local:StaticFiles").Select(s => $"--{s.Key}={s.Value}"),
            "--AzureFunctionsJobHost:logging:logLevel:default=Warning",
            .. unlimited.SelectMany(who => new[] { $"--RateLimits:{who}Burst=1000000", $"--RateLimits:{who}PerMinute=1000000" }),
        ]);
        var tally = new FunctionTally();
        builder.Use(tally.Middleware);
        builder.AddNoVisit();
        builder.UseFunctionsFrom(typeof(NoVisitApplication).Assembly);
        var host = builder.Build();
        await host.StartAsync();
        return new BenchHost(host, tally);
    }

    /// <summary>Ends when no function runs and no message waits that is not delayed.</summary>
    public Task IdleAsync() => host.WaitUntilIdleAsync();

    /// <summary>Ends when an HTTP function has answered so many times and the host is idle again; asks storage for nothing meanwhile.</summary>
    public async Task AnsweredAsync(string function, int times)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (tally.Answered(function) < times)
        {
            await Task.Delay(20, patience.Token);
        }

        await IdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}

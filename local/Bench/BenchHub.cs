using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Emulator.Durable;

namespace NoVisit.Bench;

/// <summary>A hub in a directory of its own, on the clock of the machine.</summary>
internal sealed class BenchHub : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bench-").FullName;

    private BenchHub() => Hub = new(new() { Path = Path.Combine(_directory, "hub.db") }, App, TimeProvider.System, NullLoggerFactory.Instance);

    public BenchApp App { get; } = new();

    public DurableHub Hub { get; }

    public static async Task<BenchHub> StartAsync()
    {
        var hub = new BenchHub();
        await hub.Hub.StartAsync(CancellationToken.None);
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Triggers;

namespace NoVisit.Emulator.Hosting;

/// <summary>Starts and stops all that runs besides the web server, in the order that loses nothing.</summary>
internal sealed partial class TriggerService(
    FunctionCatalog catalog,
    Lazy<DurableHub> hub,
    TimerListeners timers,
    QueueListeners queues,
    HostActivity activity,
    ILogger<TriggerService> logger) : IHostedService
{
    /// <summary>How long functions may go on after the host was asked to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Found(logger, catalog.All.Count);
        if (catalog.UsesHub)
        {
            await hub.Value.StartAsync(cancellationToken);
            timers.Start(hub.Value.Schedules);
        }

        queues.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        timers.Stop();
        await queues.StopAsync();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Grace);
        try
        {
            await activity.IdleAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            Abandoned(logger);
            await timers.AbandonAsync();
            await queues.AbandonAsync();
        }

        if (catalog.UsesHub)
        {
            await hub.Value.StopAsync(cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Found {Count} functions")]
    private static partial void Found(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Warning, "Functions still ran when the time for stopping was over; they were cancelled")]
    private static partial void Abandoned(ILogger logger);
}

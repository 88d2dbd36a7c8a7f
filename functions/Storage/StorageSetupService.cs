using Microsoft.Extensions.Hosting;

namespace NoVisit.Storage;

/// <summary>Creates tables, containers and queues before the first function runs.</summary>
internal sealed class StorageSetupService(StorageSetup setup) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => setup.EnsureAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

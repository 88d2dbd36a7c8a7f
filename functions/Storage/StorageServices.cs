using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace NoVisit.Storage;

/// <summary>Registers storage.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers, once each, <see cref="StorageRequestCounter"/>, <see cref="StorageConnection"/>, its three service clients and
    /// <see cref="StorageSetup"/>. Connects on first use.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<StorageRequestCounter>()
        .AddSingleton(p => new StorageConnection(configuration, p.GetRequiredService<StorageRequestCounter>()))
        .AddSingleton(p => p.GetRequiredService<StorageConnection>().Tables)
        .AddSingleton(p => p.GetRequiredService<StorageConnection>().Blobs)
        .AddSingleton(p => p.GetRequiredService<StorageConnection>().Queues)
        .AddSingleton(p => new StorageSetup(p.GetRequiredService<StorageConnection>(), configuration));
}

using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Storage;

/// <summary>Creates what <see cref="StorageNames"/> lists.</summary>
public sealed class StorageSetup(StorageConnection storage, IConfiguration configuration)
{
    /// <summary>Creates each table, container and queue that is missing; safe to run on several instances at once.</summary>
    /// <exception cref="Azure.RequestFailedException">The service refused.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken = default)
    {
        await Task.WhenAll(
        [
            .. StorageNames.Tables.All.Select(n => (Task)storage.Table(n).CreateIfNotExistsAsync(cancellationToken)),
            .. StorageNames.Containers.All.Select(n => storage.Container(n).CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken)),
            .. StorageNames.Queues.All.Select(n => storage.Queues.GetQueueClient(n).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
        ]);
        if (storage.Blobs.Uri.IsLoopback && configuration["Site:Origin"] is { Length: > 0 } origin)
        {
            await AllowUploadsFromAsync(origin, cancellationToken);
        }
    }

    /// <summary>Browsers put uploads straight into blob storage, another origin. On Azure the deployment sets this rule; Azurite has only us.</summary>
    private async Task AllowUploadsFromAsync(string origin, CancellationToken cancellationToken)
    {
        BlobServiceProperties properties = await storage.Blobs.GetPropertiesAsync(cancellationToken);
        properties.Cors =
        [
            new BlobCorsRule
            {
                AllowedOrigins = origin,
                AllowedMethods = "PUT,OPTIONS",
                AllowedHeaders = "*",
                ExposedHeaders = "*",
                MaxAgeInSeconds = 3600,
            },
        ];
        await storage.Blobs.SetPropertiesAsync(properties, cancellationToken);
    }
}

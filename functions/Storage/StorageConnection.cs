using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using NoVisit.Storage.Tables;

namespace NoVisit.Storage;

/// <summary>The clients of the application's one storage account; all their requests are counted.</summary>
/// <remarks>
/// Settings: <c>AzureWebJobsStorage</c> (a connection string; <c>UseDevelopmentStorage=true</c> for Azurite on its usual ports) or
/// <c>AzureWebJobsStorage__accountName</c>, optionally with <c>__tableServiceUri</c>, <c>__blobServiceUri</c>, <c>__queueServiceUri</c> (needed
/// outside of the public cloud), <c>__credential=managedidentity</c> and <c>__clientId</c> of a user-assigned identity.
/// </remarks>
public sealed class StorageConnection
{
    private const string Setting = "AzureWebJobsStorage";

    /// <summary>Creates the clients; sends nothing.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="counter">Counts the requests.</param>
    /// <exception cref="InvalidOperationException">Neither a connection string nor an account is configured.</exception>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public StorageConnection(IConfiguration configuration, StorageRequestCounter counter)
        : this(configuration, counter, CredentialFrom(configuration))
    {
    }

    internal StorageConnection(IConfiguration configuration, StorageRequestCounter counter, TokenCredential credential, HttpPipelineTransport? transport = null)
    {
        Counter = counter;
        var tableOptions = With(new TableClientOptions(), StorageService.Table, transport);
        var blobOptions = With(new BlobClientOptions(), StorageService.Blob, transport);
        var queueOptions = With(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, StorageService.Queue, transport);
        if (configuration[Setting] is { Length: > 0 } text)
        {
            var parts = StorageConnectionString.Parse(text);
            var key = new StorageSharedKeyCredential(parts.AccountName, parts.AccountKey);
            Tables = new TableServiceClient(parts.Table, new TableSharedKeyCredential(parts.AccountName, parts.AccountKey), tableOptions);
            Blobs = new BlobServiceClient(parts.Blob, key, blobOptions);
            Queues = new QueueServiceClient(parts.Queue, key, queueOptions);
            return;
        }

        var account = configuration[$"{Setting}:accountName"];
        Uri Endpoint(string service) => configuration[$"{Setting}:{service}ServiceUri"] is { Length: > 0 } given
            ? new Uri(given)
            : account is { Length: > 0 }
                ? new Uri($"https://{account}.{service}.core.windows.net")
                : throw new InvalidOperationException($"Set {Setting} (a connection string) or {Setting}__accountName.");
        Tables = new TableServiceClient(Endpoint("table"), credential, tableOptions);
        Blobs = new BlobServiceClient(Endpoint("blob"), credential, blobOptions);
        Queues = new QueueServiceClient(Endpoint("queue"), credential, queueOptions);
    }

    /// <summary>Counts what the three clients send.</summary>
    public StorageRequestCounter Counter { get; }

    /// <summary>The table service.</summary>
    public TableServiceClient Tables { get; }

    /// <summary>The blob service.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>The queue service; messages are Base64, as queue triggers expect.</summary>
    public QueueServiceClient Queues { get; }

    /// <summary>A client for one table of <see cref="StorageNames.Tables"/>.</summary>
    public TableClient Table(string name) => Tables.GetTableClient(name);

    /// <summary>A client for one container of <see cref="StorageNames.Containers"/>.</summary>
    public BlobContainerClient Container(string name) => Blobs.GetBlobContainerClient(name);

    /// <summary>A sender for one queue of <see cref="StorageNames.Queues"/>.</summary>
    public QueueSender Queue(string name) => new(Queues.GetQueueClient(name));

    private static ManagedIdentityCredential CredentialFrom(IConfiguration configuration) => configuration[$"{Setting}:clientId"] is { Length: > 0 } clientId
        ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
        : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);

    private T With<T>(T options, StorageService service, HttpPipelineTransport? transport)
        where T : ClientOptions
    {
        // Per retry, so that every attempt is counted.
        options.AddPolicy(Counter.PolicyFor(service), HttpPipelinePosition.PerRetry);
        if (transport is not null)
        {
            options.Transport = transport;
        }

        return options;
    }
}

using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>Queue clients by connection setting and queue name.</summary>
internal sealed class QueueConnections(IConfiguration configuration, HostSettings settings, SettingResolver resolver)
{
    private readonly ConcurrentDictionary<(string Connection, string Queue), QueueClient> _clients = [];

    /// <summary>The queue that an attribute names; the client is shared.</summary>
    public QueueClient Open(string? connection, string queueName) =>
        _clients.GetOrAdd((Setting(connection), NameOf(queueName)), key => Create(key.Connection, key.Queue, new QueueClientOptions()));

    /// <summary>A client of its own, with the given options.</summary>
    public QueueClient Open(string? connection, string queueName, QueueClientOptions options) =>
        Create(Setting(connection), NameOf(queueName), options);

    private static string Setting(string? connection) => string.IsNullOrEmpty(connection) ? "AzureWebJobsStorage" : connection;

    // Azure lowers the name too: queue names have no capitals.
    private string NameOf(string queueName) => resolver.Resolve(queueName).ToLowerInvariant();

    private QueueClient Create(string setting, string queue, QueueClientOptions options)
    {
        var connectionString = configuration["AzureWebJobs" + setting] ?? configuration[setting] ?? configuration.GetConnectionString(setting);
        if (string.IsNullOrEmpty(connectionString))
        {
            throw new InvalidOperationException($"Queue '{queue}': the setting '{setting}' holds no connection string. This host knows no managed identity.");
        }

        options.MessageEncoding = settings.Base64Messages ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None;
        return new QueueClient(connectionString, queue, options);
    }
}

using System.Collections;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>Sends to queues what functions return for them.</summary>
internal sealed class QueueOutputs(QueueConnections connections, IOptions<JsonSerializerOptions> json)
{
    public async Task SendAsync(LocalFunctionContext context, CancellationToken cancellationToken)
    {
        foreach (var output in context.Function.Outputs)
        {
            if (output.Attribute is QueueOutputAttribute target && output.Of(context.Result) is { } value)
            {
                var queue = connections.Open(target.Connection, target.QueueName);
                foreach (var message in MessagesOf(value))
                {
                    await SendAsync(queue, message, cancellationToken);
                }
            }
        }
    }

    /// <summary>Sends one message, making the queue if there is none.</summary>
    public static async Task SendAsync(QueueClient queue, BinaryData message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(message, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await queue.SendMessageAsync(message, cancellationToken: cancellationToken);
        }
    }

    private IEnumerable<BinaryData> MessagesOf(object value) => value switch
    {
        BinaryData data => [data],
        string text => [BinaryData.FromString(text)],
        byte[] bytes => [BinaryData.FromBytes(bytes)],
        IEnumerable many and not IDictionary => many.Cast<object?>().Where(one => one is not null).SelectMany(one => MessagesOf(one!)),
        _ => [BinaryData.FromString(JsonSerializer.Serialize(value, value.GetType(), json.Value))],
    };
}

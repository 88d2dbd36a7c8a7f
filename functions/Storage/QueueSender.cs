using System.Text.Json;
using Azure;
using Azure.Storage.Queues;

namespace NoVisit.Storage;

/// <summary>Names one message in its queue until somebody receives it.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="PopReceipt">The right to delete it; lost once a trigger has received the message.</param>
public sealed record SentMessage(string MessageId, string PopReceipt);

/// <summary>Puts JSON messages into one queue.</summary>
/// <remarks>A send that timed out is retried and may leave two messages: receivers are idempotent.</remarks>
public sealed class QueueSender(QueueClient queue)
{
    /// <summary>The longest delay that the service allows.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    // Messages wait for as long as the function app is down.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    /// <summary>The queue's name.</summary>
    public string Name => queue.Name;

    /// <summary>Sends a message.</summary>
    /// <param name="message">Written as JSON with camel-case names; at most 48 KiB of it.</param>
    /// <param name="delay">How long it stays invisible; up to <see cref="MaxDelay"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What <see cref="DeleteAsync"/> needs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or too long.</exception>
    /// <exception cref="RequestFailedException">The service refused, for example because the message is too large.</exception>
    public async Task<SentMessage> SendAsync<T>(T message, TimeSpan delay = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
        var receipt = await queue.SendMessageAsync(body, delay, NeverExpires, cancellationToken);
        return new SentMessage(receipt.Value.MessageId, receipt.Value.PopReceipt);
    }

    /// <summary>Takes a message back that nobody has received yet.</summary>
    /// <returns><see langword="false"/> when it is gone or somebody has received it.</returns>
    /// <exception cref="RequestFailedException">The service refused for another reason.</exception>
    public async Task<bool> DeleteAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.DeleteMessageAsync(messageId, popReceipt, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode is "MessageNotFound" or "PopReceiptMismatch")
        {
            return false;
        }
    }
}

using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace NoVisit.Emulator.Triggers;

/// <summary>Keeps a message hidden while its function runs, however long that takes.</summary>
internal sealed partial class MessageLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private string _receipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan lease, ILogger logger)
    {
        _receipt = message.PopReceipt;
        _renewing = RenewAsync(queue, message.MessageId, lease, logger);
    }

    /// <summary>Stops renewing and gives the receipt that is valid now.</summary>
    public async Task<string> EndAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        return _receipt;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ended.Dispose();
    }

    private async Task RenewAsync(QueueClient queue, string messageId, TimeSpan lease, ILogger logger)
    {
        using var timer = new PeriodicTimer(lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    // Not cancelled half-way: a renewal that reached the queue has changed the receipt.
                    var renewed = await queue.UpdateMessageAsync(messageId, _receipt, visibilityTimeout: lease, cancellationToken: CancellationToken.None);
                    _receipt = renewed.Value.PopReceipt;
                }
                catch (Exception fault) when (fault is RequestFailedException or AggregateException or IOException)
                {
                    NotRenewed(logger, messageId, queue.Name, fault.Message.Split('\n')[0]);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The function has ended.
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "Message {MessageId} of {Queue} could not be kept hidden: {Reason}")]
    private static partial void NotRenewed(ILogger logger, string messageId, string queue, string reason);
}

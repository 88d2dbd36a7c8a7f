using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>The queue triggers of the app.</summary>
internal sealed partial class QueueListeners(
    FunctionCatalog catalog,
    QueueConnections connections,
    HostSettings settings,
    FunctionRunner runner,
    HostActivity activity,
    IConfiguration configuration,
    ILogger<QueueListeners> logger) : IDisposable
{
    private readonly HostActivity _returning = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<QueueListener> _listeners = [];
    private readonly List<Task> _running = [];

    public void Start()
    {
        // Azure hides a message for ten minutes at a time. Here a host is killed often, and its messages should come back soon.
        var lease = configuration.GetValue("Local:QueueLease", TimeSpan.FromSeconds(15));
        foreach (var (function, trigger) in catalog.With<QueueTriggerAttribute>())
        {
            var poison = connections.Open(trigger.Connection, trigger.QueueName + "-poison");
            var options = new QueueClientOptions();
            options.MessageDecodingFailed += async failed =>
            {
                Undecodable(logger, failed.ReceivedMessage.MessageId, failed.Queue.Name, poison.Name);
                await QueueOutputs.SendAsync(poison, failed.ReceivedMessage.Body, failed.CancellationToken);
                await failed.Queue.DeleteMessageAsync(failed.ReceivedMessage.MessageId, failed.ReceivedMessage.PopReceipt, failed.CancellationToken);
            };
            var queue = connections.Open(trigger.Connection, trigger.QueueName, options);
            var listener = new QueueListener(new ListenedQueue(function, queue, poison, lease), settings, runner, activity, _returning, logger);
            _listeners.Add(listener);
            _running.Add(Task.Run(() => listener.RunAsync(_stopping.Token, _abandon.Token)));
        }

        activity.Ended += (_, _) => _listeners.ForEach(listener => listener.Nudge());
    }

    /// <summary>Ends after every queue has been looked at once more.</summary>
    public Task LookedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.LookedAsync(cancellationToken)));

    /// <summary>Ends when no failed message waits for its next attempt.</summary>
    public Task ReturnedAsync(CancellationToken cancellationToken) => _returning.IdleAsync(cancellationToken);

    /// <summary>Takes no further messages.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Cancels the functions that still run; their messages come back.</summary>
    public Task AbandonAsync() => _abandon.CancelAsync();

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _stopping.Dispose();
        _abandon.Dispose();
    }

    [LoggerMessage(20, LogLevel.Error, "Message {MessageId} of {Queue} is not Base64 and went to {Poison}")]
    private static partial void Undecodable(ILogger logger, string messageId, string queue, string poison);
}

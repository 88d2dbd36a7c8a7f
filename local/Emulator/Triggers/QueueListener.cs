using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>What a listener needs to know of its queue.</summary>
/// <param name="Function">Function that each message starts.</param>
/// <param name="Reader">The queue, for looking: without the client's own retries, as the next look is one.</param>
/// <param name="Queue">The queue, for everything else.</param>
/// <param name="Poison">Takes what failed too often; the queue's name followed by <c>-poison</c>.</param>
/// <param name="Lease">How long a message stays hidden without renewal; renewed at a third of it while the function runs.</param>
internal sealed record ListenedQueue(FunctionDescriptor Function, QueueClient Reader, QueueClient Queue, QueueClient Poison, TimeSpan Lease);

/// <summary>
/// Reads one queue and runs its function for each message. Visibility and waiting go by real time even under a standing clock:
/// the queue service keeps its own time.
/// </summary>
internal sealed partial class QueueListener(
    ListenedQueue queue, HostSettings settings, FunctionRunner runner, HostActivity activity, HostActivity returning, ILogger logger) : IDisposable
{
    /// <summary>Wait after a look that found something.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(25);

    /// <summary>Longest wait while there is something going on.</summary>
    private static readonly TimeSpan AlertPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after the last sign of life looks stay frequent.</summary>
    private static readonly TimeSpan Alert = TimeSpan.FromSeconds(3);

    /// <summary>How much later than by this clock a message may come back: the queue service has a clock of its own.</summary>
    private static readonly TimeSpan ReturnSlack = TimeSpan.FromSeconds(1);

    /// <summary>Messages that wait for their next attempt, by id.</summary>
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = [];

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _lock = new();
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _awake;
    private long _pause;
    private int _inHand;
    private bool _looking;
    private bool _created;
    private bool _down;

    /// <summary>Looks until <paramref name="stopping"/>; messages in hand then go on until <paramref name="abandon"/>.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var pause = ShortestPoll;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WaitForSlotAsync(settings.NewBatchThreshold, stopping);
                var found = await LookAsync(stopping, abandon);
                pause = found ? ShortestPoll : Least(pause * 2, IsAlert() ? AlertPoll : settings.MaxPollingInterval);
                Interlocked.Exchange(ref _pause, pause.Ticks);
                await _wake.WaitAsync(pause, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Something happened that may have put a message here: look soon.</summary>
    public void Nudge()
    {
        Interlocked.Exchange(ref _awake, Environment.TickCount64);
        if (Interlocked.Read(ref _pause) > AlertPoll.Ticks)
        {
            Wake();
        }
    }

    /// <summary>Ends after a look at the queue that began after the call.</summary>
    public async Task LookedAsync(CancellationToken cancellationToken)
    {
        bool again;
        do
        {
            Task look;
            lock (_lock)
            {
                // The look under way may have passed the message by; the one after it has not.
                again = _looking;
                look = _looked.Task;
            }

            Wake();
            await look.WaitAsync(cancellationToken);
        }
        while (again);
    }

    /// <summary>Ends when no message is in hand.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => WaitForSlotAsync(0, cancellationToken);

    public void Dispose() => _wake.Dispose();

    private void Wake()
    {
        lock (_lock)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private bool IsAlert() => Environment.TickCount64 - Interlocked.Read(ref _awake) < Alert.TotalMilliseconds;

    private async Task WaitForSlotAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task slot;
            lock (_lock)
            {
                if (_inHand <= most)
                {
                    return;
                }

                slot = _slot.Task;
            }

            await slot.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> LookAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var found = false;
        lock (_lock)
        {
            _looking = true;
        }

        try
        {
            if (!_created)
            {
                await queue.Reader.CreateIfNotExistsAsync(cancellationToken: stopping);
                _created = true;
            }

            var messages = await queue.Reader.ReceiveMessagesAsync(settings.BatchSize, queue.Lease, stopping);
            if (_down)
            {
                _down = false;
                Back(logger, queue.Queue.Name);
            }

            foreach (var message in messages.Value)
            {
                found = true;
                Take(message, abandon);
            }
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException or IOException)
        {
            _created = false;
            if (!_down)
            {
                _down = true;
                Down(logger, queue.Queue.Name, fault.Message.Split('\n')[0]);
            }
        }

        TaskCompletionSource looked;
        lock (_lock)
        {
            _looking = false;
            (looked, _looked) = (_looked, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        looked.SetResult();
        return found;
    }

    private void Take(QueueMessage message, CancellationToken abandon)
    {
        var work = activity.Begin();
        if (_awaited.TryRemove(message.MessageId, out var back))
        {
            back.SetResult();
        }

        lock (_lock)
        {
            _inHand++;
        }

        _ = Task.Run(
            async () =>
            {
                try
                {
                    await ProcessAsync(message, abandon);
                }
                catch (Exception fault) when (fault is RequestFailedException or AggregateException or IOException or OperationCanceledException)
                {
                    // The message is still in the queue and comes back when its lease is over.
                    LetGo(logger, message.MessageId, queue.Queue.Name, fault.Message.Split('\n')[0]);
                }
                finally
                {
                    TaskCompletionSource slot;
                    lock (_lock)
                    {
                        _inHand--;
                        (slot, _slot) = (_slot, new(TaskCreationOptions.RunContinuationsAsynchronously));
                    }

                    slot.SetResult();
                    work.Dispose();
                }
            },
            CancellationToken.None);
    }

    private async Task ProcessAsync(QueueMessage message, CancellationToken abandon)
    {
        if (message.DequeueCount > settings.MaxDequeueCount)
        {
            await PoisonAsync(message.Body, message.MessageId, message.PopReceipt, abandon);
            return;
        }

        await using var lease = new MessageLease(queue.Queue, message, queue.Lease, logger);
        bool done;
        try
        {
            await runner.RunAsync(queue.Function, new TriggerEvent(message, DataOf(message)), abandon);
            done = true;
        }
        catch (Exception) when (!abandon.IsCancellationRequested)
        {
            // Logged by the runner; here it only decides what becomes of the message.
            done = false;
        }

        var receipt = await lease.EndAsync();
        if (done)
        {
            await queue.Queue.DeleteMessageAsync(message.MessageId, receipt, abandon);
        }
        else if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await PoisonAsync(message.Body, message.MessageId, receipt, abandon);
        }
        else
        {
            var back = _awaited[message.MessageId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await queue.Queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: settings.VisibilityTimeout, cancellationToken: abandon);
            _ = AwaitReturnAsync(message.MessageId, back.Task, abandon);
        }
    }

    // A message that waits for its next attempt is unfinished work, although nothing runs.
    private async Task AwaitReturnAsync(string messageId, Task back, CancellationToken abandon)
    {
        using var waiting = returning.Begin();
        try
        {
            await Task.Delay(settings.VisibilityTimeout, abandon);
            Nudge();
            await back.WaitAsync(ReturnSlack, abandon);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // Somebody took the message out of the queue, or the host stops and it is there for the next one.
            _awaited.TryRemove(messageId, out _);
        }
    }

    private async Task PoisonAsync(BinaryData body, string messageId, string receipt, CancellationToken cancellationToken)
    {
        await QueueOutputs.SendAsync(queue.Poison, body, cancellationToken);
        await queue.Queue.DeleteMessageAsync(messageId, receipt, cancellationToken);
        Poisoned(logger, messageId, queue.Poison.Name, settings.MaxDequeueCount);
    }

    // Azure's host hands the worker every value that is not text as JSON, so a count is "1" and an instant stands in quotes.
    private static Dictionary<string, object?> DataOf(QueueMessage message)
    {
        var body = message.Body.ToString();
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (body.StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                foreach (var property in json.RootElement.EnumerateObject())
                {
                    data[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText();
                }
            }
            catch (JsonException)
            {
                // A text that only looks like JSON has no properties to bind to.
                data.Clear();
            }
        }

        data["QueueTrigger"] = body;
        data["Id"] = message.MessageId;
        data["PopReceipt"] = message.PopReceipt;
        data["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture);
        data["InsertionTime"] = JsonSerializer.Serialize(message.InsertedOn);
        data["ExpirationTime"] = JsonSerializer.Serialize(message.ExpiresOn);
        data["NextVisibleTime"] = JsonSerializer.Serialize(message.NextVisibleOn);
        return data;
    }

    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} cannot be read: {Reason}; trying on")]
    private static partial void Down(ILogger logger, string queue, string reason);

    [LoggerMessage(2, LogLevel.Information, "Queue {Queue} can be read again")]
    private static partial void Back(ILogger logger, string queue);

    [LoggerMessage(3, LogLevel.Warning, "Message {MessageId} of {Queue} was let go and will come back: {Reason}")]
    private static partial void LetGo(ILogger logger, string messageId, string queue, string reason);

    [LoggerMessage(4, LogLevel.Error, "Message {MessageId} went to {Poison} after {Count} attempts")]
    private static partial void Poisoned(ILogger logger, string messageId, string poison, int count);
}

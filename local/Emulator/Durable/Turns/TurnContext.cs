using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Turns;

/// <summary>The context that an orchestrator sees during one turn: it notes what the code asks for and gives what history knows.</summary>
internal sealed partial class TurnContext : TaskOrchestrationContext
{
    private static readonly Guid GuidNamespace = new("6d1b9a4e-0b51-4a55-9f0e-5b6f0c1f7d2a");

    private readonly InstanceRow _row;
    private readonly TurnServices _services;
    private readonly TurnThread _thread;
    private readonly EventWaits _events;
    private readonly Dictionary<int, OpenStep> _open = [];
    private readonly Queue<Step> _planned = new();
    private int _nextTaskId;
    private int _guids;
    private Continuation? _continuation;

    public TurnContext(InstanceRow row, TurnServices services, TurnThread thread)
    {
        _row = row;
        _services = services;
        _thread = thread;
        _events = new(services.Converter);
        Name = row.Name;
        Parent = row.Parent is { } parent ? new(parent.Name, parent.Id) : null;
    }

    public override TaskName Name { get; }

    public override string InstanceId => _row.Id;

    public override ParentOrchestrationInstance? Parent { get; }

    public override DateTime CurrentUtcDateTime => _now.UtcDateTime;

    public override bool IsReplaying => _replaying;

    /// <summary>The status that was set last, as text.</summary>
    public string? CustomStatus { get; private set; }

    protected override ILoggerFactory LoggerFactory => _services.Loggers;

    public override T? GetInput<T>()
        where T : default => _services.Converter.Deserialize<T>(_row.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Guard();
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException($"{nameof(TaskOptions)} were given as the activity's input; pass them as {nameof(options)}.", nameof(input));
        }

        var data = _services.Converter.Serialize(input);
        return Retries.RunAsync(
            this, options?.Retry, () => ResultAsync<TResult>(Plan(new TaskScheduled(_nextTaskId, name.Name) { Data = data })));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Guard();
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        var data = _services.Converter.Serialize(input);
        return Retries.RunAsync(
            this,
            options?.Retry,
            () => ResultAsync<TResult>(Plan(new ChildCreated(_nextTaskId, orchestratorName.Name, instanceId) { Data = data })));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Guard();
        return TimerAsync(new(fireAt.ToUniversalTime()), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Guard();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return _events.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        Guard();
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        _planned.Enqueue(new EventSent(_nextTaskId++, instanceId, eventName) { Data = _services.Converter.Serialize(payload) });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Guard();
        CustomStatus = _services.Converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        Guard();
        _continuation = new(_services.Converter.Serialize(newInput), [], preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        Guard();

        // A name-based GUID (RFC 9562, version 5). The generation is part of the name because a clock that stands still would
        // otherwise give the next generation the same GUIDs.
        var name = string.Create(CultureInfo.InvariantCulture, $"{_row.Id}_{_row.ExecutionId}_{_now.UtcDateTime:O}_{_guids++}");
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // Version 5 prescribes SHA-1; nothing is protected by it.
        SHA1.HashData([.. GuidNamespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private async Task<T> ResultAsync<T>(Task<string?> step) => _services.Converter.Deserialize<T>(await step)!;

    private async Task TimerAsync(DateTimeOffset fireAt, CancellationToken cancellationToken)
    {
        var id = _nextTaskId;
        var fired = Plan(new TimerCreated(id, fireAt));
        if (cancellationToken.CanBeCanceled)
        {
            var timer = _open[id];
            cancellationToken.Register(() =>
            {
                if (timer.Result.TrySetCanceled(cancellationToken))
                {
                    _open.Remove(id);
                }
            });
        }

        await fired;
    }

    private Task<string?> Plan(Step step)
    {
        _nextTaskId++;
        _planned.Enqueue(step);
        var open = new OpenStep(step);
        _open.Add(step.TaskId, open);
        return open.Result.Task;
    }

    private void Guard()
    {
        if (!_thread.IsHere)
        {
            _services.Strayed(_row, StrayedFailure());
            throw new InvalidOperationException(
                "Multithreaded execution was detected. The orchestrator awaited a task that no method of its context gave.");
        }
    }

    /// <summary>A step whose outcome has not been told to the code.</summary>
    private sealed class OpenStep(Step step)
    {
        public Step Step { get; } = step;

        public TaskCompletionSource<string?> Result { get; } = new();

        /// <summary>Set when a held instance has been told already that its timer fired.</summary>
        public bool Answered { get; set; }
    }
}

/// <summary>What a turn needs of the engine.</summary>
internal sealed record TurnServices(
    IDurableFunctionInvoker Invoker, DataConverter Converter, ILoggerFactory Loggers, Action<InstanceRow, TaskFailureDetails> Strayed);

/// <summary>How an orchestration starts over.</summary>
/// <param name="Input">Its new input.</param>
/// <param name="Events">Raised events that it takes along, in order.</param>
/// <param name="KeepsUnprocessed">Whether events that nobody waits for go along.</param>
internal sealed record Continuation(string? Input, IReadOnlyList<EventRaised> Events, bool KeepsUnprocessed);

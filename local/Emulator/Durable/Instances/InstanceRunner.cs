using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Durable.Activities;
using NoVisit.Emulator.Durable.Turns;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Instances;

/// <summary>Where a runner sends what a durable turn caused.</summary>
internal interface ITurnEffects
{
    void Post(string instanceId, Envelope envelope);

    void Start(ActivityCall call);

    void SetWake(string instanceId, DateTimeOffset? at);

    /// <summary>Tells those who wait for an instance to start or to end.</summary>
    void Announce(string instanceId);

    /// <summary>Lets another instance run in the place of one whose turn does not come back.</summary>
    void GiveUpPlace();

    void Release(Instance instance, IReadOnlyList<Envelope> unheard);
}

/// <summary>
/// Runs an instance: its mail becomes a turn, the turn and all that it caused become one write, and what was caused is sent
/// out once the write is durable.
/// </summary>
internal sealed partial class InstanceRunner : IDisposable
{
    /// <summary>Generations that may pass in one turn, so that one that starts over for ever is written now and then.</summary>
    private const int MostGenerations = 16;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly HubStore _store;
    private readonly TurnServices _services;
    private readonly TimeProvider _time;
    private readonly ITurnEffects _effects;
    private readonly ILogger _logger;
    private readonly Hearing _hearing;
    private readonly TurnWatch _watch;

    public InstanceRunner(HubStore store, TurnServices services, TimeProvider time, TimeSpan turnLimit, ITurnEffects effects, ILogger logger)
    {
        _store = store;
        _services = services;
        _time = time;
        _effects = effects;
        _logger = logger;
        _hearing = new(store, time, (id, message, refusal) => LogDropped(message.GetType().Name, id, refusal.Message));
        _watch = new(turnLimit, turn => FailBlocked(turn, turnLimit));
    }

    /// <returns>False when the turn took so long that the instance was failed meanwhile, and another one runs in its place.</returns>
    public bool Run(Instance instance, List<Envelope> mail)
    {
        TurnAtWork? turn = null;
        Pass? pass = null;
        InstanceWrite? write = null;
        Exception? failure = null;
        try
        {
            Load(instance);
            pass = new(instance.Id, instance.Row, instance.History, _store);
            _hearing.Hear(pass, mail);
            turn = _watch.Begin(instance, mail);
            TakeTurn(pass);
            write = WriteOf(instance, mail, pass);
        }
#pragma warning disable CA1031 // The senders are told, or the mail is read again; the instance stays as it is stored.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        if (turn is not null && !_watch.TryEnd(turn))
        {
            LogCameBack(instance.Id);
            return false;
        }

        Finish(instance, mail, pass, write, failure);
        return true;
    }

    public void Dispose() => _watch.Dispose();

    /// <summary>Ends an instance whose code holds its thread. The code may run on; nobody asks for what it does any more.</summary>
    private void FailBlocked(TurnAtWork turn, TimeSpan limit)
    {
        var (instance, mail) = turn;
        Pass? pass = null;
        InstanceWrite? write = null;
        Exception? failure = null;
        try
        {
            // From the file: what is in memory is in the hands of the code that does not come back.
            instance.Unload();
            Load(instance);
            pass = new(instance.Id, instance.Row, instance.History, _store);
            _hearing.Hear(pass, mail);
            if (pass.Row is { HasEnded: false } row)
            {
                LogBlocked(row.Name, row.Id, limit);
                pass.Stray = TaskFailureDetails.FromException(new TimeoutException(
                    $"The orchestrator {row.Name} has held its thread for more than {limit}. Orchestrators must not sleep, block or loop without "
                    + "awaiting; they await what their context gives."));
            }

            TakeTurn(pass);
            write = WriteOf(instance, mail, pass);
        }
#pragma warning disable CA1031 // As in Run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        Finish(instance, mail, pass, write, failure);
        _effects.GiveUpPlace();
    }

    private InstanceWrite? WriteOf(Instance instance, List<Envelope> mail, Pass pass) => pass.IsToBeWritten
        ? new(
            pass.Before,
            pass.Row,
            pass.StartsOver,
            pass.Turn,
            pass.Letters,
            pass.Received,
            _store.NextPayload,
            failure => Settle(instance, pass, mail, failure))
        : null;

    private void Finish(Instance instance, List<Envelope> mail, Pass? pass, InstanceWrite? write, Exception? failure)
    {
        if (failure is not null || pass is null)
        {
            GiveUp(instance, mail, failure!);
        }
        else if (write is null)
        {
            Settle(instance, pass, mail, null);
        }
        else
        {
            _store.Writer.Add(write);
        }
    }

    private void Load(Instance instance)
    {
        if (!instance.IsLoaded)
        {
            var stored = _store.Read(reader => reader.Load(instance.Id));
            instance.Load(stored?.Row, stored is null ? [] : [.. stored.Turns.SelectMany(events => events)], []);
        }
    }

    private void TakeTurn(Pass pass)
    {
        if (pass.Stray is { } stray)
        {
            var ending = new ExecutionEnded(OrchestrationRuntimeStatus.Failed, stray);
            pass.Turn = [new TurnStarted(_time.GetUtcNow()), ending];
            pass.Row = Ended(pass, pass.Row! with { Turns = pass.Row.Turns + 1, UpdatedAt = _time.GetUtcNow() }, ending);
            return;
        }

        for (var generation = 1; pass.Arrived.Count > 0; generation++)
        {
            var row = pass.Row!;
            var outcome = Turns.Turn.Run(row, pass.History, pass.Arrived, _time.GetUtcNow(), _services);
            pass.Arrived = [];
            if (outcome.History.Count == 1 && !pass.StartsOver)
            {
                // The timer that woke the instance has been cancelled.
                return;
            }

            pass.Turn = outcome.History;
            Send(pass, row, outcome.Steps);
            var next = row with
            {
                Turns = row.Turns + 1,
                UpdatedAt = outcome.At,
                CustomStatus = outcome.CustomStatus,
                IsStarted = outcome.IsStarted,
                WakeAt = outcome.IsStarted || outcome.History.Any(e => e is ExecutionStarted) ? outcome.NextTimerAt : row.WakeAt,
                OpenActivities = outcome.OpenActivities,
                Status = outcome.IsSuspended ? OrchestrationRuntimeStatus.Suspended
                    : outcome.IsStarted ? OrchestrationRuntimeStatus.Running
                    : OrchestrationRuntimeStatus.Pending,
            };
            if (outcome.Ending is { } ending)
            {
                pass.Row = Ended(pass, next, ending);
                SendToChildren(pass, outcome);
            }
            else if (outcome.Continuation is { } continuation)
            {
                StartOver(pass, next, outcome, continuation, generation == MostGenerations);
            }
            else
            {
                pass.Row = next;
            }
        }
    }

    private static void Send(Pass pass, InstanceRow row, IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case TaskScheduled call:
                    pass.Calls.Add(new(row.Id, row.ExecutionId, call.TaskId, call.Name, call.Data));
                    break;
                case ChildCreated child:
                    var parent = new ParentLink(row.Id, row.Name, row.ExecutionId, child.TaskId);
                    pass.Send(child.InstanceId, new Message.Start(Guid.NewGuid().ToString("N"), child.Name, child.Data, null, parent));
                    break;
                case EventSent sent:
                    pass.Send(sent.InstanceId, new Message.Arrival(new EventRaised(sent.Name) { Data = sent.Data }, null));
                    break;
            }
        }
    }

    private static void SendToChildren(Pass pass, TurnOutcome outcome)
    {
        if (pass.TerminatesChildren)
        {
            foreach (var child in outcome.OpenChildren)
            {
                pass.Send(child, new Message.Terminate(outcome.Ending!.Data, Recursive: true));
            }
        }
    }

    private static InstanceRow Ended(Pass pass, InstanceRow row, ExecutionEnded ending)
    {
        if (row.Parent is { } parent)
        {
            HistoryEvent answer = ending.Status == OrchestrationRuntimeStatus.Completed
                ? new ChildCompleted(parent.TaskId) { Data = ending.Data }
                : new ChildFailed(
                    parent.TaskId,
                    ending.Failure ?? new("Terminated", ending.Data ?? $"The sub-orchestration {row.Id} was terminated.", null, null, null));
            pass.Send(parent.Id, new Message.Arrival(answer, parent.ExecutionId));
        }

        return row with { Status = ending.Status, Output = ending.Data, Failure = ending.Failure, WakeAt = null, OpenActivities = 0 };
    }

    private void StartOver(Pass pass, InstanceRow row, TurnOutcome outcome, Continuation continuation, bool isToPause)
    {
        if (outcome.OpenStepNames is { } dropped)
        {
            LogDroppedSteps(row.Id, dropped);
        }

        pass.Turn = [];
        pass.ContinueAs(row with
        {
            ExecutionId = Guid.NewGuid().ToString("N"),
            Input = continuation.Input,
            CustomStatus = null,
            Turns = 0,
            IsStarted = false,
            OpenActivities = 0,
            WakeAt = isToPause ? outcome.At : null,
            Status = OrchestrationRuntimeStatus.Running,
        });
        pass.Arrived.AddRange(continuation.Events);
        if (!isToPause)
        {
            pass.Arrived.Add(new ExecutionStarted(row.Name));
        }
    }

    private void Settle(Instance instance, Pass pass, List<Envelope> mail, Exception? failure)
    {
        if (failure is not null)
        {
            GiveUp(instance, mail, failure);
            return;
        }

        var begins = pass.Row?.IsStarted == true && (pass.Before?.IsStarted != true || pass.StartsOver);
        instance.Load(pass.Row, pass.History, pass.Turn);
        foreach (var (sender, result) in pass.Answers)
        {
            sender.TrySetResult(result);
        }

        foreach (var letter in pass.Letters)
        {
            _effects.Post(letter.InstanceId, new(letter.Message, letter.Seq));
        }

        foreach (var call in pass.Calls)
        {
            _effects.Start(call);
        }

        _effects.SetWake(instance.Id, pass.Row?.WakeAt);
        if (begins || pass.Row is { HasEnded: true })
        {
            _effects.Announce(instance.Id);
        }

        _effects.Release(instance, pass.Unheard);
    }

    /// <summary>Leaves the instance as it is stored. Senders who wait are told; other mail is read again a little later.</summary>
    private void GiveUp(Instance instance, List<Envelope> mail, Exception failure)
    {
        LogFailed(instance.Id, failure);
        instance.Unload();
        foreach (var envelope in mail)
        {
            envelope.Answer?.TrySetException(new IOException($"The durable hub could not write instance {instance.Id}.", failure));
        }

        var again = mail.Where(envelope => envelope.Answer is null).ToList();
        if (again.Count == 0)
        {
            _effects.Release(instance, []);
            return;
        }

        _ = Task.Delay(RetryAfter, TimeProvider.System)
            .ContinueWith(_ => _effects.Release(instance, again), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [LoggerMessage(201, LogLevel.Information, "{Message} to orchestration {InstanceId} was dropped: {Reason}")]
    private partial void LogDropped(string message, string instanceId, string reason);

    [LoggerMessage(202, LogLevel.Warning, "Orchestration {InstanceId} continued as new and dropped {Steps}; Azure would wait for them first")]
    private partial void LogDroppedSteps(string instanceId, string steps);

    [LoggerMessage(204, LogLevel.Error, "The orchestrator {Name} has held its thread for more than {Limit} in instance {InstanceId}, which fails: orchestrators must not sleep, block or loop without awaiting")]
    private partial void LogBlocked(string name, string instanceId, TimeSpan limit);

    [LoggerMessage(205, LogLevel.Warning, "The orchestrator of instance {InstanceId} has let go of its thread after all; nobody waits for it any more")]
    private partial void LogCameBack(string instanceId);

    [LoggerMessage(203, LogLevel.Error, "Orchestration {InstanceId} could not take its turn; it is tried again")]
    private partial void LogFailed(string instanceId, Exception failure);
}

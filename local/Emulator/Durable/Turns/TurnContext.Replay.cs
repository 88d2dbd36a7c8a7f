using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable.Turns;

internal sealed partial class TurnContext
{
    private readonly Queue<HistoryEvent> _held = new();
    private readonly List<EventRaised> _afterContinuation = [];
    private DateTimeOffset _now;
    private bool _replaying;
    private Task<object?>? _code;

    /// <summary>Whether a client holds the instance.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>The code's task; null before it began.</summary>
    public Task<object?>? Code => _code;

    /// <summary>How it starts over, if it asked to; events that came after it asked go along in any case.</summary>
    public Continuation? Continuation => _continuation is { } asked
        ? asked with { Events = asked.KeepsUnprocessed ? [.. _events.Kept, .. _afterContinuation] : _afterContinuation }
        : null;

    /// <summary>Whether steps are out.</summary>
    public bool HasOpenSteps => _open.Count > 0;

    /// <summary>Activities that are out.</summary>
    public int OpenActivities => _open.Values.Count(o => o.Step is TaskScheduled);

    /// <summary>Steps that are out, for a message.</summary>
    public string OpenStepNames => string.Join(", ", _open.Values.Select(o => Describe(o.Step)));

    /// <summary>Instance ids of the children that are out.</summary>
    public IReadOnlyList<string> OpenChildren => [.. _open.Values.Select(o => o.Step).OfType<ChildCreated>().Select(c => c.InstanceId)];

    /// <summary>When the next timer fires; null if none is set.</summary>
    public DateTimeOffset? NextTimerAt
        => _open.Values.Where(o => !o.Answered).Select(o => (o.Step as TimerCreated)?.FireAt).Min();

    /// <summary>Whether anything could make the code go on.</summary>
    public bool CanBeWoken => HasOpenSteps || _events.AnyLive || IsSuspended;

    /// <summary>Brings the code to where history left it.</summary>
    public void Replay(IReadOnlyList<HistoryEvent> past)
    {
        _replaying = true;
        foreach (var happened in past)
        {
            switch (happened)
            {
                case TurnStarted turn:
                    RequireNothingPlanned();
                    _now = turn.At;
                    break;
                case Step step:
                    Match(step);
                    break;
                default:
                    Play(happened);
                    break;
            }
        }

        RequireNothingPlanned();
        _replaying = false;
    }

    /// <summary>Time of the turn; it never runs backwards, whatever the clock does.</summary>
    public DateTimeOffset Now => _now;

    public void BeginTurn(DateTimeOffset now) => _now = now > _now ? now : _now;

    /// <summary>Timers that are due, oldest first.</summary>
    public IReadOnlyList<TimerFired> DueTimers() =>
    [
        .. _open.Values
            .Where(o => !o.Answered)
            .Select(o => o.Step)
            .OfType<TimerCreated>()
            .Where(t => t.FireAt <= _now)
            .OrderBy(t => t.FireAt).ThenBy(t => t.TaskId)
            .Select(t => new TimerFired(t.TaskId)),
    ];

    /// <summary>Takes the steps that the code has planned since the last time.</summary>
    public IReadOnlyList<Step> TakePlanned()
    {
        Step[] planned = [.. _planned];
        _planned.Clear();
        return planned;
    }

    /// <summary>Tells the code what arrived and lets it run as far as it gets.</summary>
    public void Play(HistoryEvent arrived)
    {
        if (IsSuspended && arrived is not ExecutionResumed)
        {
            if (arrived is StepDone { TaskId: var id } && _open.TryGetValue(id, out var open))
            {
                open.Answered = true;
            }

            _held.Enqueue(arrived);
            return;
        }

        switch (arrived)
        {
            case ExecutionStarted:
                _code = StartCodeAsync();
                break;
            case StepDone done:
                Answer(done);
                break;
            case EventRaised raised when _continuation is null:
                _events.Raise(raised);
                break;
            case EventRaised raised:
                _afterContinuation.Add(raised);
                break;
            case ExecutionSuspended:
                IsSuspended = true;
                break;
            case ExecutionResumed:
                IsSuspended = false;
                while (_held.TryDequeue(out var held))
                {
                    Play(held);
                }

                break;
        }

        _thread.Drain();
    }

    /// <summary>What to say of code that left its thread.</summary>
    public TaskFailureDetails StrayedFailure() => TaskFailureDetails.FromException(Strayed());

    public NonDeterministicOrchestrationException Strayed() => new(
        _nextTaskId - 1,
        _nextTaskId == 0
            ? "before its first step, the orchestrator awaited a task that no method of its context gave."
            : $"after step #{_nextTaskId - 1}, the orchestrator awaited a task that no method of its context gave.");

    private static string Describe(Step step) => step switch
    {
        TaskScheduled call => $"activity '{call.Name}' (#{call.TaskId})",
        ChildCreated call => $"sub-orchestration '{call.Name}' (#{call.TaskId})",
        TimerCreated timer => $"timer for {timer.FireAt:O} (#{timer.TaskId})",
        EventSent sent => $"event '{sent.Name}' to '{sent.InstanceId}' (#{sent.TaskId})",
        _ => $"step #{step.TaskId}",
    };

    private static bool Same(Step before, Step now) => before.TaskId == now.TaskId && (before, now) switch
    {
        (TaskScheduled a, TaskScheduled b) => SameName(a.Name, b.Name),
        (ChildCreated a, ChildCreated b) => SameName(a.Name, b.Name),
        (EventSent a, EventSent b) => SameName(a.Name, b.Name),
        (TimerCreated, TimerCreated) => true,
        _ => false,
    };

    private static bool SameName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private async Task<object?> StartCodeAsync() => _services.Invoker.HasOrchestrator(_row.Name)
        ? await _services.Invoker.RunOrchestratorAsync(_row.Name, this)
        : throw new InvalidOperationException($"The app has no orchestrator function named '{_row.Name}'.");

    private void Match(Step before)
    {
        if (!_planned.TryDequeue(out var now))
        {
            throw new NonDeterministicOrchestrationException(
                before.TaskId,
                $"at step #{before.TaskId} the orchestrator '{_row.Name}' once asked for {Describe(before)}, and now asks for nothing. Was its code changed?");
        }

        if (!Same(before, now))
        {
            throw new NonDeterministicOrchestrationException(
                before.TaskId,
                $"at step #{before.TaskId} the orchestrator '{_row.Name}' once asked for {Describe(before)}, and now for {Describe(now)}. Was its code changed?");
        }
    }

    private void RequireNothingPlanned()
    {
        if (_planned.TryPeek(out var now))
        {
            throw new NonDeterministicOrchestrationException(
                now.TaskId,
                $"at step #{now.TaskId} the orchestrator '{_row.Name}' once asked for nothing, and now asks for {Describe(now)}. Was its code changed?");
        }
    }

    private void Answer(StepDone done)
    {
        // No open step: a timer that was cancelled in the meantime, or an activity that ran twice around a crash.
        if (!_open.Remove(done.TaskId, out var open))
        {
            return;
        }

        switch (done, open.Step)
        {
            case (TaskFailed failed, TaskScheduled call):
                open.Result.TrySetException(new TaskFailedException(call.Name, call.TaskId, failed.Failure));
                break;
            case (ChildFailed failed, ChildCreated call):
                open.Result.TrySetException(new TaskFailedException(call.Name, call.TaskId, failed.Failure));
                break;
            default:
                open.Result.TrySetResult(done.Data);
                break;
        }
    }
}

using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Durable.Turns;

/// <summary>
/// One turn of an orchestrator: its code is run anew over its history, told what has arrived, and what it asked for is the
/// outcome. A turn changes nothing; who runs it writes the outcome down.
/// </summary>
internal static class Turn
{
    public static TurnOutcome Run(
        Store.InstanceRow row, IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> arrived, DateTimeOffset now, TurnServices services)
    {
        TurnContext? context = null;
        var thread = new TurnThread(() => services.Strayed(row, context!.StrayedFailure()));
        context = new TurnContext(row, services, thread);
        List<HistoryEvent> history = [];
        IReadOnlyList<Step> steps = [];
        ExecutionEnded? ending = null;
        try
        {
            thread.Run(() => ending = Play(context, past, arrived, now, history));
            if (ending is null)
            {
                steps = context.TakePlanned();
                history.AddRange(steps);
                ending = End(context, services.Converter);
            }
        }
#pragma warning disable CA1031 // Thrown by an async void method, or an output that cannot be written: the orchestration's own failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            ending = Fail(failure);
        }

        if (ending is not null)
        {
            // The output stands with the instance; it may be large.
            history.Add(ending with { Data = null });
        }

        return new()
        {
            History = history,
            At = context.Now,
            Steps = steps,
            Ending = ending,
            Continuation = ending is null && context.Code is { IsCompletedSuccessfully: true } ? context.Continuation : null,
            CustomStatus = context.CustomStatus,
            NextTimerAt = context.NextTimerAt,
            OpenActivities = context.OpenActivities,
            OpenChildren = context.OpenChildren,
            OpenStepNames = context.HasOpenSteps ? context.OpenStepNames : null,
            IsSuspended = context.IsSuspended,
            IsStarted = context.Code is not null,
        };
    }

    private static ExecutionEnded? Play(
        TurnContext context, IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> arrived, DateTimeOffset now, List<HistoryEvent> history)
    {
        NonDeterministicOrchestrationException? changed = null;
        try
        {
            context.Replay(past);
        }
        catch (NonDeterministicOrchestrationException difference)
        {
            changed = difference;
        }

        context.BeginTurn(now);
        history.Add(new TurnStarted(context.Now));
        foreach (var one in arrived)
        {
            IReadOnlyList<HistoryEvent> events = one is TimersDue ? context.DueTimers() : [one];
            foreach (var happened in events)
            {
                history.Add(happened);
                if (happened is ExecutionTerminated)
                {
                    return new(OrchestrationRuntimeStatus.Terminated, null) { Data = happened.Data };
                }

                if (changed is null)
                {
                    context.Play(happened);
                }
            }
        }

        return changed is null ? null : Fail(changed);
    }

    private static ExecutionEnded? End(TurnContext context, DataConverter converter)
    {
        switch (context.Code)
        {
            case null:
                return null;
            case { IsCompleted: false }:
                return context.CanBeWoken ? null : Fail(context.Strayed());
            case { IsFaulted: true } or { IsCanceled: true } when !context.HasOpenSteps:
                return Fail(context.Code.Exception?.InnerException ?? new TaskCanceledException(context.Code));
            case { IsCompletedSuccessfully: true } when context.Continuation is null && !context.HasOpenSteps:
#pragma warning disable VSTHRD002 // It has ended.
                return new(OrchestrationRuntimeStatus.Completed, null) { Data = converter.Serialize(context.Code.Result) };
#pragma warning restore VSTHRD002
            default:
                return null;
        }
    }

    private static ExecutionEnded Fail(Exception cause)
        => new(OrchestrationRuntimeStatus.Failed, TaskFailureDetails.FromException(cause));
}

/// <summary>What a turn came to.</summary>
internal sealed record TurnOutcome
{
    /// <summary>What it adds to the history.</summary>
    public required IReadOnlyList<HistoryEvent> History { get; init; }

    /// <summary>Its time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the code asked for, to be sent out once written.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>How the orchestration ended, if it did.</summary>
    public required ExecutionEnded? Ending { get; init; }

    /// <summary>How it starts over, if it does.</summary>
    public required Continuation? Continuation { get; init; }

    public required string? CustomStatus { get; init; }

    public required DateTimeOffset? NextTimerAt { get; init; }

    public required int OpenActivities { get; init; }

    public required IReadOnlyList<string> OpenChildren { get; init; }

    /// <summary>Steps that are out, for a message; null if none is.</summary>
    public required string? OpenStepNames { get; init; }

    public required bool IsSuspended { get; init; }

    public required bool IsStarted { get; init; }
}

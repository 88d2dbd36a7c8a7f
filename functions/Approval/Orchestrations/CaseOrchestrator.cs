using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NoVisit.Approval.Flow;
using NoVisit.Certificates.Issuing;
using NoVisit.Delivery;

namespace NoVisit.Approval.Orchestrations;

/// <summary>What the orchestration of a case begins a generation with.</summary>
/// <param name="Number">The case.</param>
/// <param name="Step">What it has to do, when that is known already; null: it looks.</param>
internal sealed record CaseRun(string Number, CaseStep? Step = null);

/// <summary>
/// One per case, instance id = case number. It holds time and order, not facts: it looks at the record, does the one step the flow asks
/// for, and continues as new, so its history stays short and the code under it can be replaced while cases run.
/// </summary>
internal static class CaseOrchestrator
{
    /// <summary>The event that means: look again. It carries nothing, or <see cref="Over"/>.</summary>
    public const string Changed = "changed";

    /// <summary>
    /// Told to the orchestration of a stage or clock whose end is on record. Ended stages and clocks stay ended, so this may come late, twice
    /// or in any order; it spares the last look at the record.
    /// </summary>
    public const string Over = "over";

    internal static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 20, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(10)));

    /// <summary>Runs the case to its end.</summary>
    [Function(nameof(CaseOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var (number, known) = context.GetInput<CaseRun>()!;
        var step = known ?? await context.CallActivityAsync<CaseStep>(nameof(CaseLooks.LookAtCase), number, Retry);
        CaseStep? next = null;
        switch (step.Kind)
        {
            case StepKind.Done:
                return;
            case StepKind.RunStages:
                await Task.WhenAll(step.Stages!.Select(stage => context.CallSubOrchestratorAsync(
                    nameof(StageOrchestrator), stage, new SubOrchestrationOptions(instanceId: stage.InstanceId))));
                break;
            case StepKind.IssueResults:
                next = await context.CallActivityAsync<CaseStep>(nameof(IssueResults), number, Retry);
                break;
            case StepKind.OrderCourier:
                next = await context.CallActivityAsync<CaseStep>(nameof(OrderCourier), number, Retry);
                break;
            default:
                await Waiting.UntilChangedOrAsync(context, step.WakeAt);
                break;
        }

        context.ContinueAsNew(new CaseRun(number, next));
    }
}

/// <summary>
/// One for each round of each stage: waits for its opinion, its reminder, its limit. Looks before it waits, because what it would
/// wait for may have happened before it started.
/// </summary>
internal static class StageOrchestrator
{
    /// <summary>Runs until the stage has an outcome or is cancelled.</summary>
    [Function(nameof(StageOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var stage = context.GetInput<StageRun>()!;
        var look = await context.CallActivityAsync<TimeLook>(nameof(CaseLooks.LookAtStage), stage, CaseOrchestrator.Retry);
        if (look.Done)
        {
            return;
        }

        if (!await Waiting.UntilChangedOrAsync(context, look.WakeAt))
        {
            context.ContinueAsNew(stage);
        }
    }
}

/// <summary>What the clock of a case begins a generation with.</summary>
/// <param name="Number">The case.</param>
/// <param name="WakeAt">When to look, UTC, when that is known already; null: at once.</param>
internal sealed record ClockRun(string Number, DateTimeOffset? WakeAt = null);

/// <summary>One per accepted case: the promised and statutory limits with their reminders, across all phases.</summary>
internal static class ClockOrchestrator
{
    /// <summary>Instance id of a case's clock.</summary>
    public static string InstanceId(string number) => $"{number}-clock";

    /// <summary>Runs until the case is decided or ended.</summary>
    [Function(nameof(ClockOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var (number, wakeAt) = context.GetInput<ClockRun>()!;
        if (wakeAt is null)
        {
            var look = await context.CallActivityAsync<TimeLook>(nameof(CaseLooks.LookAtClock), number, CaseOrchestrator.Retry);
            if (look.Done)
            {
                return;
            }

            wakeAt = look.WakeAt;
        }

        if (!await Waiting.UntilChangedOrAsync(context, wakeAt))
        {
            context.ContinueAsNew(new ClockRun(number));
        }
    }
}

/// <summary>What a look at a stage or clock found.</summary>
/// <param name="Done">Nothing is left to wait for.</param>
/// <param name="WakeAt">When to look again at the latest, UTC; null when only an event can change anything.</param>
internal sealed record TimeLook(bool Done, DateTimeOffset? WakeAt);

internal static class Waiting
{
    /// <summary>Waits for the event or the instant, whichever comes first; the one that lost is cancelled.</summary>
    /// <returns>Whether the event said that what was waited for is over.</returns>
    public static async Task<bool> UntilChangedOrAsync(TaskOrchestrationContext context, DateTimeOffset? wakeAt)
    {
        if (wakeAt is not { } at)
        {
            return await context.WaitForExternalEvent<string>(CaseOrchestrator.Changed) == CaseOrchestrator.Over;
        }

        using var loser = new CancellationTokenSource();
        var changed = context.WaitForExternalEvent<string>(CaseOrchestrator.Changed, loser.Token);
        var timer = context.CreateTimer(at.UtcDateTime, loser.Token);
        var first = await Task.WhenAny(changed, timer);
#pragma warning disable CA1849, VSTHRD103, MA0042 // CancelAsync leaves the orchestrator's thread, which must never happen in an orchestrator.
        loser.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
        return first == changed && await changed == CaseOrchestrator.Over;
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NoVisit.Approval.Flow;
using NoVisit.Certificates.Issuing;
using NoVisit.Delivery;

namespace NoVisit.Approval.Orchestrations;

/// <summary>
/// One per case, instance id = case number. It holds time and order, not facts: it looks at the record, does the one step the flow asks
/// for, and continues as new, so its history stays short and the code under it can be replaced while cases run.
/// </summary>
internal static class CaseOrchestrator
{
    /// <summary>The event that means: look again. It carries nothing.</summary>
    public const string Changed = "changed";

    internal static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 20, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(10)));

    /// <summary>Runs the case to its end.</summary>
    [Function(nameof(CaseOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var number = context.GetInput<string>()!;
        var step = await context.CallActivityAsync<CaseStep>(nameof(CaseLooks.LookAtCase), number, Retry);
        switch (step.Kind)
        {
            case StepKind.Done:
                return;
            case StepKind.RunStages:
                await Task.WhenAll(step.Stages!.Select(stage => context.CallSubOrchestratorAsync(
                    nameof(StageOrchestrator), stage, new SubOrchestrationOptions(instanceId: stage.InstanceId))));
                break;
            case StepKind.IssueResults:
                await context.CallActivityAsync(nameof(IssueResults), number, Retry);
                break;
            case StepKind.OrderCourier:
                await context.CallActivityAsync(nameof(OrderCourier), number, Retry);
                break;
            default:
                await Waiting.UntilChangedOrAsync(context, step.WakeAt);
                break;
        }

        context.ContinueAsNew(number);
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

        await Waiting.UntilChangedOrAsync(context, look.WakeAt);
        context.ContinueAsNew(stage);
    }
}

/// <summary>One per accepted case: the promised and statutory limits with their reminders, across all phases.</summary>
internal static class ClockOrchestrator
{
    /// <summary>Instance id of a case's clock.</summary>
    public static string InstanceId(string number) => $"{number}-clock";

    /// <summary>Runs until the case is decided or ended.</summary>
    [Function(nameof(ClockOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var number = context.GetInput<string>()!;
        var look = await context.CallActivityAsync<TimeLook>(nameof(CaseLooks.LookAtClock), number, CaseOrchestrator.Retry);
        if (look.Done)
        {
            return;
        }

        await Waiting.UntilChangedOrAsync(context, look.WakeAt);
        context.ContinueAsNew(number);
    }
}

/// <summary>What a look at a stage or clock found.</summary>
/// <param name="Done">Nothing is left to wait for.</param>
/// <param name="WakeAt">When to look again at the latest, UTC; null when only an event can change anything.</param>
internal sealed record TimeLook(bool Done, DateTimeOffset? WakeAt);

internal static class Waiting
{
    /// <summary>Waits for the event or the instant, whichever comes first; the one that lost is cancelled.</summary>
    public static async Task UntilChangedOrAsync(TaskOrchestrationContext context, DateTimeOffset? wakeAt)
    {
        if (wakeAt is not { } at)
        {
            await context.WaitForExternalEvent<string>(CaseOrchestrator.Changed);
            return;
        }

        using var loser = new CancellationTokenSource();
        var changed = context.WaitForExternalEvent<string>(CaseOrchestrator.Changed, loser.Token);
        var timer = context.CreateTimer(at.UtcDateTime, loser.Token);
        await Task.WhenAny(changed, timer);
#pragma warning disable CA1849, VSTHRD103, MA0042 // CancelAsync leaves the orchestrator's thread, which must never happen in an orchestrator.
        loser.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
    }
}

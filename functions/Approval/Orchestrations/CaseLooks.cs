using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Flow;
using NoVisit.Deadlines;

namespace NoVisit.Approval.Orchestrations;

/// <summary>
/// The activities through which orchestrations see a case: each puts on record what time has brought, then answers from the record what
/// is next.
/// </summary>
internal sealed class CaseLooks(CaseDesk desk, CurrentCalendar calendar)
{
    /// <summary>What the case's orchestration has to do next.</summary>
    [Function(nameof(LookAtCase))]
    public async Task<CaseStep> LookAtCase(
        [ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await desk.LookAsync(client, number, number, cancellationToken) is { } record ? CaseFlow.Next(record, calendar.Clock) : CaseStep.Done;

    /// <summary>Whether the stage is done, and if not, when to look again.</summary>
    [Function(nameof(LookAtStage))]
    public async Task<TimeLook> LookAtStage(
        [ActivityTrigger] StageRun run, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var record = await desk.LookAsync(client, run.Number, run.InstanceId, cancellationToken);
        var stage = record?.Find(run.StageId);
        return stage is null || stage.Round != run.Round || !(stage.State.IsActive() || stage.State == StageState.Suspended)
            ? new TimeLook(true, null)
            : new TimeLook(false, TimeRules.NextOfStage(record!, stage, calendar.Clock));
    }

    /// <summary>Whether the promised and statutory clocks still run, and when to look again.</summary>
    [Function(nameof(LookAtClock))]
    public async Task<TimeLook> LookAtClock(
        [ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var record = await desk.LookAsync(client, number, ClockOrchestrator.InstanceId(number), cancellationToken);
        return record is null ? new TimeLook(true, null) : new TimeLook(!TimeRules.ClockRuns(record), TimeRules.NextOfClock(record, calendar.Clock));
    }
}

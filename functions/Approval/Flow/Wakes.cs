using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Certificates.Issuing;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Payments;

namespace NoVisit.Approval.Flow;

internal sealed record OrchestrationStart(string Orchestrator, string InstanceId, object Input);

/// <param name="InstanceId">Which orchestration has to look again.</param>
/// <param name="Over">What it waits for is over and stays so: it can end without looking.</param>
internal sealed record Wake(string InstanceId, bool Over);

/// <summary>Which orchestrations a change concerns: waking no others keeps a case cheap, waking one too many harms nothing.</summary>
internal static class Wakes
{
    /// <summary>
    /// The new orchestrations begin with what the record says now instead of a look of their own. That is safe because they are started
    /// before anybody hears of the change: whatever comes later finds them there and wakes them.
    /// </summary>
    public static IEnumerable<OrchestrationStart> Starts(Transition transition, LimitClock clock)
    {
        var (before, after) = (transition.Before, transition.After);
        if (before is null)
        {
            yield return CaseStart(after, CaseFlow.Next(after, clock));
        }

        if (before?.Clock is null && TimeRules.ClockRuns(after))
        {
            yield return ClockStart(after, TimeRules.NextOfClock(after, clock));
        }

        if (BillRules.RefundPending(after) && (before is null || !BillRules.RefundPending(before)))
        {
            yield return RefundStart(after);
        }

        foreach (var order in after.PaperOrders.Skip(before?.PaperOrders.Count ?? 0))
        {
            yield return PaperStart(after, order);
        }

        foreach (var replacement in ReplacementRules.Pending(after).Where(r => before?.Replacements.Any(b => b.Id == r.Id) is not true))
        {
            yield return ReplacementStart(after, replacement);
        }
    }

    public static OrchestrationStart ReplacementStart(CaseRecord record, Replacement replacement)
    {
        var run = new ReplacementRun(record.Number, replacement.Id);
        return new(nameof(ReplacementOrchestrator), run.InstanceId, run);
    }

    public static OrchestrationStart PaperStart(CaseRecord record, PaperOrder order)
    {
        var run = new PaperRun(record.Number, order.Id);
        return new(nameof(PaperOrchestrator), run.InstanceId, run);
    }

    public static OrchestrationStart RefundStart(CaseRecord record) =>
        new(nameof(RefundOrchestrator), RefundOrchestrator.InstanceId(record.Number), record.Number);

    /// <param name="record">The case.</param>
    /// <param name="step">Where it begins; null: it looks.</param>
    public static OrchestrationStart CaseStart(CaseRecord record, CaseStep? step = null) =>
        new(nameof(CaseOrchestrator), record.Number, new CaseRun(record.Number, step));

    /// <param name="record">The case.</param>
    /// <param name="wakeAt">When it looks first; null: at once.</param>
    public static OrchestrationStart ClockStart(CaseRecord record, DateTimeOffset? wakeAt = null) =>
        new(nameof(ClockOrchestrator), ClockOrchestrator.InstanceId(record.Number), new ClockRun(record.Number, wakeAt));

    public static IEnumerable<Wake> Instances(Transition transition)
    {
        if (transition.Before is not { } before)
        {
            yield break;
        }

        var after = transition.After;
        var ranStages = before.State is CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended && before.Stages.Any(s => s.State.IsStanding());
        if (!ranStages && (before.State is CaseState.InReview or CaseState.ReportedUp || before.State != after.State || before.AcceptanceDue != after.AcceptanceDue))
        {
            yield return new Wake(after.Number, Over: false);
        }

        if (ranStages)
        {
            foreach (var stage in before.Stages.Where(s => s.State.IsStanding()))
            {
                var now = after.Find(stage.Id)!;
                if (now.State.IsActive() != stage.State.IsActive() || now.State.IsStanding() != stage.State.IsStanding() || now.Due != stage.Due)
                {
                    var over = now.Round != stage.Round || !now.State.IsStanding();
                    yield return new Wake(new StageRun(after.Number, stage.Id, stage.Round, null).InstanceId, over);
                }
            }
        }

        if (TimeRules.ClockRuns(before)
            && (!TimeRules.ClockRuns(after) || before.Clock != after.Clock || before.Priority != after.Priority || before.PromisedDue != after.PromisedDue || before.LegalDue != after.LegalDue
                || before.Consultations.Count != after.Consultations.Count))
        {
            yield return new Wake(ClockOrchestrator.InstanceId(after.Number), !TimeRules.ClockRuns(after));
        }

        foreach (var order in before.PaperOrders.Where(o => !PaperRules.IsOver(before, o.Id)))
        {
            var over = PaperRules.IsOver(after, order.Id);
            if (over || after.PaperOrders.First(o => o.Id == order.Id).Due != order.Due)
            {
                yield return new Wake(new PaperRun(after.Number, order.Id).InstanceId, over);
            }
        }

        foreach (var waiting in after.AwaitedBy.Where(_ => PreAcceptanceRules.IsSettled(after) && !PreAcceptanceRules.IsSettled(before)))
        {
            yield return new Wake(waiting, Over: false);
        }
    }
}

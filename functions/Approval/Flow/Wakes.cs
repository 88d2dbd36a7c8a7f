using NoVisit.Approval.Orchestrations;

namespace NoVisit.Approval.Flow;

internal sealed record OrchestrationStart(string Orchestrator, string InstanceId, string Input);

/// <summary>Which orchestrations a change concerns: waking no others keeps a case cheap, waking one too many harms nothing.</summary>
internal static class Wakes
{
    public static IEnumerable<OrchestrationStart> Starts(Transition transition)
    {
        var (before, after) = (transition.Before, transition.After);
        if (before is null)
        {
            yield return CaseStart(after);
        }

        if (before?.Clock is null && TimeRules.ClockRuns(after))
        {
            yield return ClockStart(after);
        }
    }

    public static OrchestrationStart CaseStart(CaseRecord record) => new(nameof(CaseOrchestrator), record.Number, record.Number);

    public static OrchestrationStart ClockStart(CaseRecord record) =>
        new(nameof(ClockOrchestrator), ClockOrchestrator.InstanceId(record.Number), record.Number);

    public static IEnumerable<string> Instances(Transition transition)
    {
        if (transition.Before is not { } before)
        {
            yield break;
        }

        var after = transition.After;
        var ranStages = before.State is CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended && before.Stages.Any(s => s.State.IsStanding());
        if (!ranStages && (before.State is CaseState.InReview or CaseState.ReportedUp || before.State != after.State || before.AcceptanceDue != after.AcceptanceDue || before.Parcel?.Status != after.Parcel?.Status))
        {
            yield return after.Number;
        }

        if (ranStages)
        {
            foreach (var stage in before.Stages.Where(s => s.State.IsStanding()))
            {
                var now = after.Find(stage.Id)!;
                if (now.State.IsActive() != stage.State.IsActive() || now.State.IsStanding() != stage.State.IsStanding() || now.Due != stage.Due)
                {
                    yield return new StageRun(after.Number, stage.Id, stage.Round, null).InstanceId;
                }
            }
        }

        if (TimeRules.ClockRuns(before)
            && (!TimeRules.ClockRuns(after) || before.Clock != after.Clock || before.PromisedDue != after.PromisedDue || before.LegalDue != after.LegalDue))
        {
            yield return ClockOrchestrator.InstanceId(after.Number);
        }
    }
}

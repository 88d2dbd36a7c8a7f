using NoVisit.Identity.Delegations;
using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>上报: the opinion goes up with all materials, be it for or against; the superior decides (KD-04).</summary>
internal sealed record ReportedUpward(string StageId, StageState Outcome, string Text, string? Conditions) : CaseEvent
{
    public override Text Title => new("已上报上级审批", "Reported to the superior authority");

    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.ReportUp];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Done(Outcome, entry) with { OpinionText = Text, Conditions = Conditions }) with
        {
            State = CaseState.ReportedUp,
        };
}

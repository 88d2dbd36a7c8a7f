using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>All stages of a phase open at the same instant, each with its own due time.</summary>
internal sealed record PhaseOpened(int Phase, IReadOnlyList<StageDue> Stages) : CaseEvent
{
    public override Text Title => new("进入下一环节", "Next phase opened");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Phase = Phase,
        Stages = [.. record.Stages.Select(s => Stages.FirstOrDefault(o => o.StageId == s.Id) is { } open
            ? s with { State = StageState.Open, OpenedAt = entry.At, Due = open.Due, Round = s.Round + 1 }
            : s)],
    };
}

internal sealed record StageDue(string StageId, DateTimeOffset Due);

/// <summary>Stages that nothing called for, such as the wait for a rectification when every inspection passed.</summary>
internal sealed record StagesSkipped(IReadOnlyList<string> StageIds) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Stages = [.. record.Stages.Select(s => StageIds.Contains(s.Id) ? s with { State = StageState.Cancelled } : s)],
    };
}

/// <summary>A department disagreed and no later stage of the lead settles it: the lead has to decide (WF-03).</summary>
internal sealed record LeadDecisionCalled(Stage Stage) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Phase = Stage.Phase,
        Stages = [.. record.Stages, Stage with { State = StageState.Open, OpenedAt = entry.At, Round = 1 }],
    };
}

namespace NoVisit.Approval;

/// <summary>签收.</summary>
internal sealed record TaskClaimed(string StageId, string By) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.Claimed, ClaimedBy = By });
}

internal sealed record TaskReleased(string StageId) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.Open, ClaimedBy = null });
}

/// <summary>意见 of one department (WF-03).</summary>
internal sealed record OpinionGiven(string StageId, StageState Outcome, string Text, string? Conditions, long? Amount = null) : CaseEvent
{
    /// <summary>What the stage brought (WF-13); null for nothing.</summary>
    public IReadOnlyList<OutputCommand>? Outputs { get; init; }

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        OutputRules.ByOpinion(
            record.WithStage(StageId, s => s.Done(Outcome, entry) with { OpinionText = Text, Conditions = Conditions, Amount = Amount }),
            StageId, Outputs ?? [], Amount, entry);
}

/// <summary>现场勘查 (WF-07).</summary>
internal sealed record SurveyRecorded(string StageId, StageState Outcome, Survey Survey) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Done(Outcome, entry) with
        {
            OpinionText = Survey.Findings,
            Conditions = Survey.Points is { } points ? string.Join('\n', points) : null,
            Survey = Survey,
        });
}

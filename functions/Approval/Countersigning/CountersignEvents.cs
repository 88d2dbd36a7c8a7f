using NoVisit.Identity.Delegations;

namespace NoVisit.Approval;

/// <summary>The lead has drafted the decision; it holds when all have signed.</summary>
internal sealed record DecisionDrafted(string StageId, bool Granted, string? Reason, string? Basis, string? Remedies) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide, Right.UseSeal];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Done(StageState.Agreed, entry) with { OpinionText = Reason, Basis = Basis }) with
        {
            Draft = new DecisionDraft(StageId, Granted, Reason, Basis, Remedies, entry.Actor.Id, entry.At),
        };
}

/// <summary>Signers are called: all at once, or the next in order.</summary>
internal sealed record SignaturesCalled(IReadOnlyList<Stage> Stages) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Stages =
        [
            .. record.Stages.Where(s => Stages.All(c => c.Id != s.Id)),
            .. Stages.Select(s => s with { State = StageState.Open, OpenedAt = entry.At }),
        ],
        Reminded = [.. record.Reminded.Where(of => Stages.All(s => s.Id != of))],
    };
}

/// <summary>会签 of one department.</summary>
internal sealed record Countersigned(string StageId, string? Reason) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide, Right.UseSeal];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Done(StageState.Agreed, entry) with { OpinionText = Reason });
}

/// <summary>One refusal blocks: the draft goes back to the lead, who drafts anew and asks all again.</summary>
/// <param name="StageId">The signature that was refused.</param>
/// <param name="Reason">Why.</param>
/// <param name="DraftDue">Until when the lead drafts anew.</param>
internal sealed record CountersignatureRefused(string StageId, string Reason, DateTimeOffset DraftDue) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var draft = record.Find(StageId)!.PartOf!;
        return record with
        {
            Stages = [.. record.Stages.Select(s =>
                s.Id == StageId ? s.Done(StageState.Disagreed, entry) with { OpinionText = Reason }
                : s.Id == draft ? s.Reopened(entry.At, DraftDue)
                : s.PartOf == draft && s.State.IsStanding() ? s with { State = StageState.Cancelled }
                : s)],
            Draft = null,
            Reminded = [.. record.Reminded.Where(of => of != draft)],
        };
    }
}

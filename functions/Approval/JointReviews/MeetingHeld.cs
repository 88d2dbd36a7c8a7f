namespace NoVisit.Approval;

/// <summary>会审结论: the lead's conclusion from the meeting; an absent department's silence goes on record against it (WF-05, TL-07).</summary>
internal sealed record MeetingHeld(string StageId, StageState Outcome, string Conclusion, string? Conditions, Meeting Meeting) : CaseEvent
{
    public const string Absence = "absence";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Done(Outcome, entry) with { OpinionText = Conclusion, Conditions = Conditions, Meeting = Meeting }) with
        {
            Accountabilities = [.. record.Accountabilities, .. Meeting.Votes.Where(v => v.Participant is null).Select(v => new Accountability(
                $"{record.Number}~{Absence}-{StageId}-{v.Department}", Absence, StageId, v.Department, null, entry.At, Meeting.At))],
        };
}

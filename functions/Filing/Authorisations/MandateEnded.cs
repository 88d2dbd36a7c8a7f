using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>撤销委托: the agent's authorisation was revoked; the applicant goes on by himself (IN-13).</summary>
internal sealed record MandateEnded(string Authorisation) : CaseEvent
{
    public override Text Title => new("代办授权已撤销", "The agent's authorisation was revoked");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Mandate = record.Mandate! with { EndedAt = entry.At } };
}

using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>关联账号: what was begun at the window or by an agent goes on in the applicant's own account (IN-17).</summary>
internal sealed record ApplicantLinked(string PersonId) : CaseEvent
{
    public override Text Title => new("已关联申请人账号", "Linked to the applicant's account");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Applicant = record.Applicant with { PersonId = PersonId } };
}

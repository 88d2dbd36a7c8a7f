using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>撤回, by the applicant.</summary>
internal sealed record CaseWithdrawn(string Reason) : CaseEvent
{
    public override Text Title => new("已撤回", "Withdrawn");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Ended(CaseState.Withdrawn, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.Withdrawn);
}

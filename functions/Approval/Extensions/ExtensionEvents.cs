using NoVisit.Deadlines;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;
using System.Globalization;

namespace NoVisit.Approval;

/// <summary>The one extension of a case as it was asked for and answered (延期, TL-09).</summary>
/// <param name="WorkingDays">Asked for.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who asked.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="Approved">Null while it waits.</param>
/// <param name="DecidedBy">Who answered.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Answer">Why it was refused, or what was said with the approval.</param>
/// <param name="To">The leader on duty or the head, in whose inbox it waits (WF-17).</param>
internal sealed record ExtensionRequest(
    int WorkingDays, string Reason, string By, DateTimeOffset RequestedAt,
    bool? Approved = null, string? DecidedBy = null, DateTimeOffset? DecidedAt = null, string? Answer = null, string? To = null);

/// <summary>申请延期: internal until it is approved.</summary>
internal sealed record ExtensionRequested(int WorkingDays, string Reason, string? To = null) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Clock = record.Clock! with { Extension = new Extension(WorkingDays, entry.At, null) },
        Extension = new ExtensionRequest(WorkingDays, Reason, entry.Actor.Id, entry.At, To: To),
    };
}

/// <summary>批准延期: the new due times are frozen here and the applicant is told why (Licence Law art. 42).</summary>
internal sealed record ExtensionApproved(
    int WorkingDays, string Reason, DateTimeOffset PromisedDue, DateTimeOffset LegalDue, bool Provisional, string? Answer) : CaseEvent
{
    public override Text Title => new("已延期", "Extended");

    public override NoticeText Notice => new("extended", new("延期办理通知书", "Notice of extension"), new(
        $"经本机关负责人批准,办理期限延长{WorkingDays}个工作日,理由:{Reason}。将在{NoticeTemplates.Day(PromisedDue)}前办结。(行政许可法第四十二条)",
        $"With the approval of the head of the authority the limit is extended by {WorkingDays} working days: {Reason} It is decided by {NoticeTemplates.Day(PromisedDue)} (Administrative License Law, art. 42)."));

    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Clock = record.Clock! with { Extension = record.Clock.Extension! with { ApprovedAt = entry.At } },
        Extension = record.Extension! with { Approved = true, DecidedBy = entry.Actor.Id, DecidedAt = entry.At, Answer = Answer },
        PromisedDue = PromisedDue,
        LegalDue = LegalDue,
        DueProvisional = Provisional,

        // Both moved, so both are reminded of anew (TL-04).
        Reminded = [.. record.Reminded.Where(of => of is not ("promised" or "legal"))],
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.Extended,
        ("days", WorkingDays.ToString(CultureInfo.InvariantCulture)), ("reason", Reason), ("due", NoticeTemplates.Day(PromisedDue)));
}

/// <summary>不同意延期: told to staff only, nothing changes for the applicant.</summary>
internal sealed record ExtensionRefused(string Reason) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Extension = record.Extension! with { Approved = false, DecidedBy = entry.Actor.Id, DecidedAt = entry.At, Answer = Reason },
    };
}

using NoVisit.Catalogue;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>补出意见指令: a department whose silence or absence counted as agreement is told to issue its paper all the same (TL-07).</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="StageId">The stage at which it kept silent, or the meeting that it missed.</param>
/// <param name="Department">Code.</param>
/// <param name="OrderedAt">When it was told.</param>
/// <param name="Due">Until when the paper is to be there.</param>
/// <param name="Outcome">What the late paper says; null as long as there is none. The agreement by default stands whatever it is.</param>
/// <param name="Text">The paper's words.</param>
/// <param name="By">Who issued it.</param>
/// <param name="IssuedAt">When.</param>
internal sealed record PaperOrder(
    string Id, string StageId, string Department, DateTimeOffset OrderedAt, DateTimeOffset Due,
    StageState? Outcome = null, string? Text = null, string? By = null, DateTimeOffset? IssuedAt = null);

/// <summary>责令一个工作日内补出意见: follows a deemed agreement in the same transaction (TL-07).</summary>
internal sealed record PaperOrdered(string Id, string StageId, string Department, DateTimeOffset Due) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { PaperOrders = [.. record.PaperOrders, new PaperOrder(Id, StageId, Department, entry.At, Due)] };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) =>
    [
        StaffMessage.To(Department, StageRole.Reviewer, NoticeKind.PaperOrdered, StaffMessage.Stage(record, StageId), StaffMessage.Due(Due)),
        StaffMessage.To(Department, StageRole.Approver, NoticeKind.PaperOrdered, StaffMessage.Stage(record, StageId), StaffMessage.Due(Due)),
        StaffMessage.To(record.Lead, StageRole.Reviewer, NoticeKind.TaskDeemed, StaffMessage.Stage(record, StageId)),
    ];
}

/// <summary>补出意见: the late paper. It is on record beside the agreement by default and changes nothing of the flow.</summary>
internal sealed record PaperIssued(string Id, StageState Outcome, string Text) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        PaperOrders = [.. record.PaperOrders.Select(o =>
            o.Id == Id ? o with { Outcome = Outcome, Text = Text, By = entry.Actor.Id, IssuedAt = entry.At } : o)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => record.PaperOrders.Where(o => o.Id == Id).Select(o =>
        StaffMessage.To(record.Lead, StageRole.Reviewer, NoticeKind.PaperIssued, StaffMessage.Stage(record, o.StageId), ("reason", new(Text, Text))));
}

using NoVisit.Catalogue;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>会审召集: when and where a meeting is called to. Only from one that was called can a department be absent (TL-07).</summary>
internal sealed record MeetingCall(DateTimeOffset At, string Place, DateTimeOffset CalledAt);

/// <summary>会审通知: the lead calls the departments, or calls them anew to another time.</summary>
internal sealed record MeetingCalled(string StageId, DateTimeOffset At, string Place, IReadOnlyList<string> Departments) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { MeetingCall = new MeetingCall(At, Place, entry.At) });

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => Departments.Select(d =>
        StaffMessage.To(d, StageRole.Reviewer, NoticeKind.MeetingCalled, StaffMessage.Stage(record, StageId), ("reason", new(Place, Place)), StaffMessage.Due(At)));
}

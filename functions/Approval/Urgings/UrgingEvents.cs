using NoVisit.Catalogue;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>催办: one urging of a department to act on its task, and its reply (TL-10).</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="StageId">The task.</param>
/// <param name="Department">Who is urged.</param>
/// <param name="ToHead">The second and every further one of a task goes to the department's approvers.</param>
/// <param name="Demand">What for.</param>
/// <param name="By">Who urged.</param>
/// <param name="At">When.</param>
/// <param name="ReplyDue">A reply is expected until then.</param>
/// <param name="Reply">What the department answered.</param>
/// <param name="RepliedBy">Who answered.</param>
/// <param name="RepliedAt">When.</param>
internal sealed record Urging(
    string Id, string StageId, string Department, bool ToHead, string Demand, string By, DateTimeOffset At, DateTimeOffset ReplyDue,
    string? Reply = null, string? RepliedBy = null, DateTimeOffset? RepliedAt = null);

internal sealed record TaskUrged(string Id, string StageId, string Department, bool ToHead, string Demand, DateTimeOffset ReplyDue) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Urgings = [.. record.Urgings, new Urging(Id, StageId, Department, ToHead, Demand, entry.Actor.Id, entry.At, ReplyDue)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) =>
    [
        StaffMessage.To(
            Department, ToHead ? StageRole.Approver : record.Find(StageId)?.Role ?? StageRole.Reviewer, NoticeKind.TaskUrged,
            StaffMessage.Stage(record, StageId), ("reason", new(Demand, Demand)), StaffMessage.Due(ReplyDue)),
    ];
}

internal sealed record UrgingReplied(string Id, string Reply) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Urgings = [.. record.Urgings.Select(u => u.Id == Id ? u with { Reply = Reply, RepliedBy = entry.Actor.Id, RepliedAt = entry.At } : u)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => record.Urgings.Where(u => u.Id == Id).Select(u =>
        StaffMessage.To(record.Lead, StageRole.Reviewer, NoticeKind.UrgingReplied, StaffMessage.Stage(record, u.StageId), ("reason", new(Reply, Reply))));
}

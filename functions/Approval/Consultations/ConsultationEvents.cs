using NoVisit.Catalogue;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>会商: a thread of opinions inside a case that binds nobody (WF-05). The applicant never sees it.</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="By">Who asked.</param>
/// <param name="ByDepartment">The asking department's code.</param>
/// <param name="Departments">Codes of the departments that are asked.</param>
/// <param name="Question">What about.</param>
/// <param name="At">When.</param>
/// <param name="Due">Until when replies are asked for; a later one is taken as well.</param>
internal sealed record Consultation(
    string Id, string By, string ByDepartment, IReadOnlyList<string> Departments, string Question, DateTimeOffset At, DateTimeOffset Due)
{
    public IReadOnlyList<ConsultationReply> Replies { get; init; } = [];

    /// <summary>When who had not replied was reminded.</summary>
    public DateTimeOffset? RemindedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What the asking department makes of it.</summary>
    public string? Conclusion { get; init; }

    /// <summary>Departments that have not replied.</summary>
    public IEnumerable<string> Silent() => Departments.Where(d => Replies.All(r => r.Department != d));
}

/// <param name="Department">Code.</param>
/// <param name="Text">What it says.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
/// <param name="Late">After the due time.</param>
internal sealed record ConsultationReply(string Department, string Text, string By, DateTimeOffset At, bool Late);

internal sealed record ConsultationOpened(string Id, string ByDepartment, IReadOnlyList<string> Departments, string Question, DateTimeOffset Due) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Consultations = [.. record.Consultations, new Consultation(Id, entry.Actor.Id, ByDepartment, Departments, Question, entry.At, Due)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => Departments.Select(d =>
        StaffMessage.To(d, StageRole.Reviewer, NoticeKind.ConsultationAsked, ("reason", new(Question, Question)), StaffMessage.Due(Due)));
}

internal sealed record ConsultationReplied(string Id, string Department, string Text) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithConsultation(Id, c => c with
    {
        Replies = [.. c.Replies, new ConsultationReply(Department, Text, entry.Actor.Id, entry.At, entry.At > c.Due)],
    });

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => record.Consultations.Where(c => c.Id == Id).Select(c =>
        StaffMessage.To(c.ByDepartment, StageRole.Reviewer, NoticeKind.ConsultationReplied, ("reason", new(Text, Text))));
}

/// <summary>The due time passed: who has not replied is reminded, once. Nothing waits for him.</summary>
internal sealed record ConsultationReminded(string Id, IReadOnlyList<string> Departments, DateTimeOffset Due) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithConsultation(Id, c => c with { RemindedAt = entry.At });

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => Departments.Select(d =>
        StaffMessage.To(d, StageRole.Reviewer, NoticeKind.ConsultationOverdue, StaffMessage.Due(Due)));
}

internal sealed record ConsultationClosed(string Id, string Conclusion) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithConsultation(Id, c => c with { ClosedAt = entry.At, Conclusion = Conclusion });
}

internal static class ConsultationChanges
{
    public static CaseRecord WithConsultation(this CaseRecord record, string id, Func<Consultation, Consultation> change) =>
        record with { Consultations = [.. record.Consultations.Select(c => c.Id == id ? change(c) : c)] };
}

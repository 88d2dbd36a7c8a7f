using NoVisit.Catalogue;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>召集: when and where the called departments meet on the spot or at the table (WF-04, WF-07).</summary>
/// <param name="StageId">The joint survey or review.</param>
/// <param name="At">Date and time.</param>
/// <param name="Place">Where.</param>
/// <param name="Departments">Who is called.</param>
/// <param name="By">Who called.</param>
internal sealed record SurveyCall(string StageId, DateTimeOffset At, string Place, IReadOnlyList<string> Departments, string By);

/// <summary>综合协调: what the lead cannot settle with the departments alone (WF-04).</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="Subject">What is to be settled.</param>
/// <param name="Departments">Who has to come together.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="At">When.</param>
/// <param name="Due">Until when it is to be settled.</param>
/// <param name="Conclusion">What was settled.</param>
/// <param name="ConcludedBy">By whom.</param>
/// <param name="ConcludedAt">When.</param>
internal sealed record Coordination(
    string Id, string Subject, IReadOnlyList<string> Departments, string By, DateTimeOffset At, DateTimeOffset Due,
    string? Conclusion = null, string? ConcludedBy = null, DateTimeOffset? ConcludedAt = null);

/// <summary>更换牵头部门 by the coordinator; stages stay with the departments whose powers they are.</summary>
internal sealed record LeadReassigned(string From, string To, string Reason) : CaseEvent
{
    public override Text Title => new("牵头部门已变更", "Lead department changed");

    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { Lead = To };
}

/// <summary>The lead set the date; the applicant and the called departments are told.</summary>
internal sealed record SurveyCalled(string StageId, DateTimeOffset At, string Place, IReadOnlyList<string> Departments) : CaseEvent
{
    public override Text Title => new("已确定联合踏勘(会审)时间", "Date of the joint survey or review set");

    public override NoticeText Notice => new("surveyCalled", new("联合踏勘(会审)通知书", "Notice of joint survey or review"), new(
        $"定于{NoticeTemplates.Minute(At)}在{Place}进行,请配合。", $"It takes place on {NoticeTemplates.Minute(At)} at {Place}. Please be there."));

    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        SurveyCalls = [.. record.SurveyCalls.Where(c => c.StageId != StageId), new SurveyCall(StageId, At, Place, Departments, entry.Actor.Id)],
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.SurveyCalled, ("due", NoticeTemplates.Minute(At)));

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record)
    {
        var name = record.Stages.FirstOrDefault(s => s.Id == StageId || s.PartOf == StageId)?.Name ?? new(StageId, StageId);
        var at = NoticeTemplates.Minute(At);
        return Departments.Select(d => StaffMessage.To(
            d, StageRole.Reviewer, NoticeKind.MeetingCalled, ("stage", name), ("reason", new(Place, Place)), ("due", new(at, at))));
    }
}

/// <summary>缺席默认: a department that was called properly did not come; its agreement is deemed given and goes on record against it (TL-07).</summary>
internal sealed record SurveyMissed(string StageId, string Department, DateTimeOffset CalledFor) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { State = StageState.DeemedAgreed, DoneAt = entry.At }) with
        {
            Accountabilities = [.. record.Accountabilities, new Accountability(
                $"{record.Number}~{MeetingHeld.Absence}-{StageId}-{Department}", MeetingHeld.Absence, StageId, Department, null, entry.At, CalledFor)],
        };
}

/// <summary>A coordination was asked for.</summary>
internal sealed record CoordinationOpened(string Id, string Subject, IReadOnlyList<string> Departments, DateTimeOffset Due) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Coordinations = [.. record.Coordinations, new Coordination(Id, Subject, Departments, entry.Actor.Id, entry.At, Due)],
    };
}

/// <summary>What was settled.</summary>
internal sealed record CoordinationConcluded(string Id, string Conclusion) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Coordinations = [.. record.Coordinations.Select(c => c.Id == Id
            ? c with { Conclusion = Conclusion, ConcludedBy = entry.Actor.Id, ConcludedAt = entry.At } : c)],
    };
}

using NoVisit.Approval.TacitAgreement;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Approval.Leading;

/// <param name="Department">The new lead, one of the departments that take part.</param>
/// <param name="Reason">Why.</param>
internal sealed record ReassignmentCommand(string Department, string Reason);

/// <param name="StageId">The task that is late.</param>
/// <param name="Reason">What the lead says.</param>
internal sealed record PullUpCommand(string StageId, string Reason);

/// <param name="StageId">The joint survey or review; a department's part of it stands for the whole.</param>
/// <param name="At">Date and time, on a working day, from the next one on.</param>
/// <param name="Place">Where.</param>
internal sealed record SurveyCallCommand(string StageId, DateTimeOffset At, string Place);

/// <param name="StageId">The joint survey.</param>
/// <param name="Department">Who did not come.</param>
internal sealed record SurveyAbsenceCommand(string StageId, string Department);

/// <param name="Subject">What is to be settled.</param>
/// <param name="Departments">Who has to come together; of those that take part.</param>
internal sealed record CoordinationCommand(string Subject, IReadOnlyList<string> Departments);

internal sealed record ConclusionCommand(string Conclusion);

/// <summary>
/// 牵头单位负责制 (WF-04, WF-05, WF-07): the lead calls the departments to a joint survey or review, pulls a late task up to the head of its department and asks for coordination; the
/// neutral coordinator may do the same and give the lead to another department.
/// </summary>
internal static class LeadRules
{
    /// <summary>Working days in which a coordination is to be settled.</summary>
    public const int CoordinationDays = 3;

    public static Outcome Reassign(CaseRecord record, ReassignmentCommand command, RuleContext context)
    {
        if (MayReassign(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        return Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
            : !Departments(record).Contains(command.Department) ? Refusal.Invalid(
                "lead-outside-case", new("牵头部门只能是参与本办件的部门。", "The lead is one of the departments that take part in the case."),
                new Dictionary<string, Text> { ["/department"] = new("未参与本办件", "Takes no part") })
            : command.Department == record.Lead ? Outcome.Of()
            : Outcome.Of(new LeadReassigned(record.Lead, command.Department, command.Reason.Trim()));
    }

    public static Outcome PullUp(CaseRecord record, PullUpCommand command, RuleContext context)
    {
        if (MayLead(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        return record.Find(command.StageId) is not { } stage ? Refusal.UnknownTask
            : !stage.State.IsActive() || stage.Role == StageRole.Applicant ? Refusal.StageClosed(stage)
            : Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
            : stage.Due is not { } due || context.Now <= due ? new Refusal(
                "not-late", 409, new("任务尚未超期", "Not late yet"), new("任务超过环节时限后方可上提。", "A task is pulled up when its limit has passed."))
            : stage.Escalation is not null ? Outcome.Of()
            : Outcome.Of(new TaskEscalated(
                stage.Id, EscalationCause.Late, context.Staff.HeadOf(stage.Department, record.ItemCode, context.Now), null, command.Reason.Trim()));
    }

    public static Outcome CallSurvey(CaseRecord record, SurveyCallCommand command, RuleContext context)
    {
        if (MayLead(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var stageId = Joint(record, command.StageId);
        if (Called(record, stageId) is not { Count: > 0 } called)
        {
            return Refusal.UnknownTask;
        }

        var errors = new Dictionary<string, Text>();
        var (today, day) = (OfficeHours.DateOf(context.Now), OfficeHours.DateOf(command.At));
        if (!context.Clock.Calendar.IsWorkingDay(day) || day < context.Clock.Calendar.AddWorkingDays(today, 1).Date)
        {
            errors["/at"] = new("须为下一工作日起的工作日", "A working day, from the next one on");
        }

        if (Guards.IsBlank(command.Place))
        {
            errors["/place"] = new("必填", "Required");
        }

        return errors.Count > 0
            ? Refusal.Invalid("survey-call-invalid", new("召集须提前至少一个工作日,并写明时间和地点。", "Departments are called a working day ahead, with time and place."), errors)
            : Outcome.Of(new SurveyCalled(stageId, command.At, command.Place.Trim(), called));
    }

    /// <summary>Absence counts as agreement only from a properly called survey, never of the lead, never where safety or health are at stake (TL-07).</summary>
    public static Outcome RecordAbsence(CaseRecord record, SurveyAbsenceCommand command, RuleContext context)
    {
        if (MayLead(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var part = record.Stages.FirstOrDefault(s => s.Type == StageType.JointSurvey && s.PartOf == Joint(record, command.StageId) && s.Department == command.Department);
        return part is null ? Refusal.UnknownTask
            : !part.State.IsActive() ? Refusal.StageClosed(part)
            : CallTo(record, part, part.Department) is not { } call || context.Now <= call.At ? new Refusal(
                "survey-not-called", 409, new("尚未依规召集", "Not called properly"),
                new("踏勘时间确定并已过,方可认定缺席。", "Somebody is absent only from a survey that was called and whose time has passed."))
            : !part.Tacit || part.Department == record.Lead ? new Refusal(
                "absence-not-agreement", 409, new("该部门缺席不得默认同意", "Absence is not agreement"),
                new("涉及安全、环境、健康或者牵头部门的,缺席不视为同意,须另行踏勘。", "Of the lead, and where safety, environment or health are at stake, absence is never agreement; survey again."))
            : Outcome.Of(new SurveyMissed(part.Id, part.Department, call.At), PaperRules.Order(part, part.Department, context));
    }

    /// <summary>The call by which the department had to come to the stage as it is open now; null when it was not called (TL-07).</summary>
    /// <param name="record">The case.</param>
    /// <param name="stage">A joint review, or the department's part of a joint survey.</param>
    /// <param name="department">Code.</param>
    public static SurveyCall? CallTo(CaseRecord record, Stage stage, string department) =>
        record.SurveyCalls.FirstOrDefault(c => c.StageId == (stage.PartOf ?? stage.Id) && c.Departments.Contains(department) && c.At > stage.OpenedAt)
        ?? (stage.MeetingCall is { } earlier ? new SurveyCall(stage.Id, earlier.At, earlier.Place, stage.Participants ?? [], record.Lead) : null);

    public static Outcome Coordinate(CaseRecord record, CoordinationCommand command, RuleContext context)
    {
        if (MayLead(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var errors = new Dictionary<string, Text>();
        if (Guards.IsBlank(command.Subject))
        {
            errors["/subject"] = new("必填", "Required");
        }

        if (command.Departments.Count == 0 || command.Departments.Any(d => !Departments(record).Contains(d)))
        {
            errors["/departments"] = new("须为参与本办件的部门", "Departments that take part in the case");
        }

        return errors.Count > 0
            ? Refusal.Invalid("coordination-incomplete", new("协调事项须写明内容和参加部门。", "A coordination names its subject and the departments."), errors)
            : Outcome.Of(new CoordinationOpened(
                $"c{record.Coordinations.Count + 1}", command.Subject.Trim(), [.. command.Departments.Distinct(StringComparer.Ordinal)],
                context.Clock.Due(context.Now, CoordinationDays).At));
    }

    public static Outcome Conclude(CaseRecord record, string id, ConclusionCommand command, RuleContext context) =>
        MayLead(record, context.Actor) is { } refusal ? refusal
        : record.Coordinations.FirstOrDefault(c => c.Id == id) is not { } coordination ? new Refusal(
            "unknown-coordination", 404, new("没有这次协调", "No such coordination"), new("没有找到该协调事项。", "The coordination was not found."))
        : coordination.ConcludedAt is not null ? new Refusal(
            "coordination-concluded", 409, new("协调已办结", "Settled already"), new("该协调事项已有结论。", "This coordination was settled already."))
        : Guards.IsBlank(command.Conclusion) ? Refusal.ReasonMissing("conclusion")
        : Outcome.Of(new CoordinationConcluded(id, command.Conclusion.Trim()));

    /// <summary>Only the coordinator, while nothing is decided.</summary>
    public static Refusal? MayReassign(CaseRecord record, Actor actor) =>
        !actor.IsCoordinator ? new Refusal(
            "coordinator-only", 403, new("仅限综合协调岗", "Coordinator only"), new("牵头部门由综合协调岗调整。", "The coordinator gives the lead to another department."))
        : record.State.IsFinal() || record.State.IsDecided() ? Refusal.WrongState(record.State)
        : null;

    /// <summary>The coordinator, or a reviewer or approver of the lead, while the case is in review.</summary>
    public static Refusal? MayLead(CaseRecord record, Actor actor) => Urgings.UrgingRules.MayUrge(record, actor);

    private static string Joint(CaseRecord record, string stageId) => record.Find(stageId)?.PartOf ?? stageId;

    private static HashSet<string> Departments(CaseRecord record) =>
        [.. record.Stages.Where(s => s.Role != StageRole.Applicant).Select(s => s.Department)];

    private static IReadOnlyList<string> Called(CaseRecord record, string stageId) =>
    [
        .. record.Stages.Where(s => s.State.IsActive() && (s.PartOf == stageId || s.Id == stageId) && s.Type is StageType.JointSurvey or StageType.JointReview)
            .SelectMany(s => s.Participants ?? [s.Department]).Distinct(StringComparer.Ordinal),
    ];
}

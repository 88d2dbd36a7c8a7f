using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Consultations;

/// <param name="Departments">Codes of the departments that are asked.</param>
/// <param name="Question">What about.</param>
/// <param name="Due">Day until whose end replies are asked for.</param>
internal sealed record ConsultationCommand(IReadOnlyList<string> Departments, string Question, DateOnly Due);

internal sealed record ConsultationReplyCommand(string Text);

internal sealed record ConsultationClosingCommand(string Conclusion);

/// <summary>
/// 会商 (WF-05): a department that handles a case asks others for their view. Replies bind nobody; no stage, limit or decision waits for them, and the case
/// goes on whether they come or not. At the due time who has not replied is reminded.
/// </summary>
internal static class ConsultationRules
{
    /// <param name="isKnown">The code is a department's.</param>
    public static Outcome Open(CaseRecord record, ConsultationCommand command, Func<string, bool> isKnown, RuleContext context)
    {
        if (MayOpen(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        var departments = command.Departments.Distinct(StringComparer.Ordinal).ToList();
        if (departments.Count == 0)
        {
            errors["/departments"] = new("必填", "Required");
        }

        for (var i = 0; i < departments.Count; i++)
        {
            if (!isKnown(departments[i]) || departments[i] == context.Actor.Department)
            {
                errors[$"/departments/{i}"] = new("不是可以会商的部门", "Not a department to consult");
            }
        }

        if (Guards.IsBlank(command.Question))
        {
            errors["/question"] = new("必填", "Required");
        }

        var due = context.Clock.Hours.CloseOf(command.Due);
        if (due <= context.Now)
        {
            errors["/due"] = new("须晚于现在", "Lies in the past");
        }

        return errors.Count > 0
            ? Refusal.Invalid("consultation-incomplete", new("会商须写明部门、问题和答复日期。", "A consultation names departments, a question and a date."), errors)
            : Outcome.Of(new ConsultationOpened(
                $"k{record.Consultations.Count + 1}", context.Actor.Department!, departments, command.Question.Trim(), due));
    }

    /// <summary>Late or in time; a department may add to what it said as long as the thread is open.</summary>
    public static Outcome Reply(CaseRecord record, string id, ConsultationReplyCommand command, RuleContext context) =>
        Find(record, id) is not { } thread ? Unknown
        : MayReply(record, thread, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Text) ? Empty("text")
        : Outcome.Of(new ConsultationReplied(id, context.Actor.Department!, command.Text.Trim()));

    public static Outcome Close(CaseRecord record, string id, ConsultationClosingCommand command, RuleContext context) =>
        Find(record, id) is not { } thread ? Unknown
        : MayClose(record, thread, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Conclusion) ? Empty("conclusion")
        : Outcome.Of(new ConsultationClosed(id, command.Conclusion.Trim()));

    /// <summary>A reviewer or approver of the lead or of a department that has a stage open, while the case is in review.</summary>
    public static Refusal? MayOpen(CaseRecord record, Actor actor) =>
        actor.Department != record.Lead && !record.Stages.Any(s => s.State.IsStanding() && s.Department == actor.Department) ? Refusal.OtherDepartment(record.Lead)
        : !Handles(actor) ? Refusal.WrongRole(StageRole.Reviewer)
        : record.State is not (CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended) ? Refusal.WrongState(record.State)
        : null;

    /// <summary>A department that was asked, until the thread is closed or the case has ended.</summary>
    public static Refusal? MayReply(CaseRecord record, Consultation thread, Actor actor) =>
        actor.Department is null || !thread.Departments.Contains(actor.Department) ? Refusal.OtherDepartment(string.Join(", ", thread.Departments))
        : !Handles(actor) ? Refusal.WrongRole(StageRole.Reviewer)
        : thread.ClosedAt is not null ? Closed
        : record.State.IsFinal() ? Refusal.WrongState(record.State)
        : null;

    public static Refusal? MayClose(CaseRecord record, Consultation thread, Actor actor) =>
        actor.Department != thread.ByDepartment ? Refusal.OtherDepartment(thread.ByDepartment)
        : !Handles(actor) ? Refusal.WrongRole(StageRole.Reviewer)
        : thread.ClosedAt is not null ? Closed
        : record.State.IsFinal() ? Refusal.WrongState(record.State)
        : null;

    /// <summary>What time brings: one reminder of a thread.</summary>
    public static IEnumerable<CaseEvent> Due(CaseRecord record, DateTimeOffset now) =>
        Awaited(record).Where(c => now > c.Due).Select(c => new ConsultationReminded(c.Id, [.. c.Silent()], c.Due));

    /// <summary>When the threads must be looked at again.</summary>
    public static DateTimeOffset? Next(CaseRecord record) =>
        Awaited(record).Select(c => (DateTimeOffset?)c.Due.AddSeconds(1)).Min();

    private static IEnumerable<Consultation> Awaited(CaseRecord record) =>
        record.Consultations.Where(c => c.ClosedAt is null && c.RemindedAt is null && c.Silent().Any());

    private static bool Handles(Actor actor) => actor.Has(StageRole.Reviewer) || actor.Has(StageRole.Approver);

    private static Consultation? Find(CaseRecord record, string id) => record.Consultations.FirstOrDefault(c => c.Id == id);

    private static readonly Refusal Unknown = new(
        "unknown-consultation", 404, new("没有这次会商", "No such consultation"), new("没有找到该会商。", "The consultation was not found."));

    private static readonly Refusal Closed = new(
        "consultation-closed", 409, new("会商已结束", "Closed already"), new("该会商已经结束。", "The consultation is closed."));

    private static Refusal Empty(string field) => Refusal.Invalid(
        "consultation-empty", new("请写明内容。", "Write what there is to say."), new Dictionary<string, Text> { ["/" + field] = new("必填", "Required") });
}

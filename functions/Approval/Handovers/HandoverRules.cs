using NoVisit.Approval.Decisions;
using NoVisit.Approval.Rights;
using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Handovers;

internal sealed record TransferCommand(string To);

/// <summary>转办 inside a department, opening of tasks (WF-10), and the deputy who takes over (服务双岗制, WF-14).</summary>
internal static class HandoverRules
{
    /// <summary>Working days in which a task that was given to a person is opened before it moves to the deputy.</summary>
    public const int OpenWithinDays = 1;

    /// <summary>The holder or an approver gives the task to a colleague who has the right for it and is there.</summary>
    public static Outcome Transfer(CaseRecord record, string stageId, TransferCommand command, RuleContext context)
    {
        if (record.Find(stageId) is not { } stage)
        {
            return Refusal.UnknownTask;
        }

        if (MayTransfer(record, stage, context.Actor) is { } refusal)
        {
            return refusal;
        }

        var to = command.To?.Trim() ?? "";
        if (stage.ClaimedBy == to && to.Length > 0)
        {
            return Outcome.Of();
        }

        return !context.Staff.IsColleague(to, stage.Department, record.ItemCode, RightRules.Of(stage), context.Now) ? Refusal.Invalid(
                "unknown-colleague", new("转办对象须为本部门获得相应授权的人员。", "A task goes to a colleague of the department who holds the right for it."),
                new Dictionary<string, Text> { ["/to"] = new("没有相应授权", "Does not hold the right") })
            : context.Staff.IsAbsent(to, context.Now) ? new Refusal(
                "colleague-absent", 409, new("转办对象请假中", "Colleague is away"), new($"{to} 请假中,请转给其他人员。", $"{to} is on leave; choose somebody else."))
            : BreaksFourEyes(record, stage, to) ? Refusal.FourEyes
            : Outcome.Of(new TaskTransferred(stage.Id, stage.ClaimedBy, to));
    }

    /// <summary>The holder of the task, who may act on it if nobody holds it, or an approver of the department.</summary>
    public static Refusal? MayTransfer(CaseRecord record, Stage stage, Actor actor) =>
        actor.Has(StageRole.Approver) && actor.Department == stage.Department && stage.State.IsActive() && !record.State.IsFinal()
            ? null
            : Guards.MayAct(record, stage, actor);

    /// <summary>
    /// The open tasks that came to the reader's department from another one, or to himself from a colleague, and that nobody has opened yet; null when
    /// there is none. Inside a department nothing is handed over, so a case that stays in one leaves no such lines.
    /// </summary>
    public static TasksOpened? Open(CaseRecord record, Actor actor)
    {
        var unopened = record.Stages.Where(s => s.State.IsActive() && s.Department == actor.Department && s.Role != StageRole.Applicant
            && record.LastHandover(s) is { OpenedAt: null } last && (last.To is null ? CameFromAnother(record, s) : last.To == actor.Id)).Select(s => s.Id).ToList();
        return unopened.Count == 0 ? null : new TasksOpened(unopened);
    }

    private static bool CameFromAnother(CaseRecord record, Stage stage) =>
        record.Stages.Any(s => s.Phase < stage.Phase && s.State.IsDone() && s.Department != stage.Department);

    /// <summary>Tasks whose holder is on leave, or that were given to somebody who did not open them in time, move to the deputy (WF-14).</summary>
    public static IEnumerable<CaseEvent> Due(CaseRecord record, RuleContext context)
    {
        foreach (var stage in record.Stages.Where(s => s.State.IsActive() && s.ClaimedBy is not null))
        {
            var holder = stage.ClaimedBy!;
            var last = record.LastHandover(stage);
            var cause = context.Staff.IsAbsent(holder, context.Now) ? "absent"
                : last is { Cause: HandoverCause.Transfer, OpenedAt: null } && context.Now > context.Clock.Due(last.SentAt, OpenWithinDays).At ? "unopened"
                : null;
            if (cause is not null && DeputyFor(record, stage, holder, context) is { } deputy)
            {
                yield return new TaskMovedToDeputy(stage.Id, holder, deputy, cause);
            }
        }
    }

    private static string? DeputyFor(CaseRecord record, Stage stage, string holder, RuleContext context) =>
        context.Staff.DeputiesOf(holder, stage.Department, context.Now).FirstOrDefault(deputy =>
            context.Staff.Holds(deputy, stage.Department, record.ItemCode, RightRules.Of(stage), context.Now) && !BreaksFourEyes(record, stage, deputy));

    private static bool BreaksFourEyes(CaseRecord record, Stage stage, string person) =>
        (DecisionRules.Decides(stage) || stage.Type == StageType.Countersign) && Guards.BreaksFourEyes(record, new Actor(person, Words.Of(StageRole.Approver), stage.Department));
}

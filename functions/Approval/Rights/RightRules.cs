using NoVisit.Catalogue;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;

namespace NoVisit.Approval.Rights;

/// <summary>
/// 授权检查 (WF-12): every act of staff uses rights, and nobody acts without them. What somebody may not do goes to the leader on duty or the head of the
/// department, who may do it in his place.
/// </summary>
internal static class RightRules
{
    /// <summary>What the rule said, or a refusal that sends the task up when the actor lacks a right.</summary>
    /// <param name="record">Before the act.</param>
    /// <param name="outcome">What the rule of the command said.</param>
    /// <param name="context">Who acts, when, and what is on record about him.</param>
    /// <returns>The outcome, and the rights used as the ledger names them; null when none are.</returns>
    public static (Outcome Outcome, string? Used) Check(CaseRecord record, Outcome outcome, RuleContext context)
    {
        var actor = context.Actor;
        if (outcome is not Outcome.Done { Events.Count: > 0 } done || !actor.IsStaff)
        {
            return (outcome, null);
        }

        var needed = done.Events.SelectMany(e => NeededBy(record, e, actor)).Distinct().ToList();
        foreach (var right in needed.Where(r => !context.Staff.Holds(actor.Id, actor.Department, record.ItemCode, r, context.Now)))
        {
            return (RoutedUp(record, right, context), null);
        }

        return (outcome, string.Join(',', needed.Select(r => Words.Of(r))));
    }

    /// <summary>The right that acting on the stage takes.</summary>
    public static Right Of(Stage stage) => stage.Type switch
    {
        StageType.Accept => Right.Accept,
        StageType.Decide or StageType.Countersign => Right.Decide,
        StageType.Certificate => Right.MakeCertificate,
        StageType.ReportUp => Right.ReportUp,
        _ => Right.Review,
    };

    /// <summary>The right for a stage that may be gone.</summary>
    public static IReadOnlyList<Right> Of(CaseRecord record, string stageId) => record.Find(stageId) is { } stage ? [Of(stage)] : [];

    private static IReadOnlyList<Right> NeededBy(CaseRecord record, CaseEvent caseEvent, Actor actor) =>
        caseEvent.Needs(record) is { Count: > 0 } needs ? needs
        : actor.Department is null ? [Right.Coordinate]
        : record.State.AwaitsAcceptance() || !(actor.Has(StageRole.Reviewer) || actor.Has(StageRole.Approver)) ? [Right.Accept]
        : [Right.Review];

    private static Outcome.Refused RoutedUp(CaseRecord record, Right right, RuleContext context)
    {
        var actor = context.Actor;
        var department = actor.Department ?? record.Lead;
        var head = context.Staff.HeadOf(department, record.ItemCode, context.Now);
        var holders = context.Staff.Holders(department, record.ItemCode, right, context.Now).Where(p => p != actor.Id).ToList();
        var who = holders.Count > 0 ? holders : head is null || head == actor.Id ? [] : [head];
        var word = WordOf(right);
        var refusal = new Refusal(
            "right-missing", 403, new("未获授权", "Right not granted"),
            who.Count == 0
                ? new($"您没有本事项的{word.Zh},本部门也没有其他人获得此项授权,请联系管理员。",
                    $"You do not hold the right to {word.En} for this item, and nobody else of the department does. Ask the administrator.")
                : new($"您没有本事项的{word.Zh},任务已转部门负责人。可由以下人员办理:{string.Join('、', who)}。",
                    $"You do not hold the right to {word.En} for this item; the task went to the head of the department. It can be done by: {string.Join(", ", who)}."));
        var stage = record.Stages.FirstOrDefault(s => s.State.IsActive() && s.Department == actor.Department && actor.Has(s.Role));
        return stage is null || stage.Escalation is not null
            ? new Outcome.Refused(refusal)
            : new Outcome.Refused(refusal, new TaskEscalated(
                stage.Id, EscalationCause.RightMissing, head == actor.Id ? null : head, Words.Of(right), null));
    }

    /// <summary>A right in words for people.</summary>
    public static Text WordOf(Right right) => right switch
    {
        Right.Accept => new("受理权", "accept"),
        Right.Review => new("审核权", "review"),
        Right.Decide => new("审批决定权", "decide"),
        Right.Coordinate => new("组织协调权", "coordinate"),
        Right.ReportUp => new("审核上报权", "report upward"),
        Right.Deliver => new("办理结果送达权", "deliver"),
        Right.MakeCertificate => new("制证权", "make certificates"),
        _ => new("电子印章使用权", "use the electronic seal"),
    };
}

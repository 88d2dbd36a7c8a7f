using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Urgings;

/// <param name="StageId">The task that is urged.</param>
/// <param name="Demand">What for.</param>
internal sealed record UrgingCommand(string StageId, string Demand);

internal sealed record UrgingReplyCommand(string Reply);

/// <summary>
/// 催办 (TL-10): the lead department or the coordinator urges a department whose task is open; each urging has a deadline for the reply, and the
/// second goes to the department's head. The system urges by itself when a stage breaks its limit (TL-04). Supervisors change nothing in a case (SV-10); they warn by cards of their own.
/// </summary>
internal static class UrgingRules
{
    /// <summary>Working days in which a reply is expected.</summary>
    public const int ReplyDays = 1;

    public const string AutomaticDemand = "环节已超过办理时限,请立即办理并说明原因。";

    public static Outcome Urge(CaseRecord record, UrgingCommand command, RuleContext context)
    {
        if (MayUrge(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (record.Find(command.StageId) is not { } stage)
        {
            return Refusal.UnknownTask;
        }

        if (!stage.State.IsActive())
        {
            return Refusal.StageClosed(stage);
        }

        if (Guards.IsBlank(command.Demand))
        {
            return Refusal.Invalid(
                "urging-without-demand", new("请写明催办内容。", "Say what is urged."), new Dictionary<string, Text> { ["/demand"] = new("必填", "Required") });
        }

        var earlier = record.Urgings.Where(u => u.StageId == stage.Id).ToList();
        return earlier.Any(u => u.RepliedAt is null && context.Now <= u.ReplyDue)
            ? new Refusal(
                "urging-awaits-reply", 409, new("上次催办尚在回复期限内", "Reply still awaited"),
                new("上次催办的回复期限未到,期满未回复方可再次催办。", "The last urging can still be answered in time; urge again when its deadline has passed."))
            : Outcome.Of(new TaskUrged(
                $"u{record.Urgings.Count(u => u.Id[0] == 'u') + 1}", stage.Id, stage.Department, earlier.Count > 0, command.Demand.Trim(), context.Clock.Due(context.Now, ReplyDays).At));
    }

    /// <summary>
    /// The urging that comes by itself when a stage breaks its limit (TL-04): once in each round, to the head if the stage was urged before; null
    /// where nobody of the staff is to act.
    /// </summary>
    public static TaskUrged? Automatic(CaseRecord record, Stage stage, RuleContext context) => stage.Role is StageRole.Applicant or StageRole.Agent ? null : new TaskUrged(
        $"a-{stage.Id}-{stage.Round}", stage.Id, stage.Department, record.Urgings.Any(u => u.StageId == stage.Id),
        AutomaticDemand, context.Clock.Due(context.Now, ReplyDays).At);

    public static Outcome Reply(CaseRecord record, string id, UrgingReplyCommand command, RuleContext context) =>
        record.Urgings.FirstOrDefault(u => u.Id == id) is not { } urging ? new Refusal(
            "unknown-urging", 404, new("没有这次催办", "No such urging"), new("没有找到该催办。", "The urging was not found."))
        : MayReply(urging, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Reply) ? Refusal.Invalid(
            "urging-reply-empty", new("请写明回复内容。", "Write the reply."), new Dictionary<string, Text> { ["/reply"] = new("必填", "Required") })
        : Outcome.Of(new UrgingReplied(id, command.Reply.Trim()));

    /// <summary>The coordinator, or a reviewer or approver of the lead, while the case is in review.</summary>
    public static Refusal? MayUrge(CaseRecord record, Actor actor) =>
        !actor.IsCoordinator && actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !actor.IsCoordinator && !actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Reviewer)
        : record.State is not (CaseState.InReview or CaseState.ReportedUp) ? Refusal.WrongState(record.State)
        : null;

    /// <summary>Anybody of the department who handles; an urging of the head only the head.</summary>
    public static Refusal? MayReply(Urging urging, Actor actor) =>
        actor.Department != urging.Department ? Refusal.OtherDepartment(urging.Department)
        : urging.ToHead && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : !actor.Has(StageRole.Clerk) && !actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Reviewer)
        : urging.RepliedAt is not null ? new Refusal(
            "urging-answered", 409, new("催办已回复", "Answered already"), new("该催办已经回复。", "The urging was answered already."))
        : null;
}

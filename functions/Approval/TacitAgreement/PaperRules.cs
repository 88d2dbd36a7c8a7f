using NoVisit.Approval.Review;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Approval.TacitAgreement;

/// <param name="Outcome">agree, agreeWithConditions or disagree.</param>
/// <param name="Text">The paper's words.</param>
internal sealed record PaperCommand(string Outcome, string Text);

/// <summary>
/// 承诺超时默认制 (TL-07): silence of a co-department is agreement, and the department still owes its paper within one working day. The order has a due
/// time, a reminder and a breach of its own, also when the case has gone on or is closed; whatever the late paper says, the flow stands.
/// </summary>
internal static class PaperRules
{
    /// <summary>Working days for the late paper.</summary>
    public const int Days = 1;

    /// <summary>Name of the rule in accountability records.</summary>
    public const string Breach = "paper";

    /// <summary>The order that follows an agreement by default.</summary>
    /// <param name="stage">At which the department kept silent or stayed away.</param>
    /// <param name="department">Code; at a meeting one of several.</param>
    /// <param name="context">When it is told.</param>
    public static PaperOrdered Order(Stage stage, string department, RuleContext context) => new(
        department == stage.Department ? $"{stage.Id}-{stage.Round}" : $"{stage.Id}-{stage.Round}-{department}",
        stage.Id, department, context.Clock.Due(context.Now, Days).At);

    public static Outcome Issue(CaseRecord record, string id, PaperCommand command, RuleContext context)
    {
        if (record.PaperOrders.FirstOrDefault(o => o.Id == id) is not { } order)
        {
            return new Refusal("unknown-order", 404, new("没有这项指令", "No such order"), new("没有找到该指令。", "The order was not found."));
        }

        if (MayIssue(record, order, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (TaskRules.ParseOutcome(command.Outcome) is not { } outcome)
        {
            return TaskRules.UnknownOpinion;
        }

        return Guards.IsBlank(command.Text)
            ? Refusal.Invalid("paper-empty", new("请写明意见内容。", "Write the paper."), new Dictionary<string, Text> { ["/text"] = new("必填", "Required") })
            : Outcome.Of(new PaperIssued(id, outcome, command.Text.Trim()));
    }

    /// <summary>A reviewer or approver of the department that owes the paper.</summary>
    public static Refusal? MayIssue(CaseRecord record, PaperOrder order, Actor actor) =>
        actor.Department != order.Department ? Refusal.OtherDepartment(order.Department)
        : !actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Reviewer)
        : order.IssuedAt is not null ? new Refusal(
            "paper-issued", 409, new("意见已补出", "Issued already"), new("该意见已经补出。", "The paper was issued already."))
        : !IsOwed(record, order) ? Refusal.WrongState(record.State)
        : null;

    /// <summary>The paper is missing and still wanted: a case that ended without a decision needs it no more.</summary>
    public static bool IsOwed(CaseRecord record, PaperOrder order) =>
        order.IssuedAt is null && (!record.State.IsFinal() || record.State == CaseState.Closed);

    /// <summary>What time brings to the orders of a case: reminders and breaches, each once.</summary>
    public static IEnumerable<CaseEvent> Due(CaseRecord record, RuleContext context)
    {
        foreach (var order in record.PaperOrders.Where(o => IsOwed(record, o)))
        {
            if (!record.Reminded.Contains(ReminderKey(order)) && Reminder(order, context.Clock) is { } reminder && context.Now >= reminder)
            {
                yield return new ReminderGiven(ReminderKey(order), order.Due);
            }

            if (context.Now > order.Due && !IsBroken(record, order))
            {
                yield return new LimitBroken(Breach, order.StageId, order.Department, null, order.Due, OrderId: order.Id);
            }
        }
    }

    /// <summary>When the order must be looked at again; null when only the paper can change anything.</summary>
    public static DateTimeOffset? Next(CaseRecord record, PaperOrder order, LimitClock clock) =>
        !IsOwed(record, order) || IsBroken(record, order) ? null
        : !record.Reminded.Contains(ReminderKey(order)) && Reminder(order, clock) is { } reminder ? reminder
        : order.Due.AddSeconds(1);

    /// <summary>Nothing is left to wait for.</summary>
    public static bool IsOver(CaseRecord record, string id) =>
        record.PaperOrders.FirstOrDefault(o => o.Id == id) is not { } order || !IsOwed(record, order) || IsBroken(record, order);

    public static string AccountabilityKey(string orderId) => $"{Breach}-{orderId}";

    /// <summary>The order that a reminder is of; null when it is of something else.</summary>
    public static PaperOrder? OfReminder(CaseRecord record, string of) => record.PaperOrders.FirstOrDefault(o => ReminderKey(o) == of);

    private static string ReminderKey(PaperOrder order) => $"{Breach}~{order.Id}";

    private static DateTimeOffset? Reminder(PaperOrder order, LimitClock clock) =>
        clock.ReminderAt(new DueInstant(order.Due, Provisional: false)) is var at && at > order.OrderedAt ? at : null;

    private static bool IsBroken(CaseRecord record, PaperOrder order) =>
        record.Accountabilities.Any(a => a.Id == $"{record.Number}~{AccountabilityKey(order.Id)}");
}

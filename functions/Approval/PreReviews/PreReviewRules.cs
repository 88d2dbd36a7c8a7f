using NoVisit.Approval.Acceptance;
using NoVisit.Deadlines;

namespace NoVisit.Approval.PreReviews;

/// <summary>The clerk's answer to a pre-review.</summary>
/// <param name="Outcome">pass, correct or outOfScope.</param>
internal sealed record PreReviewCommand(
    string Outcome, IReadOnlyList<Defect>? Defects = null, string? Reason = null, string? Basis = null, string? CompetentAuthority = null);

/// <summary>
/// 网上预审 (IN-05): on the applicant's wish a clerk looks at completeness and form before the acceptance decision, within two working days as a rule.
/// It starts neither the promised nor the statutory clock, and it stops none: the five working days of Administrative License Law, art. 32(4), count from
/// the receipt of the filing whether or not there is a pre-review. Unanswered, it passes on to acceptance by itself and goes on record once.
/// </summary>
/// <remarks>
/// What the pre-review asks to be mended is the one correction notice of IN-08. Art. 32(4) binds the organ to tell everything at once, by whatever name
/// it tells it; if the list did not count, the organ could ask twice by calling its first list a pre-review. The applicant loses nothing by it: he mends
/// the filing as it is, and fresh defects of what he hands in may still be told.
/// </remarks>
internal static class PreReviewRules
{
    /// <summary>Name of the rule in accountability records.</summary>
    public const string Breach = "preReview";

    public static Refusal NotOffered { get; } = new(
        "pre-review-not-offered", 409, new("本事项不提供网上预审", "No pre-review"),
        new("本事项不提供网上预审,请直接提交。", "This item offers no pre-review; submit without asking for one."));

    public static Outcome Answer(CaseRecord record, PreReviewCommand command, RuleContext context)
    {
        var refusal = Guards.MayAct(record, record.AcceptanceStage, context.Actor);
        if (record.State != CaseState.PreReview && refusal?.Status != 403)
        {
            return Refusal.WrongState(record.State);
        }

        return refusal is not null ? refusal : command.Outcome switch
        {
            "pass" => Outcome.Of(new PreReviewPassed(StageDue(record.AcceptanceStage, context.Clock, context.Now, record.AcceptanceDue), Guards.IsBlank(command.Reason) ? null : command.Reason!.Trim())),
            "correct" => AcceptanceRules.Correct(record, command.Defects ?? [], context),
            "outOfScope" => AcceptanceRules.NotAccept(command.Reason, command.Basis, command.CompetentAuthority),
            _ => Refusal.Invalid("unknown-outcome", new("预审结果只能是通过、补正或不属于受理范围。", "The outcome is pass, correct or outOfScope.")),
        };
    }

    /// <summary>The limit passed without an answer; empty when it has not.</summary>
    public static IReadOnlyList<CaseEvent> Lapsed(CaseRecord record, RuleContext context) =>
        record is { State: CaseState.PreReview, AcceptanceStage: { Due: { } due } stage } && context.Now > due
            ? [new LimitBroken(Breach, stage.Id, stage.Department, stage.ClaimedBy, due), new PreReviewLapsed(StageDue(record.AcceptanceStage, context.Clock, due, record.AcceptanceDue))]
            : [];

    /// <summary>The limit of the clerk's task from there on, within the five days of the law. What passes on at the close of a day arrives on the next.</summary>
    public static DateTimeOffset StageDue(Stage acceptance, LimitClock clock, DateTimeOffset from, DateTimeOffset acceptanceDue) =>
        clock.Due(clock.ReceiptOf(from), acceptance.LimitDays).At is var due && due < acceptanceDue ? due : acceptanceDue;
}

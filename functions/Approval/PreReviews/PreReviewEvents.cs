using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>预审通过: complete and in due form as far as the clerk sees; the acceptance decision is still to come (IN-05).</summary>
/// <param name="StageDue">Until when the clerk decides on acceptance, UTC.</param>
/// <param name="Reason">What the clerk adds; null for nothing.</param>
internal sealed record PreReviewPassed(DateTimeOffset StageDue, string? Reason = null) : CaseEvent
{
    public override Text Title => new("预审通过", "Pre-review passed");

    public override NoticeText Notice => new("preReviewPassed", new("网上预审意见书", "Result of the pre-review"), new(
        $"经网上预审,您的申请材料齐全、符合形式要求,已转受理环节。预审只审查材料是否齐全和形式是否符合,不是受理决定。{Reason}",
        $"Your filing is complete and in due form and goes on to acceptance. A pre-review looks at completeness and form only; it is no acceptance decision. {Reason}".TrimEnd()));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.PassedOn(StageDue, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.PreReviewed, ("reason", Reason ?? (english ? "complete and in due form; it goes on to acceptance" : "材料齐全、符合形式,已转受理环节")));
}

/// <summary>预审逾期: its limit ended without an answer, so the filing goes on to acceptance by itself (IN-05).</summary>
/// <param name="StageDue">Until when the clerk decides on acceptance, UTC.</param>
internal sealed record PreReviewLapsed(DateTimeOffset StageDue) : CaseEvent
{
    public override Text Title => new("预审期满,转入受理", "Pre-review not answered; on to acceptance");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.PassedOn(StageDue, record.AcceptanceStage.Due ?? entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.PreReviewed, ("reason", english ? "not answered within its limit; your filing goes on to acceptance, whose limit is unchanged" : "预审期限内未作答复,已自动转受理环节,受理期限不变"));
}

internal static class PreReviewChanges
{
    /// <summary>From the pre-review to acceptance: the clerk's task begins its own limit, whoever holds it keeps it.</summary>
    /// <param name="from">From when the limit counts: the answer, or the end of the pre-review's limit, however late somebody looked.</param>
    public static CaseRecord PassedOn(this CaseRecord record, DateTimeOffset stageDue, DateTimeOffset from) =>
        record.WithStage(record.AcceptanceStage.Id, s => s with { Round = s.Round + 1, OpenedAt = from, Due = stageDue }) with { State = CaseState.Submitted };
}

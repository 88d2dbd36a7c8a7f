using NoVisit.Approval;
using NoVisit.Deadlines;

namespace NoVisit.Certificates.Life;

/// <summary>
/// 延续 (RS-09). Administrative License Law, art. 50: who wants to go on asks thirty days before the expiry; the organ decides before it, and what it has
/// not decided by then counts as renewed. Filed later, it is an ordinary case. Besides the acceptance after five silent days it is the only statutory
/// deeming; the failure goes on record (SV-03).
/// </summary>
internal static class RenewalRules
{
    /// <summary>Days before the expiry at which the law wants the filing, counted by the calendar: they are the applicant's, not the organ's.</summary>
    public const int AheadDays = 30;

    /// <summary>Name of the rule in accountability records.</summary>
    public const string Breach = "renewal";

    public const string Basis = "依照《中华人民共和国行政许可法》第五十条";

    /// <summary>The last day on which a filing still brings the guarantee.</summary>
    public static DateOnly FileBy(DateOnly validTo) => validTo.AddDays(-AheadDays);

    /// <summary>The decision that the law puts in the place of one that was not made; empty when there is nothing of the kind.</summary>
    public static IReadOnlyList<CaseEvent> Due(CaseRecord record, DateTimeOffset now) => Guaranteed(record) && now >= Expiry(record) ?
    [
        new LimitBroken(Breach, null, record.Lead, null, Expiry(record)),
        new RenewalDeemed(record.Renews!.ValidTo),
    ] : [];

    /// <summary>When the case must be looked at for it; null when the law gives nothing.</summary>
    public static DateTimeOffset? Next(CaseRecord record) => Guaranteed(record) ? Expiry(record) : null;

    /// <summary>
    /// Filed in time, not decided, and with the organ. What the applicant had not completed when the certificate expired the organ could not decide.
    /// </summary>
    private static bool Guaranteed(CaseRecord record) =>
        record.Renews is { } renewal
        && !record.State.IsFinal() && !record.State.IsDecided()
        && OfficeHours.DateOf(record.SubmittedAt) <= FileBy(renewal.ValidTo)
        && record.Notices.All(n => n.Kind != CorrectionRequested.NoticeKindName || n.AnsweredAt < Expiry(record));

    /// <summary>The first instant after the last day.</summary>
    private static DateTimeOffset Expiry(CaseRecord record) => OfficeHours.At(record.Renews!.ValidTo.AddDays(1), TimeOnly.MinValue);
}

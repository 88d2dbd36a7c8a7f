using System.Globalization;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Leading;
using NoVisit.Approval.PreReviews;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Urgings;
using NoVisit.Deadlines;

namespace NoVisit.Approval;

/// <summary>
/// 暂定期限 (TL-03): dues that rest on a year whose holiday notice is not out yet. They are marked, and counted anew when it is, as are dues that rest on a
/// year whose entry was wrong and is corrected. Pure; looking twice gives the same record.
/// </summary>
internal static class ProvisionalDues
{
    /// <summary>The years without notice that the dues of a running case rest on, in order; none once it is decided or has ended.</summary>
    public static IReadOnlyList<int> Years(CaseRecord record, WorkingDayCalendar calendar)
    {
        if (!Runs(record) || Dues(record).Max() is not { } last)
        {
            return [];
        }

        var first = OfficeHours.DateOf(record.SubmittedAt).Year;
        return [.. Enumerable.Range(first, Math.Max(0, OfficeHours.DateOf(last).Year - first + 1)).Where(calendar.IsProvisional)];
    }

    /// <summary>The years on whose account the case has to be found when their notice comes: what its record says, while it runs.</summary>
    public static IReadOnlyList<int> Awaited(CaseRecord? record) => record is null || !Runs(record) ? [] : record.ProvisionalYears;

    /// <summary>What follows by itself: the recount, or the mark.</summary>
    public static IReadOnlyList<CaseEvent> Settle(CaseRecord record, LimitClock clock)
    {
        if (Recounted(record, clock) is { } recount)
        {
            return [recount];
        }

        return Runs(record) && Years(record, clock.Calendar) is var years && !years.SequenceEqual(record.ProvisionalYears) ? [new DuesProvisional(years)] : [];
    }

    /// <summary>Counts anew if there is anything to count.</summary>
    public static Outcome Recount(CaseRecord record, RuleContext context) =>
        Recounted(record, context.Clock) is { } recount ? Outcome.Of(recount) : Outcome.Of();

    /// <summary>
    /// The recount by what the calendar says now; null when there is none. Of a year that got its notice it is one even if no due moves; of a year that was
    /// corrected since the case began only if one does, so no mark of the edition is kept and counting again brings nothing.
    /// </summary>
    public static DueRecomputed? Recounted(CaseRecord record, LimitClock clock)
    {
        if (!Runs(record))
        {
            return null;
        }

        List<int> resolved = [.. record.ProvisionalYears.Where(year => !clock.Calendar.IsProvisional(year))];
        List<int> corrected = [.. clock.Calendar.Corrected.Where(year => IsAffected(record, year.Key, year.Value)).Select(year => year.Key).Except(resolved).Order()];
        List<int> years = [.. resolved.Concat(corrected).Order()];
        if (years.Count == 0)
        {
            return null;
        }

        var recount = Count(record, clock, years) with { Corrected = resolved.Count == 0 ? true : null };
        return resolved.Count > 0 || recount.Moves ? recount : null;
    }

    /// <summary>An instance may have counted on the calendar before for a while after the correction.</summary>
    private static bool IsAffected(CaseRecord record, int year, DateTimeOffset correctedAt) =>
        record.SubmittedAt < correctedAt + RecountDues.KnownEverywhere && OfficeHours.DateOf(record.SubmittedAt).Year <= year;

    /// <summary>
    /// All dues that rest on the years, by the same rules by which they were set. What the applicant was given time for (the answer to a correction notice)
    /// never gets shorter; what was deferred stays due with the promised limit at the latest. A consultation's day was chosen, not counted, and stays.
    /// </summary>
    internal static DueRecomputed Count(CaseRecord record, LimitClock clock, IReadOnlyList<int> years)
    {
        var since = years.Min();
        bool Rests(DateTimeOffset? due) => due is { } at && OfficeHours.DateOf(at).Year >= since;
        DateTimeOffset? Moved(DateTimeOffset? due, Func<DateTimeOffset?> count) => Rests(due) && count() is { } counted && counted != due ? counted : null;

        var decided = !IsUndecided(record);
        var opened = record.State == CaseState.Resubmitted ? record.AcceptanceStage.OpenedAt ?? record.SubmittedAt : record.SubmittedAt;
        var others = Others(record).Select(o => (o.Kind, o.Id, Due: Moved(o.Due, () => clock.Due(o.From, o.Days).At))).Where(o => o.Due is not null)
            .Select(o => new OtherDue(o.Kind, o.Id, o.Due!.Value)).ToList();
        var acceptance = record.State.AwaitsAcceptance() ? Moved(record.AcceptanceDue, () => clock.AcceptanceDue(opened).At) : null;
        var recount = new DueRecomputed(years)
        {
            AcceptanceDue = acceptance,
            AnswerDue = OpenNotice(record) is { AnswerDue: { } answer } notice
                && Moved(answer, () => clock.Due(notice.At, AcceptanceRules.CorrectionAnswerDays).At) is { } later && later > answer ? later : null,
            PromisedDue = !decided && record.Clock is { } p ? Moved(record.PromisedDue, () => clock.PromisedDue(p, record.Limits)?.At) : null,
            AwaitedDue = Waiting(record)?.LapsesAt is { } lapse && Moved(lapse, () => clock.Due(record.AcceptanceStage.DoneAt!.Value, record.Awaited!.Days).At) is { } longer && longer > lapse
                ? longer : null,
            LegalDue = !decided && record.Clock is { } l ? Moved(record.LegalDue, () => clock.LegalDue(l, record.Limits)?.At) : null,
            Stages = [.. record.Stages.Where(s => s.State.IsStanding() && s.OpenedAt is not null && record.State != CaseState.CorrectionRequested)
                .Select(s => (s.Id, Due: Moved(s.Due, () => StageDue(record, s, clock, acceptance ?? record.AcceptanceDue))))
                .Where(s => s.Due is not null)
                .Select(s => new StageDue(s.Id, s.Due!.Value))],
            Others = others.Count > 0 ? others : null,
        };
        recount = recount with { SupplyDue = SupplyDue(record, recount.PromisedDue ?? record.PromisedDue) };
        return recount with { Told = MovesADay(record, recount), StillProvisional = Years(recount.On(record), clock.Calendar) };
    }

    private static DateTimeOffset? StageDue(CaseRecord record, Stage stage, LimitClock clock, DateTimeOffset acceptance) =>
        record.Clock is { } running ? clock.StageDue(stage.OpenedAt!.Value, stage.LimitDays, running)?.At
        : record.State == CaseState.PreReview ? clock.Due(clock.ReceiptOf(stage.OpenedAt!.Value), record.PreReviewDays!.Value).At
        : PreReviewRules.StageDue(stage, clock, stage.OpenedAt!.Value, acceptance);

    /// <summary>It goes with the promised limit if it was that, and is never later (IN-07).</summary>
    private static DateTimeOffset? SupplyDue(CaseRecord record, DateTimeOffset? promised) =>
        SupplementRules.Awaits(record) && record.SupplyDue is { } supply && promised is { } due && supply != due
        && (supply == record.PromisedDue || supply > due) ? due : null;

    /// <summary>Something that the applicant was told has moved to another day.</summary>
    private static bool MovesADay(CaseRecord record, DueRecomputed recount) =>
        OtherDay(record.PromisedDue, recount.PromisedDue) || OtherDay(record.AcceptanceDue, recount.AcceptanceDue)
        || OtherDay(record.SupplyDue, recount.SupplyDue) || recount.AnswerDue is not null || recount.AwaitedDue is not null;

    private static bool OtherDay(DateTimeOffset? before, DateTimeOffset? after) =>
        before is { } b && after is { } a && OfficeHours.DateOf(b) != OfficeHours.DateOf(a);

    private static Awaited? Waiting(CaseRecord record) => record.State == CaseState.PreAccepted ? record.Awaited : null;

    private static bool IsUndecided(CaseRecord record) => !record.State.IsFinal() && !record.State.IsDecided();

    /// <summary>Undecided, or a department still owes a paper (TL-07).</summary>
    private static bool Runs(CaseRecord record) => IsUndecided(record) || record.PaperOrders.Any(o => PaperRules.IsOwed(record, o));

    /// <summary>What departments owe besides their stages: from when, in how many working days, and the due that is on record.</summary>
    private static IEnumerable<(DueKind Kind, string Id, DateTimeOffset From, int Days, DateTimeOffset Due)> Others(CaseRecord record) =>
    [
        .. record.PaperOrders.Where(o => PaperRules.IsOwed(record, o)).Select(o => (DueKind.Paper, o.Id, o.OrderedAt, PaperRules.Days, o.Due)),
        .. IsUndecided(record) ? record.Urgings.Where(u => u.RepliedAt is null).Select(u => (DueKind.Urging, u.Id, u.At, UrgingRules.ReplyDays, u.ReplyDue)) : [],
        .. IsUndecided(record) ? record.Coordinations.Where(c => c.ConcludedAt is null).Select(c => (DueKind.Coordination, c.Id, c.At, LeadRules.CoordinationDays, c.Due)) : [],
        .. IsUndecided(record) && ProgressReports.Open(record) is { } report
            ? [(DueKind.ProgressReport, report.Number.ToString(CultureInfo.InvariantCulture), report.UrgedAt ?? report.AskedAt,
                report.UrgedAt is null ? ProgressReports.Days : ProgressReports.UrgedDays, report.Due)]
            : Array.Empty<(DueKind, string, DateTimeOffset, int, DateTimeOffset)>(),
    ];

    private static Notice? OpenNotice(CaseRecord record) => record.State != CaseState.CorrectionRequested ? null
        : record.Notices.LastOrDefault(n => n is { Kind: CorrectionRequested.NoticeKindName, AnsweredAt: null });

    private static IEnumerable<DateTimeOffset?> Dues(CaseRecord record) =>
    [
        record.State.AwaitsAcceptance() ? record.AcceptanceDue : null,
        OpenNotice(record)?.AnswerDue,
        Waiting(record)?.LapsesAt,
        IsUndecided(record) ? record.PromisedDue : null,
        IsUndecided(record) ? record.LegalDue : null,
        SupplementRules.Awaits(record) ? record.SupplyDue : null,
        .. record.Stages.Where(s => s.State.IsStanding()).Select(s => s.Due),
        .. Others(record).Select(o => (DateTimeOffset?)o.Due),
    ];
}

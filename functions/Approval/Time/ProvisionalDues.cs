using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Supplements;
using NoVisit.Deadlines;

namespace NoVisit.Approval;

/// <summary>
/// 暂定期限 (TL-03): dues that rest on a year whose holiday notice is not out yet. They are marked, and counted anew when it is. Pure; looking
/// twice gives the same record.
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

    /// <summary>A year that dues rest on has got its notice, and they are not counted anew yet.</summary>
    public static bool Resolved(CaseRecord record, WorkingDayCalendar calendar) =>
        Runs(record) && record.ProvisionalYears.Any(year => !calendar.IsProvisional(year));

    /// <summary>What follows by itself: the recount, or the mark.</summary>
    public static IReadOnlyList<CaseEvent> Settle(CaseRecord record, LimitClock clock)
    {
        if (Resolved(record, clock.Calendar))
        {
            return [Recounted(record, clock)];
        }

        return Runs(record) && Years(record, clock.Calendar) is var years && !years.SequenceEqual(record.ProvisionalYears) ? [new DuesProvisional(years)] : [];
    }

    /// <summary>Counts anew if there is anything to count.</summary>
    public static Outcome Recount(CaseRecord record, RuleContext context) =>
        Resolved(record, context.Clock.Calendar) ? Outcome.Of(Recounted(record, context.Clock)) : Outcome.Of();

    /// <summary>
    /// All dues that rest on the years that got their notice, by the same rules by which they were set. What the applicant was given time for
    /// (the answer to a correction notice) never gets shorter; what was deferred stays due with the promised limit at the latest.
    /// </summary>
    private static DueRecomputed Recounted(CaseRecord record, LimitClock clock)
    {
        var years = record.ProvisionalYears.Where(year => !clock.Calendar.IsProvisional(year)).ToList();
        var since = years.Min();
        bool Rests(DateTimeOffset? due) => due is { } at && OfficeHours.DateOf(at).Year >= since;
        DateTimeOffset? Moved(DateTimeOffset? due, Func<DateTimeOffset?> count) => Rests(due) && count() is { } counted && counted != due ? counted : null;

        var opened = record.State == CaseState.Resubmitted ? record.AcceptanceStage.OpenedAt ?? record.SubmittedAt : record.SubmittedAt;
        var recount = new DueRecomputed(years)
        {
            AcceptanceDue = record.State.AwaitsAcceptance() ? Moved(record.AcceptanceDue, () => clock.AcceptanceDue(opened).At) : null,
            AnswerDue = OpenNotice(record) is { AnswerDue: { } answer } notice
                && Moved(answer, () => clock.Due(notice.At, AcceptanceRules.CorrectionAnswerDays).At) is { } later && later > answer ? later : null,
            PromisedDue = record.Clock is { } p ? Moved(record.PromisedDue, () => clock.PromisedDue(p, record.Limits)?.At) : null,
            AwaitedDue = Waiting(record)?.LapsesAt is { } lapse && Moved(lapse, () => clock.Due(record.AcceptanceStage.DoneAt!.Value, record.Awaited!.Days).At) is { } longer && longer > lapse
                ? longer : null,
            LegalDue = record.Clock is { } l ? Moved(record.LegalDue, () => clock.LegalDue(l, record.Limits)?.At) : null,
            Stages = [.. record.Stages.Where(s => s.State.IsStanding() && s.OpenedAt is not null)
                .Select(s => (s.Id, Due: Moved(s.Due, () => StageDue(record, s, clock))))
                .Where(s => s.Due is not null)
                .Select(s => new StageDue(s.Id, s.Due!.Value))],
        };
        recount = recount with { SupplyDue = SupplyDue(record, recount.PromisedDue ?? record.PromisedDue) };
        return recount with { Told = MovesADay(record, recount), StillProvisional = Years(recount.On(record), clock.Calendar) };
    }

    private static DateTimeOffset? StageDue(CaseRecord record, Stage stage, LimitClock clock) =>
        record.Clock is { } running ? clock.StageDue(stage.OpenedAt!.Value, stage.LimitDays, running)?.At
        : record.State == CaseState.PreReview ? clock.Due(clock.ReceiptOf(stage.OpenedAt!.Value), record.PreReviewDays!.Value).At
        : clock.Due(clock.ReceiptOf(stage.OpenedAt!.Value), stage.LimitDays).At;

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

    private static bool Runs(CaseRecord record) => !record.State.IsFinal() && !record.State.IsDecided();

    private static Notice? OpenNotice(CaseRecord record) => record.State != CaseState.CorrectionRequested ? null
        : record.Notices.LastOrDefault(n => n is { Kind: CorrectionRequested.NoticeKindName, AnsweredAt: null });

    private static IEnumerable<DateTimeOffset?> Dues(CaseRecord record) =>
    [
        record.State.AwaitsAcceptance() ? record.AcceptanceDue : null,
        OpenNotice(record)?.AnswerDue,
        Waiting(record)?.LapsesAt,
        record.PromisedDue,
        record.LegalDue,
        SupplementRules.Awaits(record) ? record.SupplyDue : null,
        .. record.Stages.Where(s => s.State.IsStanding()).Select(s => s.Due),
    ];
}

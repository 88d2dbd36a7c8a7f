using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Consultations;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.PreReviews;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Urgings;
using NoVisit.Catalogue;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;

namespace NoVisit.Approval;

/// <summary>
/// What time alone brings about (TL-04, TL-07, IN-09, SV-03): reminders one working day before a due time, broken limits, tacit
/// agreement with the paper that is then owed, urgings, deemed acceptance, the lapse of an unanswered correction, of an
/// unanswered pre-review (IN-05) and of a pre-acceptance whose certificate did not come (IN-06). Looking twice, late or out of order gives the same record.
/// </summary>
internal static class TimeRules
{
    /// <summary>Everything that is due at <c>context.Now</c> and not yet on record; empty when nothing is.</summary>
    public static IReadOnlyList<CaseEvent> Due(CaseRecord record, RuleContext context)
    {
        if (RenewalRules.Due(record, context.Now) is { Count: > 0 } renewed)
        {
            return renewed;
        }

        // Nothing is late by a calendar that is known to be another; the next look finds what is due by the dues counted anew.
        if (ProvisionalDues.Recounted(record, context.Clock) is { } recount)
        {
            return [recount];
        }

        // The five working days are looked at next, once the filing has passed on to acceptance.
        if (PreReviewRules.Lapsed(record, context) is { Count: > 0 } unanswered)
        {
            return [.. OfStage(record, record.AcceptanceStage, context).OfType<ReminderGiven>(), .. unanswered];
        }

        if (PreAcceptanceRules.Lapsed(record, context.Now) is { Count: > 0 } unfulfilled)
        {
            return unfulfilled;
        }

        if (record.State.AwaitsAcceptance() && context.Now > record.AcceptanceDue)
        {
            // A look that comes late finds what earlier ones would have found, on the clerk's stage and on the clocks that start with the receipt.
            var deemed = ((Outcome.Done)AcceptanceRules.Deem(record, context)).Events;
            var accepted = deemed.OfType<Accepted>().Single();
            var after = record with
            {
                State = CaseState.InReview,
                Clock = new ClockState(accepted.ClockStart),
                PromisedDue = accepted.PromisedDue,
                LegalDue = accepted.LegalDue,
            };
            return [.. OfStage(record, record.AcceptanceStage, context).Where(e => e is not TaskUrged), .. deemed, .. OfClock(after, context, [])];
        }

        if (record.State == CaseState.CorrectionRequested && CorrectionDue(record) is { } answer && context.Now > answer)
        {
            return [new Returned("逾期未补正,申请材料不齐全", "《中华人民共和国行政许可法》第三十二条", AcceptanceRules.Remedies)];
        }

        if (Supplements.SupplementRules.Lapsed(record, context.Now) is { Count: > 0 } lapse)
        {
            return lapse;
        }

        List<CaseEvent> ofStages = [.. record.Stages.Where(s => s.State.IsActive()).SelectMany(s => OfStage(record, s, context))];
        return
        [
            .. Handovers.HandoverRules.Due(record, context),
            .. ofStages,
            .. OfClock(record, context, ofStages),
            .. PaperRules.Due(record, context),
            .. ClockRuns(record) ? ConsultationRules.Due(record, context.Now) : [],
        ];
    }

    /// <summary>When the case's own orchestration must look again; null: only an event can change anything.</summary>
    public static DateTimeOffset? NextOfCase(CaseRecord record, LimitClock clock) => record.State switch
    {
        CaseState.Submitted or CaseState.Resubmitted =>
            Earliest(RenewalRules.Next(record), Earliest(After(record.AcceptanceDue), NextOfStage(record, record.AcceptanceStage, clock))),
        CaseState.PreReview => Earliest(RenewalRules.Next(record), NextOfStage(record, record.AcceptanceStage, clock)),
        CaseState.PreAccepted => Earliest(RenewalRules.Next(record), record.Awaited?.LapsesAt is { } lapse ? After(lapse) : null),
        CaseState.CorrectionRequested => CorrectionDue(record) is { } answer ? After(answer) : null,
        _ => null,
    };

    /// <summary>When the stage's orchestration must look again: its reminder, then its due time.</summary>
    public static DateTimeOffset? NextOfStage(CaseRecord record, Stage stage, LimitClock clock) =>
        !stage.State.IsActive() || stage.Due is not { } due ? null
        : !record.Reminded.Contains(stage.ReminderKey) && ReminderAt(clock, due, stage.OpenedAt) is { } reminder ? reminder
        : IsBroken(record, stage) ? null
        : After(due);

    /// <summary>When the promised and statutory clocks must be looked at again; null when both are done with or the case is decided.</summary>
    public static DateTimeOffset? NextOfClock(CaseRecord record, LimitClock clock) =>
        !ClockRuns(record) ? null : ((IEnumerable<DateTimeOffset?>)
        [
            Next(record, clock, "promised", record.PromisedDue),
            Next(record, clock, "legal", record.LegalDue),
            ProgressReports.Next(record),
            ConsultationRules.Next(record),
            RenewalRules.Next(record),
            record.Deferred.Count > 0 && record.SupplyDue is { } supply ? After(supply) : null,
            .. Unwarned(record).Select(s => (DateTimeOffset?)After(clock.NoticedEnd(s)?.At ?? s.Start)),
        ]).Min();

    /// <summary>The case is accepted and not yet decided; the clock may stand in between (TL-06).</summary>
    public static bool ClockRuns(CaseRecord record) =>
        record.Clock is not null && !record.State.IsFinal() && !record.State.IsDecided();

    private static IEnumerable<CaseEvent> OfStage(CaseRecord record, Stage stage, RuleContext context)
    {
        if (stage.Due is not { } due)
        {
            yield break;
        }

        if (!record.Reminded.Contains(stage.ReminderKey) && ReminderAt(context.Clock, due, stage.OpenedAt) is { } reminder && context.Now >= reminder)
        {
            yield return new ReminderGiven(stage.ReminderKey, due);
        }

        if (context.Now <= due)
        {
            yield break;
        }

        var deemed = MayBeDeemed(record, stage);
        if (!IsBroken(record, stage))
        {
            yield return new LimitBroken("stage", stage.Id, stage.Department, stage.ClaimedBy, due, stage.Round > 1 ? stage.Round : null);
            if (!deemed && UrgingRules.Automatic(record, stage, context) is { } urging)
            {
                yield return urging;
            }
        }

        if (deemed)
        {
            yield return new DeemedAgreed(stage.Id);
            yield return PaperRules.Order(stage, stage.Department, context);
        }
    }

    /// <summary>Only the internal opinion of a co-department on which the item allows it; never the lead's, never a decision (TL-07).</summary>
    private static bool MayBeDeemed(CaseRecord record, Stage stage) =>
        stage.Tacit && stage.Type is StageType.Opinion or StageType.Review or StageType.JointSurvey && stage.Department != record.Lead
        && record.State is CaseState.InReview or CaseState.ReportedUp;

    private static IEnumerable<CaseEvent> OfClock(CaseRecord record, RuleContext context, IReadOnlyList<CaseEvent> ofStages)
    {
        if (!ClockRuns(record))
        {
            yield break;
        }

        foreach (var report in ProgressReports.Due(record, context))
        {
            yield return report;
        }

        foreach (var suspension in Unwarned(record).Where(s => context.Clock.StandsTooLong(s, context.Now)))
        {
            yield return new SuspensionOverstayed(
                suspension.Id, record.Procedures.FirstOrDefault(p => p.Id == suspension.Id)?.Department ?? record.Lead,
                context.Clock.NoticedEnd(suspension)?.At ?? suspension.Start);
        }

        foreach (var (rule, known) in new[] { ("promised", record.PromisedDue), ("legal", record.LegalDue) })
        {
            if (known is not { } due)
            {
                continue;
            }

            if (!record.Reminded.Contains(rule) && ReminderAt(context.Clock, due, record.Clock!.AcceptedAt) is { } reminder && context.Now >= reminder)
            {
                yield return new ReminderGiven(rule, due);
            }

            if (context.Now > due && !IsBroken(record, rule))
            {
                var child = ChildAtFault(record, ofStages, due);
                yield return new LimitBroken(rule, null, child?.Department ?? record.Lead, child?.Person, due);
            }
        }
    }

    /// <summary>
    /// 首办负责 (IN-11): the whole limit is the lead's, unless another department broke the limit of its own stage before; then it is that department's, of
    /// several the first one's. A breach after the due time is not the cause, so a late look attributes as one in time would.
    /// </summary>
    private static (string Department, string? Person)? ChildAtFault(CaseRecord record, IReadOnlyList<CaseEvent> ofStages, DateTimeOffset due) =>
        record.Accountabilities.Where(a => a.Rule == "stage").Select(a => (a.Department, a.Person, a.Due))
            .Concat(ofStages.OfType<LimitBroken>().Where(b => b.Rule == "stage").Select(b => (b.Department, b.Person, b.Due)))
            .Where(b => b.Department != record.Lead && b.Due < due).OrderBy(b => b.Due).Select(b => ((string, string?)?)(b.Department, b.Person)).FirstOrDefault();

    /// <summary>Stops of the clock that have not ended and of which the supervisor was not warned (WF-16).</summary>
    private static IEnumerable<Suspension> Unwarned(CaseRecord record) =>
        record.Clock!.Suspensions.Where(s => s.End is null && !SuspensionOverstayed.IsOnRecord(record, s.Id));

    private static DateTimeOffset? Next(CaseRecord record, LimitClock clock, string rule, DateTimeOffset? known) =>
        known is not { } due ? null
        : !record.Reminded.Contains(rule) && ReminderAt(clock, due, record.Clock!.AcceptedAt) is { } reminder ? reminder
        : IsBroken(record, rule) ? null
        : After(due);

    /// <summary>One working day before the due time, unless that lies before the start: a same-day limit has no reminder.</summary>
    private static DateTimeOffset? ReminderAt(LimitClock clock, DateTimeOffset due, DateTimeOffset? start) =>
        clock.ReminderAt(new DueInstant(due, Provisional: false)) is var at && at > start ? at : null;

    private static DateTimeOffset? CorrectionDue(CaseRecord record) =>
        record.Notices.LastOrDefault(n => n.Kind == "correctionRequested" && n.AnsweredAt is null)?.AnswerDue;

    /// <summary>An act at the due instant itself is in time, so time is looked at just after it.</summary>
    private static DateTimeOffset After(DateTimeOffset due) => due.AddSeconds(1);

    private static bool IsBroken(CaseRecord record, string rule) => record.Accountabilities.Any(a => a.Rule == rule && a.StageId is null);

    /// <summary>In its present round. Records from before rounds were told apart name none, so there the time says it.</summary>
    private static bool IsBroken(CaseRecord record, Stage stage) =>
        record.Accountabilities.Any(a => a.Rule == "stage" && a.StageId == stage.Id && (a.Round is { } round ? round == stage.Round : a.At >= stage.OpenedAt));

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b : b is null || a < b ? a : b;
}

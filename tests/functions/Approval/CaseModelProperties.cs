using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.ReportingUp;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Delivery;
using NoVisit.Payments;

namespace NoVisit.Approval;

/// <summary>
/// Laws that hold for every item of the catalogue whatever people, the payment platform and time do to a case, in whatever order: with special procedures,
/// extensions, rectifications, joint surveys, meetings, signatures, bills, automatic decisions, supplements and withdrawals (<see cref="CaseScript"/>).
/// </summary>
[Rule("WF-01", "NF-02")]
public sealed class CaseModelProperties
{
    /// <summary>How many scripts each law is tried on; <c>MODEL_SCRIPTS=5000 dotnet test tests/functions --filter CaseModel</c> looks for what is rare.</summary>
    private static readonly int Scripts = int.Parse(Environment.GetEnvironmentVariable("MODEL_SCRIPTS") ?? "100", CultureInfo.InvariantCulture);

    /// <summary>The states of a case and what may follow each (requirements, state model), as far as the commands of this model go.</summary>
    private static readonly Dictionary<CaseState, CaseState[]> Table = new()
    {
        [CaseState.PreReview] = [CaseState.Submitted, CaseState.CorrectionRequested, CaseState.NotAccepted, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.PreAccepted] = [CaseState.InReview, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.Submitted] = [CaseState.PreAccepted, CaseState.CorrectionRequested, CaseState.InReview, CaseState.NotAccepted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.CorrectionRequested] = [CaseState.Resubmitted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.Resubmitted] = [CaseState.PreAccepted, CaseState.CorrectionRequested, CaseState.InReview, CaseState.NotAccepted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.InReview] =
            [CaseState.Suspended, CaseState.ReportedUp, CaseState.DecidedGrant, CaseState.DecidedRefuse, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.Suspended] = [CaseState.InReview, CaseState.ReportedUp, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.ReportedUp] = [CaseState.Suspended, CaseState.DecidedGrant, CaseState.DecidedRefuse, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.DecidedGrant] = [CaseState.CertificateReady],
        [CaseState.DecidedRefuse] = [CaseState.Delivered],
        [CaseState.CertificateReady] = [CaseState.Dispatched, CaseState.Delivered],
        [CaseState.Dispatched] = [CaseState.Delivered],
        [CaseState.Delivered] = [CaseState.Closed],
        [CaseState.NotAccepted] = [],
        [CaseState.Returned] = [],
        [CaseState.Closed] = [],
        [CaseState.Withdrawn] = [],
        [CaseState.Terminated] = [],
    };

    [Fact]
    public void A_case_takes_no_way_outside_its_table() => Always(run =>
        run.States().Zip(run.States().Skip(1)).All(s => s.First == s.Second || Table[s.First].Contains(s.Second)));

    [Fact]
    public void The_scripts_of_this_model_reach_every_state_of_the_table() =>
        Assert.Equal(Table.Keys.Order(), Gen.Sample(CaseScript.Any(), 1600).SelectMany(s => s.Play().States()).Distinct().Order());

    [Fact]
    public void An_ended_case_never_changes_but_for_papers_that_are_owed_and_money_that_moves() => Always(run => run.Steps.All(s => s.Before is null || !s.Before.State.IsFinal()
        || (s.Before.State == s.After.State && s.Entries.All(e => e.Event is PaperIssued or ReminderGiven or LimitBroken { OrderId: not null }
            or BillPaid or PaymentRefused or RefundOrdered or RefundSent or BillRefunded))));

    [Fact]
    [Rule("FE-03")]
    public void A_bill_is_paid_at_most_once_and_never_more_goes_back_than_came() => Always(run => run.Count<BillPaid>() <= 1 && run.Count<RefundOrdered>() <= 1
        && run.Events<RefundOrdered>().Sum(r => r.Amount) <= run.Events<BillPaid>().Sum(p => p.Amount));

    [Fact]
    [Rule("FE-01")]
    public void Nothing_is_granted_before_its_bill_is_settled() =>
        Always(run => run.Walk.Record.Decision is not { Granted: true } || run.Walk.Record.Bill is not { State: BillState.Due });

    [Fact]
    [Rule("IN-16")]
    public void The_system_alone_never_refuses() => Always(run => run.Walk.Ledger.All(e => e.Event is not StageDecided { Granted: false } || e.Actor != Actor.System));

    [Fact]
    [Rule("TL-07")]
    public void Nobody_is_absent_from_what_he_was_not_called_to() => Always(run => run.Walk.Ledger.All(e => Absent(e.Event) is not { Count: > 0 } absent
        || absent.All(a => run.Walk.Ledger.TakeWhile(earlier => earlier != e).Any(c => c.Event is SurveyCalled called && called.At <= e.At && called.Departments.Contains(a)))));

    [Fact]
    public void The_ledger_is_unbroken() => Always(run => LedgerEntry.FirstBroken(run.Walk.CaseNumber, run.Walk.Ledger) is null);

    [Fact]
    public void A_case_is_accepted_at_most_once() => Always(run => run.Count<Accepted>() <= 1);

    [Fact]
    public void Nothing_is_decided_before_acceptance() =>
        Always(run => run.Walk.Ledger.All(e => e.Event is not (StageDecided or DecisionMade or DecisionDrafted) || run.Walk.Ledger.Any(a => a.Event is Accepted && a.Sequence < e.Sequence)));

    [Fact]
    public void A_case_is_decided_at_most_once() => Always(run => run.Count<DecisionMade>() <= 1);

    [Fact]
    public void A_case_has_at_most_one_set_of_results() => Always(run => run.Count<CertificatesIssued>() <= 1);

    [Fact]
    public void A_case_has_at_most_one_parcel() => Always(run => run.Count<CourierOrdered>() <= 1);

    [Fact]
    public void A_limit_breaks_at_most_once() =>
        Always(run => run.Events<LimitBroken>().GroupBy(l => (l.Rule, l.StageId, l.Round, l.OrderId)).All(g => g.Count() == 1));

    [Fact]
    public void A_reminder_comes_at_most_once_for_each_due() => Always(run =>
        run.Events<ReminderGiven>().GroupBy(r => r.Of).All(g => g.Count() <= 1 + run.Walk.Ledger.Count(e => MovesDues(e.Event))));

    [Fact]
    public void A_case_is_suspended_exactly_while_a_stop_other_than_for_payment_is_open() => Always(run => run.Steps.All(s =>
        s.After.State.IsFinal() || s.After.State.IsDecided() || (s.After.State == CaseState.Suspended) == (s.After.Clock?.Suspensions.Any(stop => stop.End is null && stop.Ground != Deadlines.SuspensionGround.Payment) is true)));

    [Fact]
    public void While_the_clock_stands_nobody_is_late_who_was_not_before() => Always(run => run.Steps.All(s =>
        s.Before is not { State: CaseState.Suspended, Clock: { } clock }
        || s.Entries.Select(e => e.Event).OfType<LimitBroken>().Where(l => l.OrderId is null).All(late => late.Due <= clock.Suspensions.Where(stop => stop.End is null).Min(stop => stop.Start))));

    [Fact]
    public void A_due_never_comes_earlier_but_by_the_days_of_a_stop_within_one_day() => Always(run => run.Steps.All(s =>
        s.Before?.Clock is null || s.After.State.IsFinal() || s.After.State.IsDecided() || s.After.PromisedDue is null
        || s.After.PromisedDue >= CaseWalk.Clock.PromisedDue(new(s.After.Clock!.AcceptedAt), s.After.Limits)!.At));

    [Fact]
    public void A_case_is_extended_at_most_once() => Always(run => run.Count<ExtensionRequested>() <= 1 && run.Count<ExtensionApproved>() <= 1);

    [Fact]
    public void Nothing_is_granted_while_deferred_material_is_missing() =>
        Always(run => run.Walk.Record.Decision is not { Granted: true } || run.Walk.Record.Deferred.Count == 0);

    [Fact]
    public void Looking_again_changes_nothing() => Always(run => run.Steps.All(s => DueAt(Looked(s.After, s.After.UpdatedAt), s.After.UpdatedAt).Count == 0));

    /// <summary>Dues that are counted anew come out as they were set: only the calendar can move them (TL-03).</summary>
    [Fact]
    [Rule("TL-03")]
    public void Counting_anew_by_the_same_calendar_moves_nothing() => Always(run => run.Steps.All(s => !ProvisionalDues.Count(s.After, CaseWalk.Clock, [2026]).Moves));

    [Fact]
    public void Nobody_decides_what_he_accepted_reviewed_or_inspected() => Always(run =>
        run.Walk.Ledger.Where(e => e.Event is StageDecided or DecisionDrafted or Countersigned && e.Actor != Actor.System).All(decided => !run.Walk.Ledger.Any(e => e.Sequence < decided.Sequence
            && (e.Event is OpinionGiven or SurveyRecorded or MeetingHeld or Accepted { Deemed: false } && e.Actor.Id == decided.Actor.Id
                || (e.Event is SurveyRecorded survey && survey.Survey.Inspectors.Contains(decided.Actor.Id))))));

    [Fact]
    public void Silence_is_never_agreement_of_the_lead() =>
        Always(run => run.Events<DeemedAgreed>().All(d => run.Walk.Stage(d.StageId).Department != run.Walk.Record.Lead));

    [Fact]
    public void Nobody_acts_for_another_department() => Always(run => run.Walk.Ledger.All(e => StageOf(e.Event) is not { } stage || e.Actor == Actor.System
        || run.Walk.Stage(stage).Department == e.Actor.Department));

    [Fact]
    public void The_record_is_what_the_ledger_gives() => Always(run =>
        CaseWalk.Text(run.Walk.Record) == CaseWalk.Text(CaseFold.Replay(run.Walk.CaseNumber, run.Walk.Ledger)));

    [Fact]
    public void A_granted_case_has_no_disagreement_that_the_lead_did_not_hear_of() => Always(run =>
        run.Walk.Record.Decision is not { Granted: true } || run.Walk.Record.Stages.Where(s => s.State == StageState.Disagreed)
            .All(against => run.Walk.Record.Stages.Any(s => DecisionRules.Decides(s) && s.Department == ReportUpRules.DecidingDepartment(run.Walk.Record)
                && s.State == StageState.Agreed && s.Version > against.Version)));

    [Fact]
    public void A_case_in_review_always_has_somebody_to_act() => Always(run => run.Steps.All(s =>
        s.After.State is not (CaseState.InReview or CaseState.ReportedUp) || s.After.Deferred.Count > 0 || s.After.Stages.Any(stage => stage.State.IsActive())));

    [Fact]
    public void Nothing_is_due_before_the_next_look_and_something_at_it() => Always(run => run.Steps.All(s =>
    {
        var at = s.After.UpdatedAt;
        var record = Looked(s.After, at);
        if (Looks(record).Min() is not { } next)
        {
            return TimeRules.Due(record, new(CaseWalk.Clock, Actor.System, at.AddYears(1))).Count == 0;
        }

        return next > at && DueAt(record, next).Count > 0 && DueAt(record, next.AddSeconds(-1)).Count == 0;
    }));

    [Fact]
    public void Every_change_that_ends_or_shortens_a_wait_wakes_who_waits() => Always(run =>
        run.Steps.All(s => s.Before is null || Waiting(s.Before, s.After).All(Wakes.Instances(s).Select(w => w.InstanceId).Contains)));

    [Fact]
    public void Who_is_told_that_its_wait_is_over_has_nothing_to_wait_for_any_more() => Always(run =>
        run.Steps.All(s => Wakes.Instances(s).Where(w => w.Over).All(w => w.InstanceId == ClockOrchestrator.InstanceId(s.After.Number)
            ? !TimeRules.ClockRuns(s.After)
            : CaseFlow.Next(s.After, CaseWalk.Clock).Stages?.Any(r => r.InstanceId == w.InstanceId) is not true)));

    private static IReadOnlyList<CaseEvent> DueAt(CaseRecord record, DateTimeOffset at) => TimeRules.Due(record, new(CaseWalk.Clock, Actor.System, at));

    private static CaseRecord Looked(CaseRecord record, DateTimeOffset at)
    {
        while (DueAt(record, at) is { Count: > 0 } due)
        {
            record = CaseMachine.Advance(record, record.Number, due, new(CaseWalk.Clock, Actor.System, at)).After;
        }

        return record;
    }

    /// <summary>When the orchestrations of a case look at it again.</summary>
    private static IEnumerable<DateTimeOffset?> Looks(CaseRecord record) =>
    [
        TimeRules.NextOfCase(record, CaseWalk.Clock),
        TimeRules.NextOfClock(record, CaseWalk.Clock),
        .. record.PaperOrders.Select(o => PaperRules.Next(record, o, CaseWalk.Clock)),
        .. record.State is CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended ? record.Stages.Select(s => TimeRules.NextOfStage(record, s, CaseWalk.Clock)) : [],
    ];

    /// <summary>The orchestrations that sleep and have to hear of a change.</summary>
    private static IEnumerable<string> Waiting(CaseRecord before, CaseRecord after)
    {
        var (asleep, awake) = (CaseFlow.Next(before, CaseWalk.Clock), CaseFlow.Next(after, CaseWalk.Clock));
        if (asleep.Kind == StepKind.Wait && (awake.Kind != StepKind.Wait || awake.WakeAt < asleep.WakeAt))
        {
            yield return after.Number;
        }

        foreach (var stage in asleep.Stages ?? [])
        {
            var run = awake.Stages?.FirstOrDefault(r => r.InstanceId == stage.InstanceId);
            if (run is null || run.WakeAt < stage.WakeAt)
            {
                yield return stage.InstanceId;
            }
        }

        if (TimeRules.ClockRuns(before)
            && (!TimeRules.ClockRuns(after) || TimeRules.NextOfClock(after, CaseWalk.Clock) < TimeRules.NextOfClock(before, CaseWalk.Clock)))
        {
            yield return ClockOrchestrator.InstanceId(after.Number);
        }

        foreach (var order in before.PaperOrders.Where(o => !PaperRules.IsOver(before, o.Id) && PaperRules.IsOver(after, o.Id)))
        {
            yield return new PaperRun(after.Number, order.Id).InstanceId;
        }
    }

    private static string? StageOf(CaseEvent e) => e switch
    {
        TaskClaimed claimed => claimed.StageId,
        TaskReleased released => released.StageId,
        OpinionGiven opinion => opinion.StageId,
        SurveyRecorded survey => survey.StageId,
        StageDecided decided => decided.StageId,
        DecisionDrafted drafted => drafted.StageId,
        Countersigned signed => signed.StageId,
        CountersignatureRefused unsigned => unsigned.StageId,
        MeetingHeld meeting => meeting.StageId,
        ReportedUpward report => report.StageId,
        _ => null,
    };

    private static IReadOnlyList<string> Absent(CaseEvent e) => e switch
    {
        SurveyMissed missed => [missed.Department],
        MeetingHeld held => [.. held.Meeting.Votes.Where(v => v.Participant is null).Select(v => v.Department)],
        _ => [],
    };

    private static bool MovesDues(CaseEvent e) => e is BillPaid or BillWaived or SpecialProcedureEnded or ExtensionApproved or RectificationAnswered or CountersignatureRefused or SignaturesCalled;

    private static void Always(Func<PlayedScript, bool> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scripts), Prop.ForAll(CaseScript.Any().ToArbitrary(), script => law(script.Play())));
}

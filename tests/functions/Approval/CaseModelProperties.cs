using FsCheck;
using FsCheck.Fluent;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Consultations;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.Review;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Termination;
using NoVisit.Approval.Withdrawal;
using NoVisit.Catalogue;
using NoVisit.Delivery;

namespace NoVisit.Approval;

/// <summary>Laws that hold for items 01, 02 and 03 whatever people and time do to a case, in whatever order.</summary>
public sealed class CaseModelProperties
{
    /// <summary>The states of a case and what may follow each (requirements, state model), as far as the commands of this model go.</summary>
    private static readonly Dictionary<CaseState, CaseState[]> Table = new()
    {
        [CaseState.Submitted] = [CaseState.CorrectionRequested, CaseState.InReview, CaseState.NotAccepted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.CorrectionRequested] = [CaseState.Resubmitted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.Resubmitted] = [CaseState.CorrectionRequested, CaseState.InReview, CaseState.NotAccepted, CaseState.Returned, CaseState.Withdrawn, CaseState.Terminated],
        [CaseState.InReview] = [CaseState.DecidedGrant, CaseState.DecidedRefuse, CaseState.Withdrawn, CaseState.Terminated],
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
        Assert.Equal(Table.Keys.Order(), Gen.Sample(Scripts(), 400).SelectMany(s => s.Play().States()).Distinct().Order());

    [Fact]
    public void An_ended_case_never_changes_but_for_papers_that_are_owed() => Always(run => run.Steps.All(s => s.Before is null || !s.Before.State.IsFinal()
        || (s.Before.State == s.After.State && s.Entries.All(e => e.Event is PaperIssued or ReminderGiven or LimitBroken { OrderId: not null }))));

    [Fact]
    public void The_ledger_is_unbroken() => Always(run => LedgerEntry.FirstBroken(run.Walk.CaseNumber, run.Walk.Ledger) is null);

    [Fact]
    public void A_case_is_accepted_at_most_once() => Always(run => run.Count<Accepted>() <= 1);

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
    public void A_reminder_comes_at_most_once() => Always(run => run.Events<ReminderGiven>().GroupBy(r => r.Of).All(g => g.Count() == 1));

    [Fact]
    public void Nobody_decides_what_he_accepted_reviewed_or_inspected() => Always(run =>
        run.Walk.Ledger.Where(e => e.Event is StageDecided).All(decided => !run.Walk.Ledger.Any(e => e.Sequence < decided.Sequence
            && (e.Event is OpinionGiven or SurveyRecorded or Accepted { Deemed: false } && e.Actor.Id == decided.Actor.Id
                || (e.Event is SurveyRecorded survey && survey.Survey.Inspectors.Contains(decided.Actor.Id))))));

    [Fact]
    public void Silence_is_never_agreement_of_the_lead() =>
        Always(run => run.Events<DeemedAgreed>().All(d => run.Walk.Stage(d.StageId).Department != run.Walk.Record.Lead));

    [Fact]
    public void Nobody_acts_for_another_department() => Always(run => run.Walk.Ledger.All(e => StageOf(e.Event) is not { } stage
        || run.Walk.Stage(stage).Department == e.Actor.Department));

    [Fact]
    public void The_record_is_what_the_ledger_gives() => Always(run =>
        CaseWalk.Text(run.Walk.Record) == CaseWalk.Text(CaseFold.Replay(run.Walk.CaseNumber, run.Walk.Ledger)));

    [Fact]
    public void A_granted_case_has_no_disagreement_that_the_lead_did_not_hear_of() => Always(run =>
        run.Walk.Record.Decision is not { Granted: true } || run.Walk.Record.Stages.Where(s => s.State == StageState.Disagreed)
            .All(against => run.Walk.Record.Stages.Any(s => s.Type == StageType.Decide && s.Department == run.Walk.Record.Lead
                && s.State == StageState.Agreed && s.Version > against.Version)));

    [Fact]
    public void A_case_in_review_always_has_somebody_to_act() => Always(run =>
        run.Steps.All(s => s.After.State != CaseState.InReview || s.After.Stages.Any(stage => stage.State.IsActive())));

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
        .. record.State == CaseState.InReview ? record.Stages.Select(s => TimeRules.NextOfStage(record, s, CaseWalk.Clock)) : [],
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
        PaperIssued issued => issued.Id[..issued.Id.IndexOf('-', StringComparison.Ordinal)],
        _ => null,
    };

    private static void Always(Func<Run, bool> law) => Check.QuickThrowOnFailure(Prop.ForAll(Scripts().ToArbitrary(), script => law(script.Play())));

    private static Gen<Script> Scripts() =>
        from item in Gen.Elements(CaseWalk.SoleTrader, CaseWalk.Company, CaseWalk.Food)
        from delivery in Gen.Elements(DeliveryMethod.Ecert, DeliveryMethod.Courier, DeliveryMethod.Window)
        from length in Gen.Choose(5, 40)
        from acts in Acts().ArrayOf(length)
        select new Script(item, delivery, acts);

    private static Gen<Act> Acts() =>
        from what in Gen.Frequency(
            (4, Gen.Constant("accept")), (1, Gen.Constant("correct")), (2, Gen.Constant("answer")), (1, Gen.Constant("end")), (1, Gen.Constant("withdraw")), (1, Gen.Constant("terminate")), (1, Gen.Constant("consult")),
            (2, Gen.Constant("claim")), (1, Gen.Constant("release")), (14, Gen.Constant("act")), (3, Gen.Constant("issue")), (2, Gen.Constant("order")),
            (2, Gen.Constant("track")), (1, Gen.Constant("paper")), (4, Gen.Constant("wait")), (3, Gen.Constant("look")))
        from who in Gen.Choose(0, 9)
        from which in Gen.Choose(0, 7)
        from how in Gen.Choose(0, 9)
        from minutes in Gen.Frequency((3, Gen.Constant(0)), (4, Gen.Choose(1, 8 * 60)), (2, Gen.Choose(1, 6 * 24 * 60)))
        select new Act(what, who, which, how, minutes);

    /// <param name="What">What somebody tries to do.</param>
    /// <param name="Who">0 to 6: who is responsible, or his deputy; above: anybody else.</param>
    /// <param name="Which">Which of the open stages.</param>
    /// <param name="How">In favour up to 6, with conditions at 7, against above.</param>
    /// <param name="Minutes">How much time passes before.</param>
    private sealed record Act(string What, int Who, int Which, int How, int Minutes);

    private sealed record Script(string Item, DeliveryMethod Delivery, IReadOnlyList<Act> Acts)
    {
        public override string ToString() => $"{Item} {Delivery}: {string.Join("; ", Acts.Select(a => $"+{a.Minutes} {a.What} {a.Who}/{a.Which}/{a.How}"))}";

        public Run Play()
        {
            var walk = new CaseWalk(Item, "2026-02-10 09:30", Delivery);
            var run = new Run(walk);
            foreach (var act in Acts)
            {
                walk.At(walk.Now.AddMinutes(act.Minutes));
                var before = walk.Last;
                _ = Try(walk, act);
                if (!ReferenceEquals(before, walk.Last))
                {
                    run.Steps.Add(walk.Last);
                }
            }

            return run;
        }

        private static bool Try(CaseWalk walk, Act act)
        {
            var active = walk.Record.Stages.Where(s => s.State.IsActive()).ToList();
            var stage = active.Count > 0 ? active[act.Which % active.Count] : walk.Record.Stages[act.Which % walk.Record.Stages.Count];
            var actor = act.Who switch
            {
                <= 4 => new Actor($"{stage.Role}.{stage.Department}", Words.Of(stage.Role), stage.Department),
                5 or 6 => new Actor($"deputy.{stage.Department}", "clerk,reviewer,approver", stage.Department),
                7 => CaseWalk.ApproverOf("GAJ"),
                8 => CaseWalk.Filer,
                _ => CaseWalk.Clerk,
            };
            var opinion = act.How switch { <= 6 => "agree", 7 => "agreeWithConditions", _ => "disagree" };
            var defect = act.How % 2 == 0 ? new Defect("M002", null, "模糊", "重传") : new Defect(null, "applicant.phone", "停机", "更正");
            return act.What switch
            {
                "accept" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(r, new("accept"), c)),
                "correct" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(r, new("correct", [defect]), c)),
                "answer" => walk.Try(CaseWalk.Filer, (r, c) => CorrectionRules.Answer(
                    r, act.How % 2 == 0 ? [] : new Dictionary<string, System.Text.Json.JsonElement> { ["applicant.phone"] = CaseWalk.Json("13900139000") },
                    act.How % 2 == 0 ? [new CaseMaterial(CaseWalk.Upload("M002", $"u-{r.Sequence}"))] : [], c)),
                "end" => walk.Try(actor, (r, c) => AcceptanceRules.Handle(
                    r, new(act.How % 2 == 0 ? "notAccept" : "return", Reason: "不属于职权范围", Basis: "条例第三条", CompetentAuthority: "农业农村局"), c)),
                "withdraw" => act.How > 7 && walk.Try(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, "不再需要")),
                "terminate" => act.How > 7 && walk.Try(
                    CaseWalk.Approver, (r, c) => TerminationRules.Terminate(r, new(TerminationGround.ObjectGone, "场所已拆除", ["拆迁公告"]), c)),
                "consult" => walk.Try(actor, (r, c) => act.How < 5
                    ? ConsultationRules.Open(r, new(["WJW"], "是否有意见?", Deadlines.OfficeHours.DateOf(c.Now).AddDays(act.How)), _ => true, c)
                    : ConsultationRules.Reply(r, "k1", new("无意见"), c with { Actor = CaseWalk.ReviewerOf("WJW") })),
                "claim" => walk.Try(actor, (r, c) => TaskRules.Claim(r, stage.Id, c)),
                "release" => walk.Try(actor, (r, c) => TaskRules.Release(r, stage.Id, c)),
                "act" when stage.Type == StageType.Decide => walk.Try(
                    actor, (r, c) => DecisionRules.Decide(r, new(act.How <= 7 ? "grant" : "refuse", "不符合条件", "第三十五条", StageId: stage.Id), c)),
                "act" when stage.Type == StageType.Survey => walk.Try(
                    actor, (r, c) => TaskRules.RecordSurvey(r, stage.Id, new([actor.Id, $"deputy.{stage.Department}", "third"], c.Now, "已核查", opinion), c)),
                "act" => walk.Try(actor, (r, c) => TaskRules.Opine(r, stage.Id, new(opinion, "意见", "整改"), c)),
                "issue" => walk.Record is { State: CaseState.DecidedGrant or CaseState.DecidedRefuse, Results.Count: 0 } && walk.Issue() is not null,
                "order" => CaseFlow.Next(walk.Record, CaseWalk.Clock).Kind == StepKind.OrderCourier && walk.OrderCourier() is not null,
                "track" => walk.Try(CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(
                    r, walk.News(act.How < 5 ? ParcelStatus.InTransit : ParcelStatus.Delivered, act.Which, act.How < 9 ? "张三" : "李四"))),
                "paper" => walk.Record.PaperOrders is [var order, ..] && walk.Try(
                    CaseWalk.ReviewerOf(order.Department), (r, c) => PaperRules.Issue(r, order.Id, new(opinion, "补出意见"), c)),
                "look" => walk.Look() is not null,
                _ => false,
            };
        }
    }

    private sealed class Run(CaseWalk walk)
    {
        public CaseWalk Walk => walk;

        public List<Transition> Steps { get; } = [walk.Last];

        /// <summary>The state after each line of the ledger.</summary>
        public IEnumerable<CaseState> States()
        {
            CaseRecord? record = null;
            foreach (var entry in walk.Ledger)
            {
                yield return (record = CaseFold.Apply(record, walk.CaseNumber, entry)).State;
            }
        }

        public IEnumerable<T> Events<T>()
            where T : CaseEvent => walk.Ledger.Select(e => e.Event).OfType<T>();

        public int Count<T>()
            where T : CaseEvent => Events<T>().Count();
    }
}

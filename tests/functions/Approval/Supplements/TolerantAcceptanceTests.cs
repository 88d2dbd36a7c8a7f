using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Handled;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Supplements;

/// <summary>IN-07, KD-05, scenario A3: the food licence without its health certificates (M007). Promised on 2 March 2026 for Friday 6 March.</summary>
[Rule("IN-07", "KD-06")]
[Rule("IN-07", "KD-05")]
public sealed class TolerantAcceptanceTests
{
    private static readonly Actor Applicant = new("zhang.san", "applicant", null);

    [Fact]
    public void Missing_tolerable_material_is_deferred_until_the_promised_due()
    {
        var handled = Tolerated();

        Assert.Equal(CaseState.InReview, handled.Record.State);
        Assert.Equal(["M007"], handled.Record.Deferred);
        Assert.Equal(At("2026-03-06 17:30"), handled.Record.SupplyDue);
    }

    [Fact]
    public void The_acceptance_notice_names_what_is_missing_until_when_and_what_follows()
    {
        var notice = Assert.Single(Tolerated().Record.Notices, n => n.Kind == "accepted");

        Assert.Equal(["M007"], notice.Defects.Select(d => d.MaterialCode));
        Assert.Equal(At("2026-03-06 17:30"), notice.AnswerDue);
        Assert.Contains("记入信用记录", notice.Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_filing_defers_nothing_even_with_a_commitment()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true);
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), Accept());

        Assert.Empty(handled.Record.Deferred);
        Assert.Null(handled.Record.SupplyDue);
    }

    [Fact]
    public void The_clerk_may_agree_an_earlier_date()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), Accept(new("accept", Deferred: ["M007"], SupplyBy: new DateOnly(2026, 3, 4))));

        Assert.Equal(At("2026-03-04 17:30"), handled.Record.SupplyDue);
    }

    [Theory]
    [InlineData("2026-03-07")]
    [InlineData("2026-03-01")]
    public void No_date_after_the_promised_due_nor_in_the_past(string date) =>
        Assert.Equal("supply-date", Refused(new("accept", SupplyBy: DateOnly.ParseExact(date, "yyyy-MM-dd")), committed: true));

    [Fact]
    public void Without_a_commitment_the_clerk_has_to_ask_for_a_correction() =>
        Assert.Equal("commitment-missing", Refused(new("accept", Deferred: ["M007"]), committed: false));

    [Fact]
    public void A_required_material_is_never_deferred() =>
        Assert.Equal("not-deferrable", Refused(new("accept", Deferred: ["M006", "M007"]), committed: true));

    [Fact]
    public void Material_that_is_there_is_not_deferred()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true);

        Assert.Equal("not-deferrable", handled.IsRefused("2026-03-02 10:00", Clerk("SCJ"), Accept(new("accept", Deferred: ["M007"]))).Problem);
    }

    /// <summary>Item 07 tolerates two; deferring one of them leaves the other open.</summary>
    [Fact]
    public void Deferring_one_does_not_pass_over_another_that_is_missing()
    {
        var handled = Filed("320681-LB-FGW-0007-1", "2026-03-02 09:00", committed: true);
        var tolerable = handled.Record.Tolerable;
        handled = Filed("320681-LB-FGW-0007-1", "2026-03-02 09:00", committed: true, [.. tolerable]);

        Assert.Equal(2, tolerable.Count);
        Assert.Equal("material-missing", handled.IsRefused("2026-03-02 10:00", Clerk("FGW"), Accept(new("accept", Deferred: [tolerable[0]]))).Problem);
    }

    [Theory]
    [InlineData("2026-03-02 10:01", "tolerance-barred")]
    [InlineData("2026-03-02 10:00", null)]
    public void A_broken_commitment_bars_until_its_period_ends(string barredUntil, string? problem)
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        var outcome = AcceptanceRules.Handle(
            handled.Record, new("accept"), new RuleContext(Clock, Clerk("SCJ"), At("2026-03-02 10:00")), At(barredUntil));

        Assert.Equal(problem, (outcome as Outcome.Refused)?.Refusal.Problem);
    }

    [Fact]
    public void A_bar_does_not_touch_a_complete_filing()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00");
        var outcome = AcceptanceRules.Handle(
            handled.Record, new("accept"), new RuleContext(Clock, Clerk("SCJ"), At("2026-03-02 10:00")), At("2027-01-01 00:00"));

        Assert.IsType<Outcome.Done>(outcome, exactMatch: true);
    }

    [Fact]
    public void Deemed_acceptance_defers_nothing()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        handled.Passes("2026-03-09 18:00");

        Assert.Contains("accepted", handled.Events);
        Assert.Empty(handled.Record.Deferred);
    }

    [Fact]
    public void No_grant_before_the_material_is_there_and_one_after()
    {
        var handled = Inspected();
        Assert.Equal("deferred-material-missing", handled.IsRefused("2026-03-06 10:00", Approver("SCJ"), Decides).Problem);

        Supply(handled, "2026-03-06 11:00");
        handled.Does("2026-03-06 12:00", Approver("SCJ"), Decides);
        Assert.Equal(CaseState.DecidedGrant, handled.Record.State);
    }

    /// <summary>What is missing does not hold up a filing that fails on other grounds.</summary>
    [Fact]
    public void A_refusal_on_other_grounds_waits_for_nothing()
    {
        var handled = Inspected();
        handled.Does("2026-03-06 10:00", Approver("SCJ"), (r, c) => Decisions.DecisionRules.Decide(r, new("refuse", "经营场所不符合卫生要求", "《食品安全法》第三十三条"), c));

        Assert.Equal(CaseState.DecidedRefuse, handled.Record.State);
        handled.Passes("2026-03-20 18:00");
        Assert.DoesNotContain(handled.Ledger, e => e.Event is CommitmentBroken);
    }

    /// <summary>Company set-up: the registration of the first phase opens the second; only there the grant is the case's.</summary>
    [Fact]
    public void The_decision_of_an_early_phase_goes_on_and_the_last_one_waits()
    {
        var handled = Filed(CompanySetUp, "2026-03-02 09:00", committed: true, "M004");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), (r, c) => AcceptanceRules.Handle(r, new("accept"), c));
        Assert.NotEmpty(handled.Record.Deferred);
        handled.Does("2026-03-02 11:00", Approver("SCJ"), Decides);

        Assert.Equal(1 + 1, handled.Record.Phase);
        Assert.Equal("deferred-material-missing", handled.IsRefused("2026-03-02 12:00", Approver("GAJ"), Decides).Problem);
    }

    [Fact]
    public void A_disagreement_is_put_to_the_lead_although_material_is_missing()
    {
        var handled = Filed(CompanySetUp, "2026-03-02 09:00", committed: true, "M004");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), (r, c) => AcceptanceRules.Handle(r, new("accept"), c));
        handled.Does("2026-03-02 11:00", Approver("SCJ"), Decides);
        foreach (var department in new[] { "GAJ", "SWJ", "RSJ" })
        {
            handled.Does("2026-03-02 12:00", Approver(department), (r, c) => Decisions.DecisionRules.Decide(r, new("refuse", "不符合规定", "办法第五条"), c));
        }

        handled.Does("2026-03-02 13:00", Reviewer("GJJ"), (r, c) => Review.TaskRules.Opine(r, "C4", new("disagree", "账户信息不全"), c));
        Assert.True(handled.Record.Find("LEAD")!.State.IsActive());
        handled.Does("2026-03-02 15:00", new Actor("deputy.SCJ", "approver", "SCJ"), (r, c) => Decisions.DecisionRules.Decide(r, new("refuse", "不符合规定", "办法第五条"), c));
        Assert.Equal(CaseState.DecidedRefuse, handled.Record.State);
    }

    [Fact]
    public void Supplied_at_the_last_minute_is_in_time_and_the_notice_is_answered()
    {
        var handled = Tolerated();
        Supply(handled, "2026-03-06 17:30");

        Assert.Empty(handled.Record.Deferred);
        Assert.Equal(At("2026-03-06 17:30"), Assert.Single(handled.Record.Notices, n => n.Kind == "accepted").AnsweredAt);
    }

    [Fact]
    public void Not_supplied_in_time_the_case_is_returned_and_the_breach_goes_on_the_credit_record()
    {
        var handled = Tolerated();
        handled.Passes("2026-03-06 17:31");

        Assert.Equal(CaseState.Returned, handled.Record.State);
        var broken = Assert.Single(handled.Ledger, e => e.Event is CommitmentBroken);
        Assert.Equal((At("2026-03-06 17:30:01"), "credit~zhang.san", "M007"), (broken.At, CreditRow.Of(handled.Record, broken).PartitionKey, CreditRow.Of(handled.Record, broken).Materials));
    }

    [Fact]
    public void The_time_to_supply_runs_on_while_the_clock_stands()
    {
        var handled = Tolerated();
        handled.Does("2026-03-03 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedures.SpecialProcedureRules.Open(r, new("testing", "检测中心", 10, "检测"), c));
        handled.Passes("2026-03-06 17:31");

        Assert.Equal(CaseState.Returned, handled.Record.State);
    }

    [Fact]
    public void After_its_time_it_can_no_longer_be_supplied()
    {
        // Time is looked at a second after the due: a supply in between finds the case still open.
        var record = Tolerated().Record;
        var outcome = SupplementRules.Supply(record, [File("M007", "2026-03-06 17:30")], At("2026-03-06 17:30:01"));

        Assert.Equal("supply-lapsed", Assert.IsType<Outcome.Refused>(outcome, exactMatch: true).Refusal.Problem);
    }

    [Theory]
    [InlineData("M006")]
    [InlineData("M007,M007")]
    [InlineData("")]
    public void Only_what_was_deferred_is_taken_once_each(string codes) =>
        Assert.Equal("supplement-mismatch", Tolerated().IsRefused("2026-03-03 10:00", Applicant, (r, c) => SupplementRules.Supply(
            r, [.. codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(code => File(code, "2026-03-03 10:00"))], c.Now)).Problem);

    [Fact]
    public void Where_nothing_was_deferred_nothing_is_supplied() =>
        Assert.Equal("nothing-deferred", Accepted(FoodLicence, "2026-03-02").IsRefused(
            "2026-03-03 10:00", Applicant, (r, c) => SupplementRules.Supply(r, [File("M007", "2026-03-03 10:00")], c.Now)).Problem);

    [Fact]
    public void Before_acceptance_nothing_is_supplied() =>
        Assert.Equal("wrong-state", Filed(FoodLicence, "2026-03-02 09:00").IsRefused(
            "2026-03-02 10:00", Applicant, (r, c) => SupplementRules.Supply(r, [File("M007", "2026-03-02 10:00")], c.Now)).Problem);

    [Fact]
    public void With_every_opinion_in_the_flow_waits_for_the_material_without_spinning()
    {
        var handled = Inspected();
        var waiting = handled.Record with { Stages = [.. handled.Record.Stages.Select(s => s with { State = StageState.Agreed, DoneAt = At("2026-03-05 10:00") })] };

        Assert.Empty(CaseFlow.Settle(waiting, Clock, At("2026-03-05 10:00")));
        Assert.Equal(StepKind.Wait, CaseFlow.Next(waiting, Clock).Kind);

        var supplied = CaseMachine.Advance(
            waiting, waiting.Number, [new SupplementsSupplied([File("M007", "2026-03-05 11:00")])], new RuleContext(Clock, Applicant, At("2026-03-05 11:00")));
        Assert.Equal(CaseState.DecidedGrant, supplied.After.State);
        Assert.Contains(waiting.Number, Wakes.Instances(supplied).Select(w => w.InstanceId));
    }

    private static Func<CaseRecord, RuleContext, Outcome> Accept(AcceptanceCommand? command = null) =>
        (r, c) => AcceptanceRules.Handle(r, command ?? new AcceptanceCommand("accept"), c);

    private static HandledCase Tolerated()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), Accept());
        return handled;
    }

    private static HandledCase Inspected()
    {
        var handled = Tolerated();
        handled.Agrees("2026-03-03 10:00", Reviewer("SCJ"), "B");
        handled.Surveys("2026-03-05 10:00", Reviewer("SCJ"), "C");
        return handled;
    }

    private static string Refused(AcceptanceCommand command, bool committed) =>
        Filed(FoodLicence, "2026-03-02 09:00", committed, "M007").IsRefused("2026-03-02 10:00", Clerk("SCJ"), Accept(command)).Problem;

    private static void Supply(HandledCase handled, string at) =>
        handled.Does(at, Applicant, (r, c) => SupplementRules.Supply(r, [File("M007", at)], c.Now));
}

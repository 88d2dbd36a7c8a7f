using NoVisit.Approval;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Records;
using NoVisit.Approval.Review;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Withdrawal;
using NoVisit.Deadlines;
using static NoVisit.Payments.PayingCase;

namespace NoVisit.Payments;

/// <summary>FE-01, FE-03, TL-06. Item 08 is promised in 3 working days, by law 7: accepted on Monday, due on Thursday 5 March 2026.</summary>
[Rule("FE-03")]
public sealed class BillRulesTests
{
    private static readonly Actor Lead = CaseWalk.ApproverOf("ZJJ");

    [Fact]
    public void One_bill_is_raised_for_all_departments_when_all_have_examined()
    {
        var paying = Billed();

        Assert.Equal([("F-INFRA", "ZJJ", 84_000_000L), ("F-RF", "RFB", 12_000_000L)], paying.Bill.Lines.Select(l => (l.Code, l.Department, l.Amount)));
        Assert.Equal(96_000_000, paying.Bill.Total);
        Assert.Single(paying.Events(), e => e == "billRaised");
    }

    [Fact]
    public void No_bill_before_every_department_has_examined() => Assert.Null(OfConstruction().Agrees(Examined, "ZJJ", "B1").Record.Bill);

    [Fact]
    public void The_applicant_is_told_of_the_fee_in_writing()
    {
        var notice = Assert.Single(Billed().Record.Notices, n => n.Kind == "feeDue");

        Assert.Contains("共960000.00元:城市基础设施配套费 840000.00、防空地下室易地建设费 120000.00", notice.Body.Zh, StringComparison.Ordinal);
        Assert.Contains("2026-03-17", notice.Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_keeps_the_rates_it_was_filed_under() => Assert.Equal(["F-INFRA", "F-RF"], Billed().Record.Fees.Select(f => f.Code));

    [Fact]
    public void The_payment_stage_is_the_applicants_and_in_no_inbox()
    {
        var paying = Billed();

        Assert.Equal(StageState.Open, paying.Record.Find("P")!.State);
        Assert.Empty(InboxRow.Of(paying.Record));
    }

    [Fact]
    public void No_one_of_the_office_can_act_on_the_payment_stage() => Assert.Equal(
        "wrong-role", Billed().Refused("2026-03-03 11:00", CaseWalk.ReviewerOf("ZJJ"), (r, c) => TaskRules.Claim(r, "P", c)).Problem);

    [Fact]
    public void The_clock_stands_for_the_payment()
    {
        var paying = Billed();

        Assert.Equal((SuspensionGround.Payment, At(Examined), null), paying.Record.Clock!.Suspensions.Select(s => (s.Ground, s.Start, s.End)).Single());
        Assert.Null(paying.Record.PromisedDue);
        Assert.Null(paying.Record.LegalDue);
        Assert.Null(paying.Record.Find("P")!.Due);
    }

    [Fact]
    public void Time_without_payment_breaks_no_limit() => Assert.Empty(
        TimeRules.Due(Billed().Record, new RuleContext(Clock, Actor.System, At("2026-03-16 12:00"))));

    /// <summary>Stopped Tuesday 10:00 to Thursday 11:30: two office days and one and a half hours.</summary>
    [Fact]
    public void Payment_moves_the_due_times_by_exactly_the_office_time_it_took()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid());

        Assert.Equal(At("2026-03-10 10:30"), paying.Record.PromisedDue);
        Assert.Equal(At("2026-03-16 10:30"), paying.Record.LegalDue);
    }

    [Fact]
    public void Payment_lets_the_flow_go_on_and_tells_the_applicant()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid());

        Assert.Equal(["billPaid", "phaseOpened"], paying.Last.Entries.Select(e => e.Event.Name));
        Assert.Equal((StageState.Agreed, StageState.Open), (paying.Record.Find("P")!.State, paying.Record.Find("D")!.State));
        Assert.Equal(new Receipt("T1", 96_000_000, At("2026-03-05 11:29")), paying.Bill.Receipt);
    }

    [Fact]
    public void Payment_wakes_the_stage_and_the_clock()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid());

        Assert.Equal([$"{Number}-P-1", $"{Number}-clock"], Wakes.Instances(paying.Last).Select(w => w.InstanceId));
    }

    [Fact]
    public void A_payment_told_twice_counts_once()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid());
        var once = paying.Record;

        Assert.Same(once, paying.Hears("2026-03-05 11:31", Paid()).Record);
    }

    [Fact]
    public void A_payment_told_again_after_the_decision_changes_nothing()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid()).Decides("2026-03-06 10:00", "grant");
        var decided = paying.Record;

        Assert.Same(decided, paying.Hears("2026-03-09 10:00", Paid()).Record);
    }

    [Theory]
    [InlineData(95_999_999)]
    [InlineData(96_000_001)]
    [InlineData(0)]
    [InlineData(-96_000_000)]
    public void A_wrong_amount_is_refused_and_on_record(long amount)
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid(amount));

        Assert.Equal("wrong-amount", BillRules.RefusalOf(paying.Record, "T1")!.Problem);
        Assert.Equal((BillState.Due, amount), (paying.Bill.State, Assert.Single(paying.Bill.RefusedPayments).Amount));
    }

    [Fact]
    public void A_wrong_amount_told_again_is_refused_again_and_on_record_once()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid(1)).Hears("2026-03-05 11:31", Paid(1));

        Assert.Single(paying.Bill.RefusedPayments);
        Assert.Equal("wrong-amount", BillRules.RefusalOf(paying.Record, "T1")!.Problem);
    }

    [Fact]
    public void The_right_amount_after_a_wrong_one_counts() => Assert.Equal(
        BillState.Paid, Billed().Hears("2026-03-05 11:30", Paid(1)).Hears("2026-03-05 11:40", Paid(transaction: "T2")).Bill.State);

    [Fact]
    public void A_second_payment_of_the_same_bill_is_refused_and_on_record()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid()).Hears("2026-03-05 11:40", Paid(transaction: "T2"));

        Assert.Equal("paid-twice", BillRules.RefusalOf(paying.Record, "T2")!.Problem);
        Assert.Equal("T1", paying.Bill.Receipt!.TransactionId);
    }

    [Fact]
    public void A_failed_payment_leaves_the_bill_open()
    {
        var paying = Billed();
        var before = paying.Record;

        Assert.Same(before, paying.Hears("2026-03-05 11:30", Paid() with { Status = "failed" }).Record);
    }

    [Fact]
    public void News_of_no_known_kind_is_refused() => Assert.Equal(
        "unknown-payment-status", Billed().Refused("2026-03-05 11:30", Platform, (r, c) => BillRules.Take(r, Paid() with { Status = "maybe" }, c)).Problem);

    [Fact]
    public void News_for_a_case_without_a_bill_is_refused() => Assert.Equal(
        "no-bill", OfConstruction().Refused("2026-03-05 11:30", Platform, (r, c) => BillRules.Take(r, Paid(), c)).Problem);

    [Fact]
    public void There_is_no_decision_before_the_bill_is_paid()
    {
        var paying = Billed();

        Assert.Equal(StageState.Waiting, paying.Record.Find("D")!.State);
        Assert.Equal("wrong-state", paying.Refused("2026-03-04 10:00", Lead, (r, c) => Approval.Decisions.DecisionRules.Decide(r, new("grant"), c)).Problem);
    }

    [Fact]
    public void The_flow_asks_for_no_certificate_before_the_bill_is_paid() =>
        Assert.Equal(["P"], CaseFlow.Next(Billed().Record, Clock).Stages!.Select(s => s.StageId));

    [Fact]
    public void A_case_that_costs_nothing_passes_the_payment_stage_over()
    {
        var paying = OfConstruction(elsewhere: false, area: 0).Agrees(Examined, "ZJJ", "B1").Agrees(Examined, "RFB", "B2");

        Assert.Null(paying.Record.Bill);
        Assert.Equal((StageState.Cancelled, StageState.Open), (paying.Record.Find("P")!.State, paying.Record.Find("D")!.State));
        Assert.Empty(paying.Record.Clock!.Suspensions);
    }

    [Fact]
    public void The_leads_chief_representative_waives_and_the_flow_goes_on()
    {
        var paying = Billed().Waives("2026-03-05 11:30");

        Assert.Equal((BillState.Waived, StageState.Open), (paying.Bill.State, paying.Record.Find("D")!.State));
        Assert.Equal(At("2026-03-10 10:30"), paying.Record.PromisedDue);
    }

    [Theory]
    [InlineData("RFB", "approver", "other-department")]
    [InlineData("ZJJ", "reviewer", "wrong-role")]
    public void Nobody_else_waives(string department, string role, string problem) => Assert.Equal(
        problem, Billed().Refused("2026-03-04 10:00", new Actor("x", role, department), (r, c) => BillRules.Waive(r, new("理由", "依据"), c)).Problem);

    [Theory]
    [InlineData(" ", "依据", "/reason")]
    [InlineData("理由", "", "/basis")]
    public void A_waiver_needs_reason_and_basis(string reason, string basis, string blamed)
    {
        var refusal = Billed().Refused("2026-03-04 10:00", Lead, (r, c) => BillRules.Waive(r, new(reason, basis), c));

        Assert.Equal(("waiver-incomplete", blamed), (refusal.Problem, Assert.Single(refusal.Errors!).Key));
    }

    [Fact]
    public void What_is_paid_cannot_be_waived_or_paid_again() =>
        Assert.Equal("bill-paid", BillRules.RefusePayment(Billed().Hears("2026-03-05 11:30", Paid()).Record)!.Problem);

    [Fact]
    public void What_is_waived_cannot_be_paid() => Assert.Equal("bill-waived", BillRules.RefusePayment(Billed().Waives("2026-03-04 10:00").Record)!.Problem);

    [Fact]
    public void There_is_nothing_to_pay_before_the_bill() => Assert.Equal("no-bill", BillRules.RefusePayment(OfConstruction().Record)!.Problem);

    [Fact]
    public void A_withdrawn_case_cannot_be_paid() => Assert.Equal("wrong-state", BillRules.RefusePayment(Withdrawn(Billed()).Record)!.Problem);

    [Fact]
    public void A_refused_case_is_paid_back()
    {
        var paying = Billed().Hears("2026-03-05 11:30", Paid()).Decides("2026-03-06 10:00", "refuse");

        Assert.Equal(("refundOrdered", 96_000_000L, true), (paying.Events().Last(), paying.Bill.Refund!.Amount, BillRules.RefundPending(paying.Record)));
        Assert.Contains(Wakes.Starts(paying.Last, Clock), s => s.InstanceId == $"{Number}-refund");
    }

    [Fact]
    public void A_withdrawn_case_is_paid_back() => Assert.Equal(
        96_000_000, Withdrawn(Billed().Hears("2026-03-05 11:30", Paid())).Bill.Refund!.Amount);

    [Fact]
    public void A_granted_case_is_not_paid_back() =>
        Assert.Null(Billed().Hears("2026-03-05 11:30", Paid()).Decides("2026-03-06 10:00", "grant").Bill.Refund);

    [Fact]
    public void An_unpaid_case_has_nothing_to_pay_back() => Assert.Null(Withdrawn(Billed()).Bill.Refund);

    [Fact]
    public void Money_that_comes_after_the_withdrawal_goes_back_and_brings_nothing_back_to_life()
    {
        var paying = Withdrawn(Billed()).Hears("2026-03-06 12:00", Paid());

        Assert.Equal(["billPaid", "refundOrdered"], paying.Last.Entries.Select(e => e.Event.Name));
        Assert.Equal(CaseState.Withdrawn, paying.Record.State);
        Assert.Contains(Wakes.Starts(paying.Last, Clock), s => s.InstanceId == $"{Number}-refund");
    }

    [Fact]
    public void Money_that_comes_after_the_waiver_goes_back_and_the_case_goes_on()
    {
        var paying = Billed().Waives("2026-03-05 11:30").Hears("2026-03-06 12:00", Paid());

        Assert.Equal((BillState.Waived, 96_000_000L, CaseState.InReview), (paying.Bill.State, paying.Bill.Refund!.Amount, paying.Record.State));
        Assert.Equal(At("2026-03-10 10:30"), paying.Record.PromisedDue);
    }

    [Fact]
    public void The_platform_reports_the_refund_once_or_twice_it_is_on_record_once()
    {
        var refunded = Paid(transaction: "T2") with { Status = "refunded" };
        var paying = Withdrawn(Billed().Hears("2026-03-05 11:30", Paid())).Hears("2026-03-06 12:00", refunded).Hears("2026-03-06 12:01", refunded);

        Assert.Single(paying.Events(), e => e == "billRefunded");
        Assert.False(BillRules.RefundPending(paying.Record));
    }

    [Fact]
    public void A_refund_that_was_not_ordered_is_refused() => Assert.Equal(
        "no-refund", Billed().Hears("2026-03-05 11:30", Paid())
            .Refused("2026-03-06 12:00", Platform, (r, c) => BillRules.Take(r, Paid(transaction: "T2") with { Status = "refunded" }, c)).Problem);

    [Fact]
    public void A_refund_of_another_amount_is_refused_and_on_record() => Assert.Equal(
        "wrong-amount", BillRules.RefusalOf(
            Withdrawn(Billed().Hears("2026-03-05 11:30", Paid())).Hears("2026-03-06 12:00", Paid(5, "T2") with { Status = "refunded" }).Record, "T2")!.Problem);

    [Fact]
    public void Payment_during_a_special_procedure_leaves_the_clock_standing_for_it()
    {
        var paying = WithExpertReview(Billed()).Hears("2026-03-05 11:30", Paid());

        Assert.Equal((CaseState.Suspended, BillState.Paid), (paying.Record.State, paying.Bill.State));
        Assert.Null(paying.Record.PromisedDue);
    }

    [Fact]
    public void The_end_of_the_procedure_after_the_payment_opens_the_next_phase()
    {
        var paying = Ended(WithExpertReview(Billed()).Hears("2026-03-05 11:30", Paid()), "2026-03-06 10:00");

        Assert.Equal((CaseState.InReview, StageState.Open), (paying.Record.State, paying.Record.Find("D")!.State));
    }

    [Fact]
    public void The_end_of_the_procedure_while_the_bill_is_due_leaves_only_the_clock_standing()
    {
        var paying = Ended(WithExpertReview(Billed()), "2026-03-04 15:00");

        Assert.Equal((CaseState.InReview, StageState.Open), (paying.Record.State, paying.Record.Find("P")!.State));
        Assert.Null(paying.Record.PromisedDue);
        Assert.Equal(Deadlines.SuspensionGround.Payment, Assert.Single(paying.Record.Clock!.Suspensions, s => s.End is null).Ground);
    }

    [Fact]
    public void Payment_after_the_end_of_the_procedure_lets_the_clock_run()
    {
        var paying = Ended(WithExpertReview(Billed()), "2026-03-04 15:00").Hears("2026-03-05 11:30", Paid());

        Assert.Equal((CaseState.InReview, StageState.Open), (paying.Record.State, paying.Record.Find("D")!.State));
        Assert.Equal(At("2026-03-10 10:30"), paying.Record.PromisedDue);
    }

    [Fact]
    public void The_record_is_what_its_ledger_says()
    {
        var paying = Withdrawn(Billed().Hears("2026-03-05 11:30", Paid()));

        Assert.Equal(CaseWalk.Text(paying.Record), CaseWalk.Text(CaseFold.Replay(Number, paying.Ledger)));
        Assert.Null(LedgerEntry.FirstBroken(Number, paying.Ledger));
    }

    [Fact]
    public void An_order_names_its_case() => Assert.Equal(Number, BillRules.NumberOf(BillRules.OrderIdOf(Number)));

    [Fact]
    public void An_order_of_somebody_else_names_none() => Assert.Null(BillRules.NumberOf("o-1"));

    private static PayingCase Withdrawn(PayingCase paying) =>
        paying.Does("2026-03-06 09:00", PayingCase.Applicant, (r, _) => WithdrawalRules.Withdraw(r, "不建了"));

    private static PayingCase WithExpertReview(PayingCase paying) => paying.Does(
        "2026-03-03 11:00", CaseWalk.ReviewerOf("ZJJ"), (r, c) => SpecialProcedureRules.Open(r, new("expertReview", "专家组", 3, "评审方案"), c));

    private static PayingCase Ended(PayingCase paying, string at) => paying.Does(
        at, CaseWalk.ReviewerOf("ZJJ"), (r, c) => SpecialProcedureRules.End(r, r.Procedures[0].Id, new("通过"), c));
}

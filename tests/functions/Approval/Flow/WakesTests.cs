using NoVisit.Approval.Orchestrations;
using NoVisit.Catalogue;
using NoVisit.Delivery;

namespace NoVisit.Approval.Flow;

/// <summary>Which orchestrations a change starts and wakes.</summary>
public sealed class WakesTests
{
    private const string Number = CaseWalk.Number;

    private readonly CaseWalk company = new(CaseWalk.Company, "2026-02-10 09:30");

    [Fact]
    public void A_filing_starts_the_case() => Assert.Equal([("CaseOrchestrator", Number)], Starts(company));

    [Fact]
    public void A_filing_wakes_nobody() => Assert.Empty(Woken(company.Last));

    [Fact]
    public void Acceptance_starts_the_clock() => Assert.Equal([("ClockOrchestrator", $"{Number}-clock")], Starts(company.Accept()));

    [Fact]
    public void Acceptance_wakes_the_case() => Assert.Equal([Number], Woken(company.Accept().Last));

    [Fact]
    public void A_claim_wakes_nobody() =>
        Assert.Empty(Woken(company.Accept().Do(CaseWalk.Approver, (r, c) => Review.TaskRules.Claim(r, "B", c)).Last));

    [Fact]
    public void A_decided_stage_wakes_its_own_orchestration_only() =>
        Assert.Equal([$"{Number}-B-1"], Woken(company.Accept().Decide(CaseWalk.Approver).Last));

    [Fact]
    public void The_decision_wakes_the_last_stage_and_the_clock()
    {
        company.Accept().Decide(CaseWalk.Approver, "refuse");

        Assert.Equal([$"{Number}-B-1", $"{Number}-clock"], Woken(company.Last));
    }

    [Fact]
    public void A_withdrawal_wakes_every_open_stage_and_the_clock()
    {
        company.Accept().Decide(CaseWalk.Approver).Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Equal([.. ((string[])["C1", "C2", "C3", "C4"]).Select(s => $"{Number}-{s}-1"), $"{Number}-clock"], Woken(company.Last));
    }

    [Fact]
    public void A_correction_wakes_the_case() => Assert.Equal([Number], Woken(company.Correct(new Defect("M002", null, "模糊", "重传")).Last));

    [Fact]
    public void A_delivery_wakes_the_case() => Assert.Equal([Number], Woken(
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier).Accept().Opine("B", CaseWalk.Reviewer)
            .Decide(CaseWalk.Approver).Issue().OrderCourier().Track(ParcelStatus.Delivered, 1, "张三").Last));

    [Fact]
    public void A_stage_that_is_done_is_told_that_its_wait_is_over() =>
        Assert.Equal([new Wake($"{Number}-B-1", Over: true)], Wakes.Instances(company.Accept().Decide(CaseWalk.Approver).Last));

    [Fact]
    public void The_case_itself_is_only_told_to_look() => Assert.Equal([new Wake(Number, Over: false)], Wakes.Instances(company.Accept().Last));

    [Fact]
    public void A_filed_case_begins_with_its_first_step_known() => Assert.Equal(
        new CaseRun(Number, new CaseStep(StepKind.Wait, TimeRules.NextOfCase(company.Record, CaseWalk.Clock))),
        Wakes.Starts(company.Last, CaseWalk.Clock).Single().Input);

    private static IEnumerable<string> Woken(Transition transition) => Wakes.Instances(transition).Select(w => w.InstanceId);

    private static IEnumerable<(string, string)> Starts(CaseWalk walk) => Wakes.Starts(walk.Last, CaseWalk.Clock).Select(s => (s.Orchestrator, s.InstanceId));
}

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
    public void A_filing_wakes_nobody() => Assert.Empty(Wakes.Instances(company.Last));

    [Fact]
    public void Acceptance_starts_the_clock() => Assert.Equal([("ClockOrchestrator", $"{Number}-clock")], Starts(company.Accept()));

    [Fact]
    public void Acceptance_wakes_the_case() => Assert.Equal([Number], Wakes.Instances(company.Accept().Last));

    [Fact]
    public void A_claim_wakes_nobody() =>
        Assert.Empty(Wakes.Instances(company.Accept().Do(CaseWalk.Approver, (r, c) => Review.TaskRules.Claim(r, "B", c)).Last));

    [Fact]
    public void A_decided_stage_wakes_its_own_orchestration_only() =>
        Assert.Equal([$"{Number}-B-1"], Wakes.Instances(company.Accept().Decide(CaseWalk.Approver).Last));

    [Fact]
    public void The_decision_wakes_the_last_stage_and_the_clock()
    {
        company.Accept().Decide(CaseWalk.Approver, "refuse");

        Assert.Equal([$"{Number}-B-1", $"{Number}-clock"], Wakes.Instances(company.Last));
    }

    [Fact]
    public void A_withdrawal_wakes_every_open_stage_and_the_clock()
    {
        company.Accept().Decide(CaseWalk.Approver).Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Equal([.. ((string[])["C1", "C2", "C3", "C4"]).Select(s => $"{Number}-{s}-1"), $"{Number}-clock"], Wakes.Instances(company.Last));
    }

    [Fact]
    public void A_correction_wakes_the_case() => Assert.Equal([Number], Wakes.Instances(company.Correct(new Defect("M002", null, "模糊", "重传")).Last));

    [Fact]
    public void A_delivery_wakes_the_case() => Assert.Equal([Number], Wakes.Instances(
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier).Accept().Opine("B", CaseWalk.Reviewer)
            .Decide(CaseWalk.Approver).Issue().OrderCourier().Track(ParcelStatus.Delivered, 1, "张三").Last));

    private static IEnumerable<(string, string)> Starts(CaseWalk walk) => Wakes.Starts(walk.Last).Select(s => (s.Orchestrator, s.InstanceId));
}

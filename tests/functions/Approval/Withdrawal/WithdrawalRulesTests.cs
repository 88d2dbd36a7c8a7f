using NoVisit.Catalogue;

namespace NoVisit.Approval.Withdrawal;

/// <summary>撤回: until the decision.</summary>
public sealed class WithdrawalRulesTests
{
    private readonly CaseWalk walk = new(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier);

    [Fact]
    public void A_filing_is_withdrawn_before_acceptance() => Assert.Equal(CaseState.Withdrawn, Withdraw().State);

    [Fact]
    public void A_case_is_withdrawn_while_a_correction_is_awaited()
    {
        walk.Correct(new Defect("M002", null, "照片模糊", "重新上传"));

        Assert.Equal(CaseState.Withdrawn, Withdraw().State);
    }

    [Fact]
    public void A_case_is_withdrawn_in_review()
    {
        walk.Accept();

        Assert.Equal(CaseState.Withdrawn, Withdraw().State);
    }

    [Fact]
    public void A_withdrawal_cancels_what_is_open_and_keeps_what_is_done()
    {
        walk.Accept();

        Assert.Equal([StageState.Agreed, StageState.Cancelled, StageState.Cancelled], Withdraw().Stages.Select(s => s.State));
    }

    [Fact]
    public void A_withdrawal_stops_the_clock()
    {
        walk.Accept().At("2026-02-10 15:00");

        Assert.Equal(walk.Now, Withdraw().Clock!.FrozenAt);
    }

    [Fact]
    public void A_withdrawal_gives_a_reason() => Assert.Equal("/reason", walk.Refused(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, " ")).Errors!.Single().Key);

    [Fact]
    public void A_withdrawn_case_is_not_withdrawn_again()
    {
        Withdraw();

        Assert.Equal("wrong-state", Refused());
    }

    [Fact]
    public void Nothing_is_withdrawn_after_the_decision()
    {
        Decided();

        Assert.Equal("wrong-state", Refused());
    }

    [Fact]
    public void Nothing_is_withdrawn_that_is_on_its_way()
    {
        Decided().Issue().OrderCourier();

        Assert.Equal("wrong-state", Refused());
    }

    private CaseWalk Decided() => walk.Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver);

    private CaseRecord Withdraw() => walk.Do(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, "不再需要")).Record;

    private string Refused() => walk.Refused(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, "不再需要")).Problem;
}

using NoVisit.Approval.Flow;
using NoVisit.Payments;

namespace NoVisit.Approval.Termination;

/// <summary>终止: nothing is left to decide on.</summary>
public sealed class TerminationTests
{
    private static readonly TerminationCommand Died = new(TerminationGround.ApplicantDied, "申请人于2026年2月9日去世", ["死亡医学证明 3206-0001"]);

    [Fact]
    public void The_leads_chief_representative_ends_the_case_with_ground_and_evidence()
    {
        var walk = Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept());

        Assert.Equal(CaseState.Terminated, walk.Record.State);
        Assert.Contains("死亡医学证明 3206-0001", Assert.Single(walk.Record.Notices, n => n.Kind == "terminated").Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filing_that_is_not_accepted_yet_can_end_too() =>
        Assert.Equal(CaseState.Terminated, Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30")).Record.State);

    [Fact]
    [Rule("TL-06")]
    public void Clocks_stop_and_open_stages_are_cancelled()
    {
        var walk = Terminated(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver));

        Assert.Equal(walk.Now, walk.Record.Clock!.FrozenAt);
        Assert.DoesNotContain(walk.Record.Stages, s => s.State.IsStanding());
        Assert.Empty(walk.At("2026-06-01 09:00").Due());
    }

    [Fact]
    public void Every_orchestration_of_the_case_is_told()
    {
        var walk = Terminated(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver));

        Assert.Equal(
            [.. ((string[])["C1", "C2", "C3", "C4"]).Select(s => $"{CaseWalk.Number}-{s}-1"), $"{CaseWalk.Number}-clock"],
            Wakes.Instances(walk.Last).Select(w => w.InstanceId));
    }

    [Fact]
    public void The_applicants_box_says_why() => Assert.Equal(
        Notifications.NoticeKind.Terminated,
        Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()).Ledger[^1].Event.Message(
            Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()).Record, english: false, new(new byte[32]))!.Kind);

    /// <summary>A licence is cancelled as a certificate (Licence Law art. 70).</summary>
    [Fact]
    public void After_the_decision_there_is_nothing_to_terminate()
    {
        var walk = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", Catalogue.DeliveryMethod.Courier).Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver);

        Assert.Equal("terminated-after-decision", Refused(walk, CaseWalk.Approver, Died));
    }

    [Fact]
    public void An_ended_case_is_not_terminated_again() =>
        Assert.Equal("wrong-state", Refused(Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()), CaseWalk.Approver, Died));

    [Fact]
    public void A_reviewer_terminates_nothing() =>
        Assert.Equal("wrong-role", Refused(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept(), CaseWalk.Reviewer, Died));

    [Fact]
    public void Another_department_terminates_nothing() =>
        Assert.Equal("other-department", Refused(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept(), CaseWalk.ApproverOf("GAJ"), Died));

    [Theory]
    [InlineData(" ", "死亡医学证明")]
    [InlineData("申请人去世", "")]
    public void Ground_and_evidence_are_stated(string statement, string evidence) => Assert.Equal(
        "termination-incomplete",
        Refused(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept(), CaseWalk.Approver, Died with { Statement = statement, Evidence = [evidence] }));

    [Fact]
    public void What_was_paid_goes_back()
    {
        var terminated = Terminated(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()).Record;
        var paid = terminated with
        {
            Bill = new Bill
            {
                OrderId = "o-1",
                StageId = "C",
                Lines = [],
                Total = 8_000,
                RaisedAt = terminated.SubmittedAt,
                PayBy = terminated.UpdatedAt,
                State = BillState.Paid,
                Receipt = new Receipt("t-1", 8_000, terminated.UpdatedAt),
            },
        };

        Assert.Equal(8_000, Assert.IsType<RefundOrdered>(Assert.Single(BillRules.SettleRefund(paid))).Amount);
    }

    private static CaseWalk Terminated(CaseWalk walk) => walk.Do(CaseWalk.Approver, (r, c) => TerminationRules.Terminate(r, Died, c));

    private static string Refused(CaseWalk walk, Actor actor, TerminationCommand command) =>
        walk.Refused(actor, (r, c) => TerminationRules.Terminate(r, command, c)).Problem;
}

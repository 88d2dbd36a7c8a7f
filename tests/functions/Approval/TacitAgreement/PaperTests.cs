using NoVisit.Approval.Flow;
using NoVisit.Approval.JointReviews;
using NoVisit.Approval.Leading;
using NoVisit.Approval.Records;

namespace NoVisit.Approval.TacitAgreement;

/// <summary>
/// 承诺超时默认制 and the paper that is owed after it, on company set-up: the housing fund (GJJ) keeps silent until its limit on 11 February 2026, the last
/// working days before the Spring Festival.
/// </summary>
[Rule("TL-07")]
public sealed class PaperTests
{
    private static readonly Actor Fund = CaseWalk.ReviewerOf("GJJ");

    [Fact]
    public void Silence_orders_the_paper_within_one_working_day()
    {
        var order = Assert.Single(Silent().Record.PaperOrders);

        Assert.Equal(("GJJ", "C4", CaseWalk.Time("2026-02-12 17:30")), (order.Department, order.StageId, order.Due));
    }

    [Fact]
    public void The_order_comes_once() => Assert.Single(Silent().At("2026-02-12 09:00").Look().Look().Record.PaperOrders);

    [Fact]
    public void A_department_whose_silence_is_no_agreement_owes_no_paper() =>
        Assert.DoesNotContain(Silent().Record.PaperOrders, o => o.Department != "GJJ");

    [Fact]
    public void The_order_stands_in_the_departments_inbox_until_the_paper_is_there()
    {
        var silent = Silent();
        var before = InboxRow.Of(silent.Record).Where(r => r.PartitionKey == "GJJ").Select(r => r.StageType);
        var after = InboxRow.Of(Issued(silent).Record).Where(r => r.PartitionKey == "GJJ");

        Assert.Equal(["paper"], before);
        Assert.Empty(after);
    }

    [Fact]
    public void The_late_paper_is_on_record() =>
        Assert.Equal((StageState.Disagreed, "账户信息不全"), Assert.Single(Issued(Silent(), "disagree", "账户信息不全").Record.PaperOrders) is var o ? (o.Outcome!.Value, o.Text!) : default);

    [Fact]
    public void The_late_paper_changes_nothing_of_the_flow_even_if_it_disagrees()
    {
        var silent = Silent();
        var before = silent.Record.Stages.Select(s => (s.Id, s.State)).ToList();
        Issued(silent, "disagree", "账户信息不全");

        Assert.Equal(before, silent.Record.Stages.Select(s => (s.Id, s.State)));
        Assert.Equal(CaseState.DecidedGrant, OthersDecide(silent).Record.State);
    }

    [Fact]
    public void A_paper_that_is_late_in_its_turn_is_on_record_once()
    {
        var late = Silent().At("2026-02-12 17:30:01").Look().Look();

        Assert.Equal(["320681-20260210-7K3QF9-X~paper-C4-1"], late.Record.Accountabilities.Where(a => a.Rule == "paper").Select(a => a.Id));
    }

    [Fact]
    public void A_paper_in_time_breaks_nothing() =>
        Assert.DoesNotContain(Issued(Silent()).At("2026-02-24 09:00").Look().Record.Accountabilities, a => a.Rule == "paper");

    [Fact]
    public void A_paper_is_owed_also_when_the_case_is_closed()
    {
        var closed = OthersDecide(Silent()).Issue();
        Assert.Equal(CaseState.Closed, closed.Record.State);

        Assert.Contains(closed.At("2026-02-12 17:30:01").Look().Record.Accountabilities, a => a.Rule == "paper");
        Assert.Equal(CaseState.Closed, Issued(closed).Record.State);
    }

    [Fact]
    public void A_withdrawn_case_wants_no_paper_any_more()
    {
        var withdrawn = Silent().Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Equal("wrong-state", withdrawn.Refused(Fund, (r, c) => PaperRules.Issue(r, "C4-1", new("agree", "同意"), c)).Problem);
        Assert.Empty(withdrawn.At("2026-03-02 09:00").Due());
    }

    [Theory]
    [InlineData("GJJ", "C4-1", "perhaps", "同意", "unknown-opinion")]
    [InlineData("GJJ", "C4-1", "agree", " ", "paper-empty")]
    [InlineData("SWJ", "C4-1", "agree", "同意", "other-department")]
    [InlineData("GJJ", "C9-1", "agree", "同意", "unknown-order")]
    public void A_paper_says_something_and_comes_from_who_owes_it(string department, string order, string outcome, string text, string problem) =>
        Assert.Equal(problem, Silent().Refused(CaseWalk.ReviewerOf(department), (r, c) => PaperRules.Issue(r, order, new(outcome, text), c)).Problem);

    [Fact]
    public void A_clerk_issues_no_paper() => Assert.Equal(
        "wrong-role", Silent().Refused(new Actor("clerk.GJJ", "clerk", "GJJ"), (r, c) => PaperRules.Issue(r, "C4-1", new("agree", "同意"), c)).Problem);

    [Fact]
    public void A_paper_is_issued_once() =>
        Assert.Equal("paper-issued", Issued(Silent()).Refused(Fund, (r, c) => PaperRules.Issue(r, "C4-1", new("agree", "同意"), c)).Problem);

    [Fact]
    public void An_order_starts_its_own_orchestration() =>
        Assert.Contains($"{CaseWalk.Number}-order-C4-1", Wakes.Starts(Silent().Last, CaseWalk.Clock).Select(s => s.InstanceId));

    [Fact]
    public void The_paper_ends_the_orchestration_of_its_order() =>
        Assert.Contains(new Wake($"{CaseWalk.Number}-order-C4-1", Over: true), Wakes.Instances(Issued(Silent()).Last));

    [Fact]
    public void Absence_from_a_meeting_orders_the_paper_too()
    {
        var walk = new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        walk.At("2026-03-03 15:00").Do(
            CatalogueCase.Reviewer("FGW"), (r, c) => LeadRules.CallSurvey(r, new("C", CatalogueCase.Time("2026-03-04 14:00"), "政务服务中心301室"), c));
        walk.At("2026-03-04 15:00").Do(
            CatalogueCase.Reviewer("FGW"), (r, c) => MeetingRules.Record(r, walk.MeetingCommand("agree", new VoteCommand("ZJJ", "absent")), c));

        Assert.Equal(("C-1-ZJJ", "ZJJ", CatalogueCase.Time("2026-03-05 17:30")), Assert.Single(walk.Record.PaperOrders) is var o ? (o.Id, o.Department, o.Due) : default);
    }

    [Fact]
    public void Absence_from_a_joint_survey_orders_the_paper_of_those_alone_whose_absence_is_agreement()
    {
        var walk = new CatalogueCase(CatalogueCase.Completion).At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        Assert.Equal(["CGJ", "DAG"], walk.At("2026-03-06 09:00").Look().Record.PaperOrders.Select(o => o.Department).Order(StringComparer.Ordinal));
    }

    /// <summary>Over the whole catalogue: never the lead, never a decision, never what publication calls safety, environment or health.</summary>
    [Fact]
    public void No_item_lets_silence_stand_for_the_lead_for_a_decision_or_for_safety() =>
        Assert.Empty(CaseWalk.Catalogue.Published.SelectMany(i => i.Stages.Where(s => s.Tacit && (s.NoTacit || s.Decides || s.Department.Code == i.Lead.Code)).Select(s => $"{i.Code} {s.Id}")));

    private static CaseWalk Silent() =>
        new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).At("2026-02-11 17:30:01").Look();

    private static CaseWalk Issued(CaseWalk walk, string outcome = "agree", string text = "同意缴存登记") =>
        walk.At("2026-02-12 10:00").Do(Fund, (r, c) => PaperRules.Issue(r, "C4-1", new(outcome, text), c));

    private static CaseWalk OthersDecide(CaseWalk walk) =>
        walk.Decide(CaseWalk.ApproverOf("GAJ")).Decide(CaseWalk.ApproverOf("SWJ")).Decide(CaseWalk.ApproverOf("RSJ"));
}

using NoVisit.Catalogue;
using NoVisit.Delivery;

namespace NoVisit.Approval.Flow;

/// <summary>The order of a case: phases, the lead's word on disagreement, results, delivery.</summary>
[Rule("WF-03")]
public sealed class CaseFlowTests
{
    private static readonly string[] CoDepartments = ["GAJ", "SWJ", "RSJ"];

    [Fact]
    public void A_filed_case_waits_for_its_acceptance() => Assert.Equal(StepKind.Wait, Next(new(CaseWalk.Food, "2026-02-10 09:30")).Kind);

    [Fact]
    public void The_departments_of_a_phase_open_at_the_same_instant()
    {
        var walk = Joint();

        Assert.Equal([CaseWalk.Time("2026-02-10 09:30")], walk.Record.Stages.Where(s => s.Phase == 2).Select(s => s.OpenedAt!.Value).Distinct());
    }

    [Fact]
    public void All_open_stages_of_a_phase_run_at_once() => Assert.Equal(["C1", "C2", "C3", "C4"], Next(Joint()).Stages!.Select(s => s.StageId));

    [Fact]
    public void Every_stage_runs_under_its_own_name_and_round() =>
        Assert.Equal($"{CaseWalk.Number}-C1-1", Next(Joint()).Stages![0].InstanceId);

    [Fact]
    public void A_phase_ends_with_its_last_stage() =>
        Assert.Equal(CaseState.InReview, Joint().Decide(CaseWalk.ApproverOf("GAJ")).Decide(CaseWalk.ApproverOf("SWJ")).Record.State);

    [Fact]
    public void All_agree_and_the_case_is_granted() => Assert.Equal(CaseState.DecidedGrant, Agreed(Joint()).Record.State);

    [Fact]
    public void Conditions_do_not_hold_a_grant_back() =>
        Assert.Equal(CaseState.DecidedGrant, Decided(Joint()).Opine("C4", CaseWalk.ReviewerOf("GJJ"), "agreeWithConditions").Record.State);

    [Fact]
    public void The_lead_refuses_for_the_whole_case_at_once() =>
        Assert.Equal(CaseState.DecidedRefuse, new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver, "refuse").Record.State);

    [Fact]
    public void What_waits_is_cancelled_when_the_lead_refuses()
    {
        var walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver, "refuse");

        Assert.All(walk.Record.Stages.Where(s => s.Phase == 2), s => Assert.Equal(StageState.Cancelled, s.State));
    }

    [Fact]
    public void A_co_department_that_refuses_does_not_end_the_case_while_others_are_at_work() =>
        Assert.Equal(CaseState.InReview, Joint().Decide(CaseWalk.ApproverOf("GAJ"), "refuse").Record.State);

    [Fact]
    public void A_disagreement_at_the_end_calls_for_the_leads_decision() => Assert.Equal(StageState.Open, Disputed().Stage(CaseFlow.LeadDecisionId).State);

    [Fact]
    public void The_leads_decision_is_due_one_working_day_later() =>
        Assert.Equal(CaseWalk.Time("2026-02-11 17:30"), Disputed().Stage(CaseFlow.LeadDecisionId).Due);

    [Fact]
    public void The_lead_may_grant_in_spite_of_a_disagreement() => Assert.Equal(CaseState.DecidedGrant, Disputed().Decide(CaseWalk.Approver).Record.State);

    [Fact]
    public void The_lead_may_refuse_because_of_a_disagreement() =>
        Assert.Equal(CaseState.DecidedRefuse, Disputed().Decide(CaseWalk.Approver, "refuse").Record.State);

    [Fact]
    public void A_lead_that_decided_before_the_disagreement_has_to_decide_again_even_within_the_same_instant()
    {
        var walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver);

        Assert.NotNull(Agreed(walk, refusing: "SWJ").Record.Find(CaseFlow.LeadDecisionId));
    }

    [Fact]
    public void A_disagreement_that_the_leads_own_stage_follows_needs_no_extra_decision() => Assert.Equal(
        CaseState.DecidedGrant,
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer, "disagree").Decide(CaseWalk.Approver).Record.State);

    [Fact]
    public void A_granted_case_gets_its_certificates() => Assert.Equal(StepKind.IssueResults, Next(Agreed(Joint())).Kind);

    [Fact]
    public void A_refused_case_gets_its_decision_as_a_document() =>
        Assert.Equal(StepKind.IssueResults, Next(Disputed().Decide(CaseWalk.Approver, "refuse")).Kind);

    [Fact]
    public void A_certificate_of_its_own_is_delivered_and_the_case_closed_as_soon_as_it_is_made() =>
        Assert.Equal(CaseState.Closed, Agreed(Joint()).Issue().Record.State);

    [Fact]
    public void A_refusal_is_delivered_and_the_case_closed_as_soon_as_it_is_made() =>
        Assert.Equal(CaseState.Closed, Disputed().Decide(CaseWalk.Approver, "refuse").Issue().Record.State);

    [Fact]
    public void Paper_results_go_to_the_courier() => Assert.Equal(StepKind.OrderCourier, Next(Granted(DeliveryMethod.Courier).Issue()).Kind);

    [Fact]
    public void A_refusal_does_not_go_to_the_courier() => Assert.Equal(
        CaseState.Closed,
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier).Accept().Opine("B", CaseWalk.Reviewer)
            .Decide(CaseWalk.Approver, "refuse").Issue().Record.State);

    [Fact]
    public void A_parcel_on_its_way_is_waited_for() =>
        Assert.Equal(new CaseStep(StepKind.Wait), Next(Granted(DeliveryMethod.Courier).Issue().OrderCourier()));

    [Fact]
    public void A_delivered_parcel_closes_the_case() => Assert.Equal(
        CaseState.Closed, Granted(DeliveryMethod.Courier).Issue().OrderCourier().Track(ParcelStatus.Delivered, 1, "张三").Record.State);

    [Fact]
    public void Results_for_the_window_wait_there() =>
        Assert.Equal(CaseState.CertificateReady, Granted(DeliveryMethod.Window).Issue().Record.State);

    [Fact]
    public void A_closed_case_is_done() => Assert.Equal(StepKind.Done, Next(Agreed(Joint()).Issue()).Kind);

    [Fact]
    public void A_withdrawn_case_is_done() => Assert.Equal(StepKind.Done, Next(Joint().Do(
        CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"))).Kind);

    [Fact]
    public void Opinions_given_in_any_order_come_to_the_same_result()
    {
        // All 24 orders of the four departments, with every combination of who disagrees.
        foreach (var refusing in Enumerable.Range(0, 16))
        {
            var outcomes = Orders([0, 1, 2, 3]).Select(order => Outcome(order, refusing)).Distinct(StringComparer.Ordinal);
            Assert.Single(outcomes);
        }
    }

    private static CaseStep Next(CaseWalk walk) => CaseFlow.Next(walk.Record, CaseWalk.Clock);

    /// <summary>Item 02 with its four departments at work, two hours after the lead registered the company.</summary>
    private static CaseWalk Joint() => new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).At("2026-02-10 11:30");

    private static CaseWalk Decided(CaseWalk walk, string? refusing = null)
    {
        foreach (var department in CoDepartments)
        {
            walk.Decide(CaseWalk.ApproverOf(department), department == refusing ? "refuse" : "grant");
        }

        return walk;
    }

    private static CaseWalk Agreed(CaseWalk walk, string? refusing = null) => Decided(walk, refusing).Opine("C4", CaseWalk.ReviewerOf("GJJ"));

    private static CaseWalk Disputed() => Agreed(Joint(), refusing: "SWJ");

    private static CaseWalk Granted(DeliveryMethod delivery) =>
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", delivery).Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver);

    private static string Outcome(int[] order, int refusing)
    {
        var walk = Joint();
        foreach (var act in order)
        {
            var against = (refusing & (1 << act)) != 0;
            _ = act < 3
                ? walk.Decide(CaseWalk.ApproverOf(CoDepartments[act]), against ? "refuse" : "grant")
                : walk.Opine("C4", CaseWalk.ReviewerOf("GJJ"), against ? "disagree" : "agree");
        }

        if (walk.Record.Find(CaseFlow.LeadDecisionId) is not null)
        {
            walk.Decide(CaseWalk.Approver);
        }

        return CaseWalk.Text(new
        {
            walk.Record.State,
            walk.Record.Decision!.Granted,
            walk.Record.Decision.By,
            Stages = walk.Record.Stages.Select(s => new { s.Id, s.State, s.DoneBy, s.OpinionText, s.Phase }),
        });
    }

    private static IEnumerable<int[]> Orders(int[] of) => of.Length == 0
        ? [[]]
        : of.SelectMany(first => Orders([.. of.Where(x => x != first)]).Select(rest => (int[])[first, .. rest]));
}

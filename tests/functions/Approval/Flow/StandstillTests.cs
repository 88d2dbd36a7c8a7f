namespace NoVisit.Approval.Flow;

/// <summary>NF-03: a case that nobody looks after any more is noticed by who reads it, an hour after something was due.</summary>
[Rule("NF-03")]
public sealed class StandstillTests
{
    [Fact]
    public void A_case_whose_time_has_not_come_is_not_left() =>
        Assert.False(IsLeft(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30"), "2026-02-10 17:30"));

    [Fact]
    public void A_case_whose_acceptance_was_due_days_ago_is_left() =>
        Assert.True(IsLeft(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30"), "2026-03-10 09:30"));

    [Fact]
    public void A_stage_whose_limit_passed_more_than_an_hour_ago_is_left()
    {
        var walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver);

        Assert.False(IsLeft(walk, "2026-02-10 10:30"));
        Assert.True(IsLeft(walk, "2026-02-12 09:30"));
    }

    [Fact]
    public void A_decision_without_its_certificate_is_left_after_an_hour()
    {
        var walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver, "refuse");

        Assert.Equal(StepKind.IssueResults, CaseFlow.Next(walk.Record, CaseWalk.Clock).Kind);
        Assert.False(IsLeft(walk, "2026-02-10 10:30"));
        Assert.True(IsLeft(walk, "2026-02-10 10:31"));
    }

    [Fact]
    public void A_case_that_has_ended_is_never_left() =>
        Assert.False(IsLeft(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver, "refuse").Issue(), "2027-02-10 09:30"));

    private static bool IsLeft(CaseWalk walk, string now) => Standstill.IsLeft(walk.Record, CaseWalk.Clock, CaseWalk.Time(now));
}

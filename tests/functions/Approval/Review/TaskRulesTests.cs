namespace NoVisit.Approval.Review;

/// <summary>What a department does with its task, on item 03 after its acceptance.</summary>
public sealed class TaskRulesTests
{
    private static readonly Actor Colleague = new("zhou.reviewer", "reviewer", "SCJ");
    private static readonly string[] Two = ["wang.reviewer", "zhou.reviewer"];

    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").At("2026-02-10 10:00").Accept().At("2026-02-10 14:00");

    [Rule("WF-09")]
    [Fact]
    public void A_claimed_task_belongs_to_who_claimed_it()
    {
        Claim(CaseWalk.Reviewer);

        Assert.Equal((StageState.Claimed, CaseWalk.Reviewer.Id), (walk.Stage("B").State, walk.Stage("B").ClaimedBy));
    }

    [Fact]
    public void Claiming_twice_changes_nothing()
    {
        Claim(CaseWalk.Reviewer);

        Assert.Empty(Assert.IsType<Outcome.Done>(TaskRules.Claim(walk.Record, "B", walk.As(CaseWalk.Reviewer))).Events);
    }

    [Rule("WF-09")]
    [Fact]
    public void A_colleagues_task_cannot_be_claimed()
    {
        Claim(CaseWalk.Reviewer);

        Assert.Equal("claimed-by-another", walk.Refused(Colleague, (r, c) => TaskRules.Claim(r, "B", c)).Problem);
    }

    [Fact]
    public void A_colleagues_task_cannot_be_released()
    {
        Claim(CaseWalk.Reviewer);

        Assert.Equal("claimed-by-another", walk.Refused(Colleague, (r, c) => TaskRules.Release(r, "B", c)).Problem);
    }

    [Rule("WF-09")]
    [Fact]
    public void A_released_task_is_open_to_a_colleague()
    {
        Claim(CaseWalk.Reviewer);
        walk.Do(CaseWalk.Reviewer, (r, c) => TaskRules.Release(r, "B", c));

        Assert.Equal(Colleague.Id, Claim(Colleague).Stage("B").ClaimedBy);
    }

    [Fact]
    public void Releasing_what_nobody_claimed_changes_nothing() =>
        Assert.Empty(Assert.IsType<Outcome.Done>(TaskRules.Release(walk.Record, "B", walk.As(CaseWalk.Reviewer))).Events);

    [Fact]
    public void There_is_no_task_of_another_name() => Assert.Equal(404, Opinion("Z", "agree").Status);

    [Rule("WF-01")]
    [Fact]
    public void A_stage_of_a_later_phase_is_not_open_yet() =>
        Assert.Equal("task-closed", walk.Refused(CaseWalk.Reviewer, (r, c) => TaskRules.Claim(r, "C", c)).Problem);

    [Fact]
    public void A_reviewer_of_another_department_gives_no_opinion() => Assert.Equal("other-department", Opinion("B", "agree", actor: CaseWalk.ReviewerOf("SWJ")).Problem);

    [Rule("WF-08")]
    [Fact]
    public void A_clerk_gives_no_opinion() => Assert.Equal("wrong-role", Opinion("B", "agree", actor: CaseWalk.Clerk).Problem);

    [Theory]
    [InlineData("agree", nameof(StageState.Agreed))]
    [InlineData("agreeWithConditions", nameof(StageState.AgreedWithConditions))]
    [InlineData("disagree", nameof(StageState.Disagreed))]
    public void An_opinion_agrees_agrees_with_conditions_or_disagrees(string outcome, string state) =>
        Assert.Equal(state, walk.Opine("B", CaseWalk.Reviewer, outcome).Stage("B").State.ToString());

    [Fact]
    public void Any_other_opinion_is_refused() => Assert.Equal("unknown-opinion", Opinion("B", "abstain").Problem);

    [Fact]
    public void Disagreeing_needs_a_reason() => Assert.Equal("/text", Opinion("B", "disagree", " ").Errors!.Single().Key);

    [Fact]
    public void Conditions_have_to_be_named() => Assert.Equal("/conditions", Opinion("B", "agreeWithConditions").Errors!.Single().Key);

    [Fact]
    public void An_opinion_is_given_once()
    {
        walk.Opine("B", CaseWalk.Reviewer);

        Assert.Equal("task-closed", Opinion("B", "disagree").Problem);
    }

    [Fact]
    public void A_survey_is_no_matter_of_opinion()
    {
        walk.Opine("B", CaseWalk.Reviewer);

        Assert.Equal("wrong-act", Opinion("C", "agree").Problem);
    }

    [Fact]
    public void An_opinion_is_no_matter_of_survey() => Assert.Equal("wrong-act", RefusedSurvey("B", Two).Problem);

    [Fact]
    public void One_officer_alone_inspects_nothing() => Assert.Equal("too-few-inspectors", Surveying("wang.reviewer").Problem);

    [Fact]
    public void The_same_officer_named_twice_is_one() => Assert.Equal("too-few-inspectors", Surveying("wang.reviewer", " wang.reviewer ", "").Problem);

    [Fact]
    public void An_inspection_does_not_lie_in_the_future()
    {
        walk.Opine("B", CaseWalk.Reviewer);

        Assert.Equal("survey-in-future", RefusedSurvey("C", Two, at: walk.Now.AddMinutes(1)).Problem);
    }

    [Fact]
    public void An_inspection_has_findings()
    {
        walk.Opine("B", CaseWalk.Reviewer);

        Assert.Equal("/findings", RefusedSurvey("C", Two, findings: "").Errors!.Single().Key);
    }

    [Fact]
    public void An_inspection_has_an_outcome()
    {
        walk.Opine("B", CaseWalk.Reviewer);

        Assert.Equal("unknown-opinion", RefusedSurvey("C", Two, outcome: "maybe").Problem);
    }

    [Fact]
    public void The_survey_keeps_its_inspectors() =>
        Assert.Equal(Two, walk.Opine("B", CaseWalk.Reviewer).Survey("C", CaseWalk.Reviewer, Two).Stage("C").Survey!.Inspectors);

    private CaseWalk Claim(Actor actor) => walk.Do(actor, (r, c) => TaskRules.Claim(r, "B", c));

    private Refusal Opinion(string stage, string outcome, string text = "符合条件", Actor? actor = null) =>
        walk.Refused(actor ?? CaseWalk.Reviewer, (r, c) => TaskRules.Opine(r, stage, new(outcome, text), c));

    private Refusal Surveying(params string[] inspectors)
    {
        walk.Opine("B", CaseWalk.Reviewer);
        return RefusedSurvey("C", inspectors);
    }

    private Refusal RefusedSurvey(string stage, string[] inspectors, DateTimeOffset? at = null, string findings = "符合", string outcome = "agree") =>
        walk.Refused(CaseWalk.Reviewer, (r, c) => TaskRules.RecordSurvey(r, stage, new(inspectors, at ?? walk.Now, findings, outcome), c));
}

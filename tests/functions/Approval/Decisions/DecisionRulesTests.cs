namespace NoVisit.Approval.Decisions;

/// <summary>决定: four eyes, reasons, the right department (Licence Law art. 38; WF-08, WF-11b).</summary>
public sealed class DecisionRulesTests
{
    private static readonly string[] Inspectors = ["wang.reviewer", "zhou.inspector"];

    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()
        .Opine("B", CaseWalk.Reviewer).Survey("C", CaseWalk.Reviewer, Inspectors);

    [Fact]
    public void The_lead_grants() => Assert.Equal(CaseState.DecidedGrant, walk.Decide(CaseWalk.Approver).Record.State);

    [Fact]
    public void The_decision_names_who_made_it() => Assert.Equal(CaseWalk.Approver.Id, walk.Decide(CaseWalk.Approver).Record.Decision!.By);

    [Fact]
    public void The_clock_freezes_at_the_decision() =>
        Assert.Equal(walk.At("2026-02-11 11:00").Now, walk.Decide(CaseWalk.Approver).Record.Clock!.FrozenAt);

    [Rule("WF-11b", "WF-08")]
    [Theory]
    [InlineData("li.clerk")]
    [InlineData("wang.reviewer")]
    [InlineData("zhou.inspector")]
    public void Who_accepted_reviewed_or_inspected_does_not_decide(string person) =>
        Assert.Equal("four-eyes", Refused(new Actor(person, "clerk,reviewer,approver", "SCJ")).Problem);

    [Rule("WF-11b", "WF-08")]
    [Fact]
    public void Who_would_not_make_the_certificate_does_not_settle_it_himself()
    {
        var transfer = new CatalogueCase(CatalogueCase.RealEstate);
        while (!transfer.Open.Contains("E"))
        {
            transfer.AgreeOnce();
        }

        transfer.Opine("E", "disagree", "证书信息与登记簿不符");

        Assert.Equal(["LEAD"], transfer.Open);
        Assert.Equal("four-eyes", transfer.Refused(CatalogueCase.Approver("BDC"), (r, c) => DecisionRules.Decide(r, new("grant"), c)).Problem);
    }

    [Rule("WF-08")]
    [Fact]
    public void Another_department_does_not_decide() => Assert.Equal("other-department", Refused(CaseWalk.ApproverOf("SWJ")).Problem);

    [Rule("WF-08")]
    [Fact]
    public void A_reviewer_does_not_decide() => Assert.Equal("wrong-role", Refused(new Actor("qian.reviewer", "reviewer", "SCJ")).Problem);

    [Rule("WF-01")]
    [Fact]
    public void Nothing_is_decided_before_its_turn() => Assert.Equal("wrong-state", new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept()
        .Refused(CaseWalk.Approver, (r, c) => DecisionRules.Decide(r, new("grant"), c)).Problem);

    [Rule("WF-01")]
    [Fact]
    public void Nothing_is_decided_twice()
    {
        walk.Decide(CaseWalk.Approver);

        Assert.Equal("wrong-state", Refused(CaseWalk.Approver).Problem);
    }

    [Theory]
    [InlineData(null, "第三十五条", "/reason")]
    [InlineData("不符合", " ", "/basis")]
    public void A_refusal_states_reason_and_basis(string? reason, string? basis, string missing) => Assert.Equal(
        missing, walk.Refused(CaseWalk.Approver, (r, c) => DecisionRules.Decide(r, new("refuse", reason, basis), c)).Errors!.Single().Key);

    [Fact]
    public void A_refusal_tells_the_remedies() =>
        Assert.Equal(Acceptance.AcceptanceRules.Remedies, walk.Decide(CaseWalk.Approver, "refuse").Record.Decision!.Remedies);

    [Fact]
    public void A_decision_is_grant_or_refuse() =>
        Assert.Equal("unknown-outcome", walk.Refused(CaseWalk.Approver, (r, c) => DecisionRules.Decide(r, new("defer"), c)).Problem);

    [Fact]
    public void Departments_that_decide_at_once_decide_each_on_its_own_stage()
    {
        var company = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).Decide(CaseWalk.ApproverOf("SWJ"));

        Assert.Equal(["C2"], company.Record.Stages.Where(s => s.Phase == 2 && s.State.IsDone()).Select(s => s.Id));
    }

    private Refusal Refused(Actor actor) => walk.Refused(actor, (r, c) => DecisionRules.Decide(r, new("grant"), c));
}

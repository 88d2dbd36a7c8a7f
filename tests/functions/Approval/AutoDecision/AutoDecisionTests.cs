using NoVisit.Approval.Acceptance;

namespace NoVisit.Approval.AutoDecision;

/// <summary>自助办理 (IN-16): the pension enrolment that a village agent files.</summary>
[Rule("IN-16")]
[Rule("KD-01")]
public sealed class AutoDecisionTests
{
    [Fact]
    public void When_everything_matches_the_system_grants_at_once()
    {
        var walk = Accepted().Opine("B");

        Assert.Equal((CaseState.DecidedGrant, "system"), (walk.Record.State, walk.Record.Decision!.By));
    }

    [Fact]
    public void A_missing_material_leaves_it_to_a_person() =>
        Assert.Equal(["C"], Accepted(without: "M002").Opine("B").Open);

    [Theory]
    [InlineData("applicant.name")]
    [InlineData("household.address")]
    public void A_declared_value_that_its_register_contradicts_leaves_it_to_a_person(string field) => Assert.Equal(
        ["C"], new CatalogueCase(CatalogueCase.Pension, mismatch: field).At("2026-03-02 10:00").Accept().Opine("B").Open);

    [Fact]
    public void What_was_corrected_after_the_comparison_leaves_it_to_a_person()
    {
        var walk = new CatalogueCase(CatalogueCase.Pension).At("2026-03-02 10:00");
        walk.Do(CatalogueCase.Clerk("CUN"), (r, c) => AcceptanceRules.Handle(r, new("correct", [new(Field: "household.address", Reason: "有误", Cure: "核实")]), c));
        walk.Do(new("zhang.san", "applicant", null), (r, c) => CorrectionRules.Answer(
            r, new Dictionary<string, System.Text.Json.JsonElement> { ["household.address"] = CaseWalk.Json("民胜村9组") }, [], c));

        Assert.Equal(["C"], walk.Accept().Opine("B").Open);
    }

    [Fact]
    public void An_earlier_disagreement_leaves_it_to_a_person() =>
        Assert.Equal(["C"], Accepted().Opine("B", "disagree", "户口信息不一致").Open);

    [Fact]
    public void An_earlier_condition_leaves_it_to_a_person() =>
        Assert.Equal(["C"], Accepted().Opine("B", "agreeWithConditions").Open);

    [Fact]
    public void Deemed_acceptance_leaves_it_to_a_person() =>
        Assert.Equal(["C"], new CatalogueCase(CatalogueCase.Pension).At("2026-03-10 09:00").Look().Opine("B").Open);

    [Fact]
    public void Only_a_person_refuses()
    {
        var walk = Accepted().Opine("B", "disagree", "户口信息不一致");

        Assert.Equal((CaseState.DecidedRefuse, "approver.RSJ"), (walk.Decide("C", "refuse").Record.State, walk.Record.Decision!.By));
    }

    [Fact]
    public void The_automatic_grant_says_that_it_is_one() =>
        Assert.Equal((AutoRules.Reason, "system"), (Accepted().Opine("B").Stage("C").OpinionText, Accepted().Opine("B").Stage("C").DoneBy));

    [Fact]
    [Rule("DS-04")]
    public void A_mismatch_is_a_fact_and_no_refusal()
    {
        var walk = new CatalogueCase(CatalogueCase.Pension, mismatch: "household.address").At("2026-03-02 10:00").Accept().Opine("B").Decide("C");

        Assert.Equal((CaseState.DecidedGrant, "approver.RSJ"), (walk.Record.State, walk.Record.Decision!.By));
    }

    private static CatalogueCase Accepted(string? without = null) =>
        new CatalogueCase(CatalogueCase.Pension, without: without).At("2026-03-02 10:00").Accept();
}

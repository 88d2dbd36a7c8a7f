using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Flow;
using NoVisit.Deadlines;

namespace NoVisit.Approval.ReportingUp;

/// <summary>上报件 (KD-04): land pre-review by the county, decided by the prefecture.</summary>
[Rule("KD-04")]
public sealed class ReportUpTests
{
    [Fact]
    public void The_report_is_the_chief_representatives() =>
        Assert.Equal("wrong-role", Examined().Refused(
            CatalogueCase.Reviewer("ZRJ"), (r, c) => Review.TaskRules.Opine(r, "C", new("agree", "同意上报"), c)).Problem);

    [Fact]
    public void After_the_report_the_case_stands_with_the_superior()
    {
        var walk = Examined().Opine("C");

        Assert.Equal((CaseState.ReportedUp, "ZRJ-S"), (walk.Record.State, walk.Stage(Assert.Single(walk.Open)).Department));
    }

    [Fact]
    public void The_superior_has_a_limit_of_its_own() =>
        Assert.Equal(new DateOnly(2026, 3, 10), OfficeHours.DateOf(Examined().Opine("C").Stage("D").Due!.Value));

    [Fact]
    public void All_materials_go_up()
    {
        var walk = Examined();

        Assert.Equal(walk.Record.Materials, walk.Opine("C").Record.Materials);
    }

    [Fact]
    public void The_superior_cannot_ask_the_applicant_again() =>
        Assert.Equal("other-department", Examined().Opine("C").Refused(
            new Actor("clerk.ZRJ-S", "clerk", "ZRJ-S"),
            (r, c) => AcceptanceRules.Handle(r, new("correct", [new Defect("M001", null, "缺页", "补齐")]), c)).Problem);

    [Fact]
    public void Nor_can_the_county_any_more() =>
        Assert.Equal("wrong-state", Examined().Opine("C").Refused(
            CatalogueCase.Clerk("ZRJ"),
            (r, c) => AcceptanceRules.Handle(r, new("correct", [new Defect("M001", null, "缺页", "补齐")]), c)).Problem);

    [Fact]
    public void The_superiors_refusal_is_the_decision() =>
        Assert.Equal((CaseState.DecidedRefuse, "approver.ZRJ-S"), Decided("refuse"));

    [Fact]
    public void The_superiors_grant_is_the_decision() =>
        Assert.Equal((CaseState.DecidedGrant, "approver.ZRJ-S"), Decided("grant"));

    [Fact]
    public void A_report_against_goes_up_with_its_reason_and_the_superior_decides()
    {
        var walk = Examined().Opine("C", "disagree", "选址与规划不符").Opine("D").Decide("E");

        Assert.Equal(CaseState.DecidedGrant, walk.Record.State);
    }

    [Fact]
    public void A_report_against_needs_its_reason() =>
        Assert.Equal("reason-missing", Examined().Refused(
            CatalogueCase.Approver("ZRJ"), (r, c) => Review.TaskRules.Opine(r, "C", new("disagree", ""), c)).Problem);

    [Fact]
    public void The_superiors_stages_run_in_orchestrations_too() =>
        Assert.Equal(StepKind.RunStages, CaseFlow.Next(Examined().Opine("C").Record, new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default)).Kind);

    [Fact]
    public void The_superiors_delay_is_on_record_against_it() =>
        Assert.Equal("ZRJ-S", Assert.Single(
            Examined().Opine("C").At("2026-03-11 09:00").Look().Record.Accountabilities, a => a.Rule == "stage").Department);

    private static (CaseState State, string By) Decided(string outcome)
    {
        var record = Examined().Opine("C").Opine("D").Decide("E", outcome).Record;
        return (record.State, record.Decision!.By);
    }

    private static CatalogueCase Examined() =>
        new CatalogueCase(CatalogueCase.Land).At("2026-03-02 10:00").Accept().At("2026-03-03 10:00").Opine("B");
}

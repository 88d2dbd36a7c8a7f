using NoVisit.Approval.Records;
using NoVisit.Approval.Review;
using NoVisit.Deadlines;

namespace NoVisit.Approval.JointSurveys;

/// <summary>一车式联合踏勘 (WF-07) of the joint completion acceptance.</summary>
[Rule("WF-07", "TL-07")]
public sealed class JointSurveyTests
{
    private static readonly string[] Parts = ["C-ZRJ", "C-ZJJ", "C-RFB", "C-DAG", "C-CGJ"];

    [Fact]
    public void Every_participating_department_gets_the_survey_into_its_inbox() =>
        Assert.Equal(["CGJ", "DAG", "RFB", "ZJJ", "ZRJ"], InboxRow.Of(AtSurvey().Record).Select(r => r.PartitionKey).Order());

    [Fact]
    public void All_parts_open_at_the_same_instant_with_the_limit_of_the_survey() =>
        Assert.All(Parts, p => Assert.Equal(new DateOnly(2026, 3, 5), OfficeHours.DateOf(AtSurvey().Stage(p).Due!.Value)));

    [Fact]
    public void The_survey_is_done_only_when_every_department_has_recorded()
    {
        var walk = AtSurvey();
        foreach (var part in Parts.SkipLast(1))
        {
            walk.Survey(part);
        }

        Assert.Equal(["C-CGJ"], walk.Open);
    }

    [Fact]
    public void Each_department_needs_two_inspectors()
    {
        var walk = AtSurvey();
        var refusal = walk.Refused(CatalogueCase.Reviewer("RFB"), (r, c) =>
            TaskRules.RecordSurvey(r, "C-RFB", walk.SurveyCommand("C-RFB", "agree") with { Inspectors = ["one", "one"] }, c));

        Assert.Equal("too-few-inspectors", refusal.Problem);
    }

    [Fact]
    public void A_department_records_its_own_part_only()
    {
        var walk = AtSurvey();
        var refusal = walk.Refused(CatalogueCase.Reviewer("RFB"), (r, c) => TaskRules.RecordSurvey(r, "C-ZRJ", walk.SurveyCommand("C-ZRJ", "agree"), c));

        Assert.Equal("other-department", refusal.Problem);
    }

    [Fact]
    public void What_is_to_be_put_right_is_listed_point_by_point()
    {
        var walk = AtSurvey();
        var refusal = walk.Refused(CatalogueCase.Reviewer("ZRJ"), (r, c) =>
            TaskRules.RecordSurvey(r, "C-ZRJ", walk.SurveyCommand("C-ZRJ", "agreeWithConditions"), c));

        Assert.Equal("rectification-points-missing", refusal.Problem);
    }

    [Fact]
    public void An_inspection_that_passed_asks_for_nothing()
    {
        var walk = AtSurvey();
        var refusal = walk.Refused(CatalogueCase.Reviewer("ZRJ"), (r, c) =>
            TaskRules.RecordSurvey(r, "C-ZRJ", walk.SurveyCommand("C-ZRJ", "agree", "补种绿化"), c));

        Assert.Equal("rectification-points-unexpected", refusal.Problem);
    }

    /// <summary>TL-07: only archive and city works, whose later opinions are tacit too; never planning, fire or civil defence.</summary>
    [Fact]
    public void Absence_is_agreement_only_where_the_departments_later_opinion_is_tacit()
    {
        var walk = AtSurvey().At("2026-03-06 09:00").Look();

        Assert.Equal(
            ["C-CGJ", "C-DAG"], walk.Record.Stages.Where(s => s.State == StageState.DeemedAgreed).Select(s => s.Id).Order());
    }

    [Fact]
    public void Every_department_that_stayed_away_is_on_record()
    {
        var walk = AtSurvey().Survey("C-ZRJ").At("2026-03-06 09:00").Look();

        Assert.Equal(["C-CGJ", "C-DAG", "C-RFB", "C-ZJJ"], walk.Record.Accountabilities.Select(a => a.StageId).Order());
    }

    [Fact]
    public void An_inspector_cannot_decide_the_case()
    {
        var walk = AtSurvey().Survey("C-ZJJ");

        Assert.True(Guards.BreaksFourEyes(walk.Record, new Actor("inspector2.C-ZJJ", "approver", "ZJJ")));
    }

    private static CatalogueCase AtSurvey()
    {
        var walk = new CatalogueCase(CatalogueCase.Completion).At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        return walk;
    }
}

using NoVisit.Approval.Records;

namespace NoVisit.Approval.Leading;

/// <summary>牵头单位负责制 in the joint completion acceptance led by ZJJ: its survey of five departments is open on 2 March 2026.</summary>
[Rule("WF-04")]
public sealed class LeadTests
{
    private static readonly Actor Coordinator = new("coordinator", "coordinator", null);
    private static readonly SurveyCallCommand Call = new("C", CatalogueCase.Time("2026-03-04 09:30"), "启东市汇龙镇人民中路688号");

    private readonly CatalogueCase walk = JointSurveys.JointSurveyTests.AtSurvey();

    [Fact]
    public void The_lead_sets_the_date_and_all_departments_are_called()
    {
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call, c));

        Assert.Equal(["CGJ", "DAG", "RFB", "ZJJ", "ZRJ"], Assert.Single(walk.Record.SurveyCalls).Departments.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_applicant_is_told_when_and_where()
    {
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call, c));

        Assert.Contains("2026-03-04 09:30在启东市汇龙镇人民中路688号", walk.Record.Notices[^1].Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_survey_stands_for_the_whole()
    {
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call with { StageId = "C-RFB" }, c));

        Assert.Equal(("C", 5), (Assert.Single(walk.Record.SurveyCalls).StageId, walk.Record.SurveyCalls[0].Departments.Count));
    }

    [Fact]
    public void Every_called_department_is_told()
    {
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call, c));

        Assert.Equal(
            ["CGJ", "DAG", "RFB", "ZJJ", "ZRJ"],
            walk.Ledger[^1].Event.StaffMessages(walk.Record).Select(m => m.Post.Department!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("2026-03-02 15:00")]
    [InlineData("2026-03-07 09:30")]
    public void It_is_on_a_working_day_from_the_next_on(string at) => Assert.Equal("survey-call-invalid", walk.Refused(
        CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call with { At = CatalogueCase.Time(at) }, c)).Problem);

    [Fact]
    public void Another_department_sets_no_date() =>
        Assert.Equal("other-department", walk.Refused(CatalogueCase.Reviewer("RFB"), (r, c) => LeadRules.CallSurvey(r, Call, c)).Problem);

    [Fact]
    public void What_is_no_joint_stage_is_not_called() => Assert.Equal(
        "unknown-task", walk.Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call with { StageId = "B" }, c)).Problem);

    [Fact]
    [Rule("TL-07")]
    public void Absence_from_a_survey_that_was_called_is_agreement_on_record_against_the_department()
    {
        Called().Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", "DAG"), c));

        Assert.Equal(
            (StageState.DeemedAgreed, "DAG"), (walk.Stage("C-DAG").State, Assert.Single(walk.Record.Accountabilities, a => a.Rule == "absence").Department));
    }

    [Fact]
    [Rule("TL-07")]
    public void Who_stayed_away_owes_its_paper_within_a_working_day()
    {
        Called().Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", "DAG"), c));

        Assert.Equal(("DAG", CatalogueCase.Time("2026-03-05 17:30")), (Assert.Single(walk.Record.PaperOrders).Department, walk.Record.PaperOrders[0].Due));
    }

    [Fact]
    [Rule("TL-07")]
    public void A_call_to_an_earlier_inspection_is_none_to_the_next()
    {
        Called();
        foreach (var part in walk.Open)
        {
            walk.Survey(part, part == "C-DAG" ? "agreeWithConditions" : "agree", part == "C-DAG" ? ["补齐档案"] : []);
        }

        walk.At("2026-03-05 09:30").Rectified();
        Assert.Equal(["C-DAG"], walk.Open);
        Assert.Equal("survey-not-called", walk.Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", "DAG"), c)).Problem);
    }

    [Theory]
    [Rule("TL-07")]
    [InlineData("RFB")]
    [InlineData("ZRJ")]
    [InlineData("ZJJ")]
    public void Absence_of_the_lead_or_of_who_guards_life_is_never_agreement(string department) => Assert.Equal(
        "absence-not-agreement", Called().Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", department), c)).Problem);

    [Fact]
    [Rule("TL-07")]
    public void Nobody_is_absent_from_a_survey_that_was_not_called() => Assert.Equal(
        "survey-not-called", walk.Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", "DAG"), c)).Problem);

    [Fact]
    [Rule("TL-07")]
    public void Nobody_is_absent_before_its_time() => Assert.Equal("survey-not-called", Called().At("2026-03-04 09:30").Refused(
        CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.RecordAbsence(r, new("C", "DAG"), c)).Problem);

    [Fact]
    public void The_coordinator_gives_the_lead_to_another_department()
    {
        walk.Do(Coordinator, (r, c) => LeadRules.Reassign(r, new("ZRJ", "主要审批事项属于该部门"), c));

        Assert.Equal("ZRJ", walk.Record.Lead);
    }

    [Fact]
    public void The_new_lead_leads()
    {
        walk.Do(Coordinator, (r, c) => LeadRules.Reassign(r, new("ZRJ", "主要审批事项属于该部门"), c));

        Assert.Null(LeadRules.MayLead(walk.Record, CatalogueCase.Reviewer("ZRJ")));
    }

    [Fact]
    public void Nobody_else_gives_the_lead_away() => Assert.Equal(
        "coordinator-only", walk.Refused(CatalogueCase.Approver("ZJJ"), (r, c) => LeadRules.Reassign(r, new("ZRJ", "推诿"), c)).Problem);

    [Fact]
    public void A_department_outside_the_case_does_not_lead_it() =>
        Assert.Equal("lead-outside-case", walk.Refused(Coordinator, (r, c) => LeadRules.Reassign(r, new("WJW", "x"), c)).Problem);

    [Fact]
    public void A_change_of_the_lead_has_a_reason() =>
        Assert.Equal("reason-missing", walk.Refused(Coordinator, (r, c) => LeadRules.Reassign(r, new("ZRJ", " "), c)).Problem);

    [Fact]
    public void A_late_task_comes_up_to_the_head_of_its_department()
    {
        walk.At("2026-03-06 09:00");
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.PullUp(r, new("C-RFB", "已超期,请负责人办理"), c with { Staff = FoundedStaff.Order }));
        var row = Assert.Single(InboxRow.Of(walk.Record), r => r is { PartitionKey: "RFB", Escalation: not null });

        Assert.Equal(("approver", "approver.RFB", "late"), (row.Role, row.AssignedTo, row.Escalation));
    }

    [Fact]
    public void A_task_in_time_stays_where_it_is() => Assert.Equal(
        "not-late", walk.Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.PullUp(r, new("C-RFB", "催办"), c)).Problem);

    [Fact]
    public void A_coordination_waits_for_the_coordinator_until_it_is_settled()
    {
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.Coordinate(r, new("消防与规划意见不一致", ["ZRJ", "RFB"]), c));
        var waiting = InboxRow.Of(walk.Record).Count(r => r.PartitionKey == InboxRow.Coordinators);
        walk.Do(Coordinator, (r, c) => LeadRules.Conclude(r, "c1", new("按规划意见执行"), c));

        Assert.Equal((1, 0), (waiting, InboxRow.Of(walk.Record).Count(r => r.PartitionKey == InboxRow.Coordinators)));
    }

    [Fact]
    public void It_is_settled_once()
    {
        walk.Do(Coordinator, (r, c) => LeadRules.Coordinate(r, new("消防与规划意见不一致", ["ZRJ"]), c))
            .Do(Coordinator, (r, c) => LeadRules.Conclude(r, "c1", new("按规划意见执行"), c));

        Assert.Equal("coordination-concluded", walk.Refused(Coordinator, (r, c) => LeadRules.Conclude(r, "c1", new("再议"), c)).Problem);
    }

    [Fact]
    public void It_names_departments_of_the_case()
    {
        var refusal = walk.Refused(Coordinator, (r, c) => LeadRules.Coordinate(r, new("x", ["WJW"]), c));

        Assert.Equal(("coordination-incomplete", "/departments"), (refusal.Problem, Assert.Single(refusal.Errors!).Key));
    }

    [Fact]
    public void There_is_no_coordination_of_another_name() =>
        Assert.Equal("unknown-coordination", walk.Refused(Coordinator, (r, c) => LeadRules.Conclude(r, "c9", new("x"), c)).Problem);

    private CatalogueCase Called() =>
        walk.Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => LeadRules.CallSurvey(r, Call, c)).At("2026-03-04 11:00");
}

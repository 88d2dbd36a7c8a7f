using NoVisit.Approval.Flow;
using NoVisit.Deadlines;

namespace NoVisit.Approval.Rectifications;

/// <summary>整改 after the joint survey (WF-06).</summary>
[Rule("WF-06")]
public sealed class RectificationTests
{
    [Fact]
    public void When_all_inspections_passed_there_is_no_wait()
    {
        var walk = Surveyed();

        Assert.Equal((StageState.Cancelled, "D1,D2,D3,D4,D5"), (walk.Stage("R").State, string.Join(',', walk.Open)));
    }

    [Fact]
    public void The_points_of_all_departments_go_out_in_one_list()
    {
        var notice = Assert.Single(Unpassed().Record.Notices, n => n.Kind == RectificationRequested.NoticeKindName);

        Assert.EndsWith("1. 退界不足\n2. 立面不符\n3. 现场情况记录\n4. 补种绿化", notice.Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_stands_while_the_applicant_rectifies()
    {
        var record = Unpassed().Record;

        Assert.Equal(
            (CaseState.Suspended, SuspensionGround.Rectification, null), (record.State, record.Clock!.Suspensions.Single().Ground, record.PromisedDue));
    }

    [Fact]
    public void No_limit_is_broken_while_the_clock_stands() =>
        Assert.DoesNotContain(
            Unpassed().At("2026-05-20 09:00").Look().Record.Accountabilities, a => a.Rule is "promised" or "legal" or "stage");

    [Fact]
    public void Only_the_parts_that_did_not_pass_are_inspected_again()
    {
        var walk = Unpassed().At("2026-03-09 10:00").Rectified();

        Assert.Equal(
            ["C-CGJ 2", "C-RFB 2", "C-ZRJ 2"], walk.Record.Stages.Where(s => s.State.IsActive()).Select(s => $"{s.Id} {s.Round}").Order());
    }

    /// <summary>Accepted on 2 March, ten working days promised; the clock stood for four of them, from the 3rd to the 9th at ten o'clock.</summary>
    [Fact]
    public void The_promised_limit_moves_by_the_time_the_clock_stood() =>
        Assert.Equal(
            new DateOnly(2026, 3, 20), OfficeHours.DateOf(Unpassed().At("2026-03-09 10:00").Rectified().Record.PromisedDue!.Value));

    [Fact]
    public void When_the_rest_has_passed_too_the_opinions_open()
    {
        var walk = Unpassed().At("2026-03-09 10:00").Rectified().At("2026-03-10 10:00").Survey("C-CGJ").Survey("C-RFB").Survey("C-ZRJ");

        Assert.Equal(["D1", "D2", "D3", "D4", "D5"], walk.Open);
    }

    [Fact]
    public void What_is_still_not_right_comes_in_a_list_of_its_own()
    {
        var walk = Unpassed().At("2026-03-09 10:00").Rectified()
            .At("2026-03-10 10:00").Survey("C-CGJ").Survey("C-RFB").Survey("C-ZRJ", "agreeWithConditions", "立面仍不符");

        Assert.Equal(("R", "立面仍不符"), (Assert.Single(walk.Open), Assert.Single(walk.Record.Rectifications[^1].Points).Point));
    }

    [Fact]
    public void A_part_that_fails_again_is_a_disagreement_for_the_lead()
    {
        var walk = Unpassed().At("2026-03-09 10:00").Rectified().At("2026-03-10 10:00").Survey("C-CGJ").Survey("C-ZRJ").Survey("C-RFB", "disagree");

        Assert.Equal((CaseState.InReview, StageState.Disagreed), (walk.Record.State, walk.Stage("C-RFB").State));
    }

    [Fact]
    public void The_answer_says_what_was_put_right() =>
        Assert.Equal("rectification-unexplained", Unpassed().RectificationRefused(" ").Problem);

    [Fact]
    public void Nothing_can_be_rectified_that_was_not_asked_for() =>
        Assert.Equal("wrong-state", Surveyed().RectificationRefused("已整改").Problem);

    [Fact]
    public void The_answered_notice_is_marked() =>
        Assert.Equal(
            CatalogueCase.Time("2026-03-09 10:00"),
            Unpassed().At("2026-03-09 10:00").Rectified().Record.Notices.Single(n => n.Kind == RectificationRequested.NoticeKindName).AnsweredAt);

    [Fact]
    public void The_wait_has_its_orchestration_and_the_answer_wakes_it()
    {
        var walk = Unpassed();
        var run = Assert.Single(CaseFlow.Next(walk.Record, new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default)).Stages!);

        Assert.Contains(run.InstanceId, Wakes.Instances(walk.At("2026-03-09 10:00").Rectified().Last).Select(w => w.InstanceId));
    }

    [Fact]
    public void Rectified_and_agreed_to_it_ends_granted() =>
        Assert.True(Unpassed().At("2026-03-09 10:00").Rectified().At("2026-03-10 10:00").AgreeToTheEnd().Record.Decision!.Granted);

    private static CatalogueCase AtSurvey()
    {
        var walk = new CatalogueCase(CatalogueCase.Completion).At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        return walk.At("2026-03-03 10:00");
    }

    private static CatalogueCase Surveyed() => AtSurvey().Survey("C-ZRJ").Survey("C-ZJJ").Survey("C-RFB").Survey("C-DAG").Survey("C-CGJ");

    private static CatalogueCase Unpassed() => AtSurvey()
        .Survey("C-ZRJ", "agreeWithConditions", "退界不足", "立面不符").Survey("C-ZJJ").Survey("C-RFB", "disagree").Survey("C-DAG")
        .Survey("C-CGJ", "agreeWithConditions", "补种绿化");
}

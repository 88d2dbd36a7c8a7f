using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Notifications;

namespace NoVisit.Approval.GreenChannels;

/// <summary>
/// 半月进展报告 of an investment project in the green channel since Monday, 2 March 2026, ten o'clock: the first report is asked for on Tuesday, 17 March,
/// and due on Thursday, 19 March, 17:30.
/// </summary>
[Rule("IN-14", "TL-10", "ST-08")]
public sealed class ProgressReportTests
{
    private static readonly Actor Coordinator = new("coordinator", "coordinator", null);
    private static readonly Actor Tracker = new("gu.tracker", "reviewer", "ZJJ");

    [Theory]
    [InlineData("2026-03-17 09:59", 0)]
    [InlineData("2026-03-17 10:00", 1)]
    [InlineData("2026-04-01 10:00", 2)]
    public void A_report_is_asked_for_every_half_month(string at, int reports) =>
        Assert.Equal(reports, Green().At(at).Look().Record.Priority!.ReportsAsked);

    [Fact]
    public void Looking_twice_asks_once() => Assert.Single(Asked().Look().Ledger, e => e.Event is ProgressReportAsked);

    [Fact]
    public void It_is_due_in_two_working_days() =>
        Assert.Equal(CatalogueCase.Time("2026-03-19 17:30"), Assert.Single(Asked().Record.Priority!.Reports).Due);

    [Fact]
    public void The_department_of_the_tracker_is_told() => Assert.Equal(
        new Post("ZJJ", "reviewer"),
        Assert.Single(Asked("approver.ZJJ").Ledger[^1].Event.StaffMessages(Asked("approver.ZJJ").Record), m => m.Kind == NoticeKind.ProgressReportAsked).Post);

    [Fact]
    public void Of_an_unknown_tracker_the_lead_is_told() => Assert.Equal(
        "FGW", Assert.Single(Asked().Ledger[^1].Event.StaffMessages(Asked().Record), m => m.Kind == NoticeKind.ProgressReportAsked).Post.Department);

    [Fact]
    public void The_tracker_reports()
    {
        var report = Reported(Asked(), Tracker).Record.Priority!.Reports[0];

        Assert.Equal(("基础已完成", "gu.tracker", CatalogueCase.Time("2026-03-17 10:00")), (report.Text, report.By, report.At));
    }

    [Fact]
    public void The_lead_may_report_in_his_place() => Assert.NotNull(Reported(Asked(), CatalogueCase.Reviewer("FGW")).Record.Priority!.Reports[0].At);

    [Fact]
    public void Nobody_else_reports() => Assert.Equal("tracker-only", Refused(Asked(), CatalogueCase.Reviewer("STJ"), "x").Problem);

    [Fact]
    public void Nobody_reports_what_was_not_asked_for() => Assert.Equal("report-not-asked", Refused(Green(), Tracker, "x").Problem);

    [Fact]
    public void It_is_reported_once() => Assert.Equal("report-not-asked", Refused(Reported(Asked(), Tracker), Tracker, "再报").Problem);

    [Fact]
    public void A_report_says_something() => Assert.Equal("report-empty", Refused(Asked(), Tracker, " ").Problem);

    [Fact]
    public void Of_a_case_on_the_usual_way_nobody_reports() => Assert.Equal(
        "no-priority", Refused(new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept(), Tracker, "x").Problem);

    [Fact]
    public void A_report_in_time_is_never_urged() =>
        Assert.DoesNotContain(Reported(Asked(), Tracker).At("2026-03-25 09:00").Look().Ledger, e => e.Event is ProgressReportUrged);

    [Theory]
    [InlineData("2026-03-19 17:30:00", 0)]
    [InlineData("2026-03-19 17:30:01", 1)]
    public void A_missing_report_is_urged_at_its_deadline(string at, int urged) =>
        Assert.Equal(urged, Asked().At(at).Look().Look().Ledger.Count(e => e.Event is ProgressReportUrged));

    [Fact]
    public void The_second_urging_goes_to_the_head_and_is_the_last()
    {
        var walk = Asked().At("2026-03-19 17:30:01").Look().At("2026-03-20 17:30:01").Look().At("2026-03-31 09:00").Look();
        var urgings = walk.Ledger.Where(e => e.Event is ProgressReportUrged).ToList();

        Assert.Equal(["reviewer", "approver"], urgings.Select(e => Assert.Single(e.Event.StaffMessages(walk.Record)).Post.Role));
    }

    [Fact]
    public void Who_was_urged_before_is_urged_through_the_head_next_time()
    {
        var walk = Reported(Asked().At("2026-03-19 17:30:01").Look(), Tracker).At("2026-04-01 10:00").Look().At("2026-04-08 09:00").Look();

        Assert.Equal([false, true], walk.Ledger.Select(e => e.Event).OfType<ProgressReportUrged>().Select(u => u.ToHead));
    }

    [Fact]
    public void A_late_look_finds_the_missing_report_and_the_next_one()
    {
        var walk = Asked().At("2026-04-02 10:00").Look();

        Assert.Equal(["progressReportUrged", "progressReportAsked"], walk.Ledger.Select(e => e.Event.Name).Where(n => n.StartsWith("progress", StringComparison.Ordinal)).Skip(1));
    }

    [Theory]
    [InlineData("2026-03-02 10:00", "2026-03-17 10:00:00")]
    [InlineData("2026-03-17 10:00", "2026-03-19 17:30:01")]
    [InlineData("2026-03-19 17:31", "2026-03-20 17:30:01")]
    [InlineData("2026-03-20 17:31", "2026-04-01 10:00:00")]
    public void The_next_look_is_when_something_is_due(string at, string next)
    {
        var walk = Green();
        foreach (var look in new[] { "2026-03-17 10:00", "2026-03-19 17:31", "2026-03-20 17:31" }.Where(l => string.CompareOrdinal(l, at) <= 0))
        {
            walk.At(look).Look();
        }

        Assert.Equal(CatalogueCase.Time(next), ProgressReports.Next(walk.Record));
    }

    [Fact]
    public void The_clock_hears_of_a_report() =>
        Assert.Contains(new Wake(ClockOrchestrator.InstanceId(CatalogueCase.Number), Over: false), Wakes.Instances(Reported(Asked(), Tracker).Last));

    [Fact]
    public void A_request_of_an_earlier_build_is_no_duty()
    {
        var walk = Green().Do(Actor.System, (_, _) => Outcome.Of(new ProgressReportAsked("gu.tracker", 1)));

        Assert.Equal((1, 0), (walk.Record.Priority!.ReportsAsked, walk.Record.Priority.Reports.Count));
        Assert.Empty(walk.Ledger[^1].Event.StaffMessages(walk.Record));
    }

    private static CatalogueCase Green(string tracker = "gu.tracker") => new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00")
        .Do(Coordinator, (r, c) => GreenChannel.Grant(r, new(PriorityGround.KeyProject, "市重点项目清单第12号", tracker), c)).Accept();

    /// <summary>Asked for at the first half month. Stages keep silent and are late; that is not what is looked at here.</summary>
    private static CatalogueCase Asked(string tracker = "gu.tracker") => Green(tracker).At("2026-03-17 10:00")
        .Do(Actor.System, (r, c) => Outcome.Of([.. ProgressReports.Due(r, c with { Staff = FoundedStaff.Order })]));

    private static CatalogueCase Reported(CatalogueCase walk, Actor actor) => walk.Do(actor, (r, c) => ProgressReports.Answer(r, new(" 基础已完成 "), c));

    private static Refusal Refused(CatalogueCase walk, Actor actor, string report) => walk.Refused(actor, (r, c) => ProgressReports.Answer(r, new(report), c));
}

using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Leading;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Urgings;
using NoVisit.Deadlines;

namespace NoVisit.Approval;

/// <summary>
/// 日历更正 (TL-03): the calendar of 2026 as it was entered had no work on Saturday, 14 February. On Tuesday, 10 February, at noon it is corrected to
/// what the build carries: people work that day, before the Spring Festival from 15 to 23 February.
/// </summary>
[Rule("TL-03")]
public sealed class CorrectedYearTests
{
    private static readonly DateTimeOffset CorrectedAt = CatalogueCase.Time("2026-02-10 12:00");
    private static readonly LimitClock Wrong = new(new WorkingDayCalendar(CaseWalk.Clock.Calendar.Years.Select(y =>
        y.Year == 2026 ? y with { Workdays = [.. y.Workdays.Where(d => d != new DateOnly(2026, 2, 14))] } : y)), CaseWalk.Clock.Hours);

    private static readonly LimitClock Right = new(
        new WorkingDayCalendar(CaseWalk.Clock.Calendar.Years, new Dictionary<int, DateTimeOffset> { [2026] = CorrectedAt }), CaseWalk.Clock.Hours);

    private static readonly Actor Coordinator = new("coordinator", "coordinator", null);

    [Fact]
    public void Dues_that_were_set_by_the_wrong_calendar_move_and_the_applicant_is_told()
    {
        var record = Accepted("2026-02-10 10:00");
        var recount = ProvisionalDues.Recounted(record, Right)!;

        Assert.Equal((CatalogueCase.Time("2026-02-24 17:30"), CatalogueCase.Time("2026-02-14 17:30")), (record.PromisedDue, recount.PromisedDue));
        Assert.Equal((true, true), (recount.Told, recount.Corrected));
        Assert.Contains("2026年工作日历已经更正", recount.Notice!.Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_counts_them_anew_once()
    {
        var record = Look(Accepted("2026-02-10 10:00"), "2026-02-10 12:01");

        Assert.Equal(CatalogueCase.Time("2026-02-14 17:30"), record.PromisedDue);
        Assert.Null(ProvisionalDues.Recounted(record, Right));
    }

    [Fact]
    public void A_case_whose_dues_stay_the_same_gets_no_line() => Assert.Null(ProvisionalDues.Recounted(Accepted("2026-01-05 10:00"), Right));

    [Theory]
    [InlineData("2026-02-10 12:01:00", true)]
    [InlineData("2026-02-10 12:02:00", false)]
    public void A_case_that_began_when_everybody_knew_is_not_counted_again(string filed, bool counted) =>
        Assert.Equal(counted, ProvisionalDues.Recounted(Accepted(filed), Right) is not null);

    [Fact]
    public void A_decided_case_stays_as_it_is() => Assert.Null(ProvisionalDues.Recounted(Accepted("2026-02-09 10:00") with { State = CaseState.Closed }, Right));

    [Fact]
    [Rule("TL-10")]
    public void The_reply_to_an_urging_moves() => Assert.Equal(
        (DueKind.Urging, "u1", CatalogueCase.Time("2026-02-14 17:30")),
        Moved(r => Do(r, "2026-02-13 10:00", Coordinator, (x, c) => UrgingRules.Urge(x, new("B", "请尽快"), c))));

    [Fact]
    [Rule("WF-04")]
    public void The_due_of_a_coordination_moves() => Assert.Equal(
        (DueKind.Coordination, "c1", CatalogueCase.Time("2026-02-24 17:30")),
        Moved(r => Do(r, "2026-02-12 10:00", Coordinator, (x, c) => LeadRules.Coordinate(x, new("时间", [x.Lead]), c))));

    [Fact]
    [Rule("TL-07")]
    public void The_due_of_a_paper_moves_also_when_the_case_is_closed_and_its_orchestration_hears_of_it()
    {
        var record = Do(Accepted("2026-02-09 10:00"), "2026-02-13 10:00", Actor.System, (r, c) => Outcome.Of(PaperRules.Order(r.Find("B")!, "STJ", c))) with
        {
            State = CaseState.Closed,
        };
        var context = new RuleContext(Right, Actor.System, CatalogueCase.Time("2026-02-13 10:01"));
        var step = CaseMachine.Advance(record, record.Number, TimeRules.Due(record, context), context);

        Assert.Equal(CatalogueCase.Time("2026-02-14 17:30"), Assert.Single(step.After.PaperOrders).Due);
        Assert.Contains(new Wake(new PaperRun(record.Number, record.PaperOrders[0].Id).InstanceId, Over: false), Wakes.Instances(step));
    }

    [Fact]
    [Rule("IN-14")]
    public void The_due_of_a_progress_report_moves() => Assert.Equal(
        (DueKind.ProgressReport, "1", CatalogueCase.Time("2026-02-14 17:30")),
        Moved(r => Do(r, "2026-02-12 10:00", Actor.System, (x, c) => Outcome.Of(
            new PriorityGranted(PriorityGround.KeyProject, "清单", "gu.tracker"), new ProgressReportAsked("gu.tracker", 1) { Department = "SCJ", Due = c.Clock.Due(c.Now, ProgressReports.Days).At }))));

    [Fact]
    public void The_ledger_gives_the_same_dues_again()
    {
        var record = Do(Accepted("2026-02-09 10:00"), "2026-02-13 10:00", Coordinator, (x, c) => UrgingRules.Urge(x, new("B", "请尽快"), c));
        var recount = ProvisionalDues.Recounted(record, Right)!;
        var stored = System.Text.Json.JsonSerializer.Deserialize<CaseEvent>(System.Text.Json.JsonSerializer.Serialize<CaseEvent>(recount, CaseJson.Options), CaseJson.Options)!;

        Assert.Equal(CaseWalk.Text(recount.On(record)), CaseWalk.Text(((DueRecomputed)stored).On(record)));
    }

    /// <summary>The one due besides those of the stages that the correction moves.</summary>
    private static (DueKind, string, DateTimeOffset) Moved(Func<CaseRecord, CaseRecord> act)
    {
        var record = act(Accepted("2026-02-09 10:00"));
        var other = Assert.Single(ProvisionalDues.Recounted(record, Right)!.Others!);
        Assert.Equal(other.Due, Look(record, "2026-02-13 10:01") is var after && other.Kind switch
        {
            DueKind.Urging => after.Urgings[0].ReplyDue,
            DueKind.Coordination => after.Coordinations[0].Due,
            _ => after.Priority!.Reports[0].Due,
        } is var due ? due : default);
        return (other.Kind, other.Id, other.Due);
    }

    /// <summary>A food licence, filed and accepted at the same instant by the wrong calendar: four working days promised.</summary>
    private static CaseRecord Accepted(string at)
    {
        var now = CatalogueCase.Time(at);
        var filing = CaseWalk.Filing(CaseWalk.Food, now) with
        {
            AcceptanceDue = Wrong.AcceptanceDue(now).At,
            AcceptanceStageDue = Wrong.Due(Wrong.ReceiptOf(now), 1).At,
        };
        var record = CaseMachine.Advance(null, CaseWalk.Number, [filing], new RuleContext(Wrong, CaseWalk.Filer, now)).After;
        return Do(record, at, CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c));
    }

    private static CaseRecord Do(CaseRecord record, string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var context = new RuleContext(Wrong, actor, CatalogueCase.Time(at));
        return CaseMachine.Advance(record, record.Number, Assert.IsType<Outcome.Done>(rule(record, context)).Events, context).After;
    }

    private static CaseRecord Look(CaseRecord record, string at)
    {
        var context = new RuleContext(Right, Actor.System, CatalogueCase.Time(at));
        return CaseMachine.Advance(record, record.Number, TimeRules.Due(record, context), context).After;
    }
}

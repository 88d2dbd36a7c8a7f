using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>
/// 牵头单位负责制 (WF-04) in the joint completion acceptance: filed and accepted on Tuesday, 8 September 2026; the survey of five departments opens on
/// Wednesday at three and is due on Monday, 14 September, 17:30.
/// </summary>
[Rule("WF-04")]
public sealed class LeadingTests(LocalStack stack)
{
    private static readonly (string Stage, string Department)[] Papers = [("B1", "ZRJ"), ("B2", "ZJJ"), ("B3", "RFB"), ("B4", "DAG"), ("B5", "CGJ")];

    [Fact]
    [Rule("WF-07", "TL-07")]
    public async Task Who_stays_away_from_the_survey_he_was_called_to_agrees_where_the_law_lets_him()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AtSurveyAsync(city, zhang);
        var lead = city.Reviewer("ZJJ");
        (await AbsentAsync(lead, filing, "DAG")).Refused(409, "survey-not-called");
        Assert.Equal(["/at"], (await CallAsync(lead, filing, "2026-09-09T17:00+08:00")).Refused(422, "survey-call-invalid").Blamed());
        Assert.Equal(["/place"], (await CallAsync(lead, filing, "2026-09-11T09:30+08:00", " ")).Refused(422, "survey-call-invalid").Blamed());
        (await CallAsync(city.Reviewer("DAG"), filing, "2026-09-11T09:30+08:00")).Refused(403, "other-department");
        (await CallAsync(lead, filing, "2026-09-11T09:30+08:00")).Ok();
        await city.SettlesAsync();
        Assert.Contains((await city.Gateways.SmsAsync(filing.Application.Phone)).Select(s => s.TemplateId), id => id == "NV-ZH-31");
        Assert.Contains((await MessagesAsync(city.Reviewer("DAG"))).Select(m => m.GetProperty("kind").GetString()), kind => kind == "meetingCalled");

        (await AbsentAsync(lead, filing, "DAG")).Refused(409, "survey-not-called");
        await city.ItIsAsync("2026-09-11T10:00+08:00");
        (await AbsentAsync(lead, filing, "RFB")).Refused(409, "absence-not-agreement");
        (await AbsentAsync(lead, filing, "DAG")).Ok();
        (await AbsentAsync(lead, filing, "DAG")).Refused(409, "task-closed");
        await city.SettlesAsync();

        Assert.Equal(["DAG absence C-DAG"], await city.AccountabilityAsync(filing));
        Assert.Equal("deemedAgreed", (await zhang.StageOfAsync(filing, "C-DAG")).GetProperty("state").GetString());
        var order = Assert.Single((await lead.SeesAsync(filing))["orders"].EnumerateArray());
        Assert.Equal(
            ("DAG", At("2026-09-14T17:30")), (order.GetProperty("department").GetString(), order.GetProperty("due").GetDateTimeOffset()));
        Assert.Single(await city.Reviewer("DAG").InboxAsync(filing));
    }

    [Fact]
    public async Task The_coordinator_gives_the_lead_away_and_the_new_lead_pulls_a_late_task_up_to_its_head()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AtSurveyAsync(city, city.Citizen());
        var before = await city.EventsAsync(filing);
        (await LeadAsync(city.Approver("ZJJ"), filing, "ZRJ")).Refused(403, "forbidden");
        Assert.Equal(["/department"], (await LeadAsync(city.Staff("coordinator"), filing, "WJW")).Refused(422, "lead-outside-case").Blamed());
        Assert.Equal(["/reason"], (await LeadAsync(city.Staff("coordinator"), filing, "ZRJ", "")).Refused(422, "reason-missing").Blamed());
        Assert.Equal(before, await city.EventsAsync(filing));

        (await LeadAsync(city.Staff("coordinator"), filing, "ZRJ")).Ok();
        await city.SettlesAsync();
        var lead = city.Reviewer("ZRJ");
        Assert.Equal("ZRJ", (await lead.SeesAsync(filing))["lead"].GetProperty("code").GetString());
        (await PullAsync(city.Reviewer("ZJJ"), filing)).Refused(403, "other-department");
        (await PullAsync(lead, filing)).Refused(409, "not-late");

        await city.ItIsAsync("2026-09-14T17:30:01+08:00");
        (await PullAsync(lead, filing)).Ok();
        await city.SettlesAsync();
        var task = Assert.Single(await city.Approver("RFB").InboxAsync(filing));
        Assert.Equal("late", task.GetProperty("escalation").GetString());

        // The head handles it in anybody's place, and it is gone from both inboxes.
        await city.ItIsAsync("2026-09-15T10:00+08:00");
        (await city.Approver("RFB").InspectsAsync(filing, "C-RFB")).Ok();
        await city.SettlesAsync();
        Assert.Empty(await city.Approver("RFB").InboxAsync(filing));
        Assert.Empty(await city.Reviewer("RFB").InboxAsync(filing));
    }

    [Fact]
    public async Task A_coordination_waits_for_the_coordinator_until_its_conclusion_is_on_record()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AtSurveyAsync(city, city.Citizen());
        var (lead, coordinator) = (city.Reviewer("ZJJ"), city.Staff("coordinator"));
        var before = await city.EventsAsync(filing);
        Assert.Equal(["/departments", "/subject"], (await CoordinateAsync(lead, filing, " ", "WJW")).Refused(422, "coordination-incomplete").Blamed());
        (await CoordinateAsync(city.Reviewer("RFB"), filing, "间距", "ZRJ")).Refused(403, "other-department");
        (await ConcludeAsync(coordinator, filing, "c1")).Refused(404, "unknown-coordination");
        Assert.Equal(before, await city.EventsAsync(filing));

        (await CoordinateAsync(lead, filing, "规划与人防对出入口间距意见不一致", "ZRJ", "RFB")).Ok();
        await city.SettlesAsync();
        Assert.Single(await coordinator.InboxAsync(filing));
        Assert.Equal(["/conclusion"], (await ConcludeAsync(coordinator, filing, "c1", "")).Refused(422, "reason-missing").Blamed());
        (await ConcludeAsync(coordinator, filing, "c1")).Ok();
        (await ConcludeAsync(coordinator, filing, "c1")).Refused(409, "coordination-concluded");
        await city.SettlesAsync();

        Assert.Empty(await coordinator.InboxAsync(filing));
        var settled = Assert.Single((await lead.SeesAsync(filing))["coordinations"].EnumerateArray());
        Assert.Equal(
            ("按规划意见执行。", "coordinator", At("2026-09-14T17:30")),
            (settled.GetProperty("conclusion").GetString(), settled.GetProperty("concludedBy").GetString(), settled.GetProperty("due").GetDateTimeOffset()));
    }

    /// <summary>In the green channel since the filing: the report of the first half month is asked for on Wednesday, 23 September.</summary>
    [Fact]
    [Rule("IN-14", "TL-10", "ST-08")]
    public async Task A_half_month_that_nobody_reports_on_is_urged_and_goes_up_to_the_head()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AtSurveyAsync(city, city.Citizen());
        var (coordinator, tracker) = (city.Staff("coordinator"), city.Reviewer("ZRJ"));
        (await EndAsync(coordinator, filing)).Refused(409, "no-priority");
        (await coordinator.ActsAsync(filing, $"{filing.StaffPath}/priority", new { ground = "keyProject", basis = "市重点项目清单第12号", tracker = "reviewer.ZRJ" })).Ok();
        (await ReportAsync(tracker, filing)).Refused(409, "report-not-asked");

        await city.ItIsAsync("2026-09-24T15:00:01+08:00");
        Assert.Contains((await MessagesAsync(tracker)).Select(m => m.GetProperty("kind").GetString()), kind => kind == "progressReportAsked");
        (await ReportAsync(city.Reviewer("CGJ"), filing)).Refused(403, "tracker-only");
        Assert.Equal(["/report"], (await ReportAsync(tracker, filing, " ")).Refused(422, "report-empty").Blamed());

        // Asked on Thursday, due on Tuesday: the Mid-Autumn Festival lies between. The reply to the urging is due on Wednesday.
        await city.ItIsAsync("2026-09-29T17:30:01+08:00");
        await city.ItIsAsync("2026-09-30T17:30:01+08:00");
        await city.ItIsAsync("2026-10-08T09:00:00+08:00");
        Assert.Equal(2, (await city.EventsAsync(filing)).Count(e => e == "progressReportUrged"));
        Assert.Contains((await MessagesAsync(city.Approver("ZRJ"))).Select(m => m.GetProperty("kind").GetString()), kind => kind == "taskUrged");
        (await ReportAsync(tracker, filing)).Ok();
        (await ReportAsync(tracker, filing)).Refused(409, "report-not-asked");

        Assert.Equal(["/reason"], (await EndAsync(coordinator, filing, "")).Refused(422, "reason-missing").Blamed());
        (await EndAsync(city.Approver("ZJJ"), filing)).Refused(403, "forbidden");
        (await EndAsync(coordinator, filing)).Ok();
        await city.ItIsAsync("2026-10-12T09:00:00+08:00");
        Assert.Single(await city.EventsAsync(filing), e => e == "progressReportAsked");
    }

    private static async Task<Filing> AtSurveyAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.CompletionItem));
        (await city.Clerk("ZJJ").AcceptsAsync(filing)).Ok();
        await city.ItIsAsync("2026-09-09T15:00+08:00");
        await Task.WhenAll(Papers.Select(async p => (await city.Reviewer(p.Department).AgreesAsync(filing, p.Stage)).Ok()));
        await city.SettlesAsync();
        return filing;
    }

    private static Task<Reply> CallAsync(Staff person, Filing filing, string at, string place = "启东市汇龙镇人民中路688号") =>
        person.ActsAsync(filing, $"{filing.StaffPath}/survey-calls", new { stageId = "C", at, place });

    private static Task<Reply> AbsentAsync(Staff person, Filing filing, string department) =>
        person.ActsAsync(filing, $"{filing.StaffPath}/survey-absences", new { stageId = "C", department });

    private static Task<Reply> LeadAsync(Staff person, Filing filing, string department, string reason = "主要审批事项属于该部门") =>
        person.ActsAsync(filing, $"{filing.StaffPath}/reassignment", new { department, reason });

    private static Task<Reply> PullAsync(Staff person, Filing filing) =>
        person.ActsAsync(filing, $"{filing.StaffPath}/escalations", new { stageId = "C-RFB", reason = "已超期,请负责人办理" });

    private static Task<Reply> CoordinateAsync(Staff person, Filing filing, string subject, params string[] departments) =>
        person.ActsAsync(filing, $"{filing.StaffPath}/coordinations", new { subject, departments });

    private static Task<Reply> ConcludeAsync(Staff person, Filing filing, string id, string conclusion = "按规划意见执行。") =>
        person.ActsAsync(filing, $"{filing.StaffPath}/coordinations/{id}/conclusion", new { conclusion });

    private static Task<Reply> ReportAsync(Staff person, Filing filing, string report = "主体完工,人防待查。") =>
        person.ActsAsync(filing, $"{filing.StaffPath}/progress-reports", new { report });

    private static Task<Reply> EndAsync(Staff person, Filing filing, string reason = "已移出重点项目清单") =>
        person.ActsAsync(filing, $"{filing.StaffPath}/priority/end", new { reason });

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(Staff person) =>
        [.. (await person.GetAsync("staff/messages?pageSize=100")).Ok()["items"].EnumerateArray()];

    private static DateTimeOffset At(string local) => DateTimeOffset.Parse($"{local}+08:00", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>
/// Item 07: five opinions at once, a meeting with minutes, a decision that two departments countersign; acceptance scenario A7: an expert
/// review stops the clock twice.
/// </summary>
public sealed class InvestmentTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private static readonly (string Stage, string Department)[] Opinions = [("B1", "ZRJ"), ("B2", "STJ"), ("B3", "SLJ"), ("B4", "YJJ"), ("B5", "ZJJ")];

    [Fact]
    [Rule("WF-05", "TL-07")]
    public async Task A_meeting_has_minutes_and_the_vote_of_every_department_called()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var filing = await OpinedAsync(city);
        var (lead, all) = (city.Reviewer("FGW"), Opinions.Select(o => o.Department).ToList());
        var before = await city.EventsAsync(filing);
        object[] Votes(object last, int without) => [.. all.Where((_, i) => i != without).Select(Vote.For), last];

        Assert.Equal(["/votes"], (await lead.MeetsAsync(filing, [.. all.SkipLast(1).Select(Vote.For)])).Refused(422, "meeting-incomplete").Blamed());
        Assert.Equal(["/votes/4/reason"], (await lead.MeetsAsync(filing, Votes(Vote.Against("ZJJ", null), 4))).Refused(422, "meeting-incomplete").Blamed());
        Assert.Equal(["/votes/4"], (await lead.MeetsAsync(filing, Votes(Vote.Absent("STJ"), 1))).Refused(422, "meeting-incomplete").Blamed());
        (await city.Reviewer("ZRJ").MeetsAsync(filing, [.. all.Select(Vote.For)])).Refused(403, "other-department");
        Assert.Equal(before, await city.EventsAsync(filing));

        // Housing has no say that could not be deemed given: it may stay away from a meeting to which it was called, and answers for it.
        Assert.Equal(["/votes/4"], (await lead.MeetsAsync(filing, Votes(Vote.Absent("ZJJ"), 4))).Refused(422, "meeting-incomplete").Blamed());
        (await lead.ActsAsync(filing, $"{filing.StaffPath}/survey-calls", new { stageId = "C", at = "2026-09-09T14:00+08:00", place = "政务服务中心301室" })).Ok();
        await city.ItIsAsync("2026-09-09T15:00+08:00");
        (await lead.MeetsAsync(filing, Votes(Vote.Absent("ZJJ"), 4))).Ok();
        await city.SettlesAsync();
        Assert.Equal(["ZJJ absence C"], await city.AccountabilityAsync(filing));
        Assert.Single(await city.Approver("FGW").InboxAsync(filing));
        (await lead.MeetsAsync(filing, [.. all.Select(Vote.For)])).Refused(409, "task-closed");
    }

    [Fact]
    [Rule("WF-05")]
    public async Task One_refused_signature_sends_the_decision_back_and_it_is_issued_when_all_have_signed()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await OpinedAsync(city);
        (await city.Reviewer("FGW").MeetsAsync(filing, [.. Opinions.Select(o => Vote.For(o.Department))])).Ok();
        (await city.Approver("ZRJ").SignsAsync(filing)).Refused(409, "wrong-state");
        (await city.Approver("FGW").GrantsAsync(filing)).Ok();
        (await city.Approver("ZRJ").SignsAsync(filing)).Ok();
        (await city.Approver("SLJ").SignsAsync(filing)).Refused(403, "other-department");
        Assert.Equal(["/reason"], (await city.Approver("STJ").SignsAsync(filing, " ")).Refused(422, "reason-missing").Blamed());

        (await city.Approver("STJ").SignsAsync(filing, "排污总量尚未落实。")).Ok();
        await city.SettlesAsync();
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        Assert.Empty((await zhang.SeesAsync(filing))["results"].EnumerateArray());
        Assert.Empty(await city.Approver("ZRJ").InboxAsync(filing));

        // Drafted anew, it is a new text: both sign again.
        (await city.Approver("FGW").GrantsAsync(filing)).Ok();
        (await city.Approver("STJ").SignsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        (await city.Approver("ZRJ").SignsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Single(await city.EventsAsync(filing), e => e == "decisionMade");
        Assert.Equal("C-PROJ", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
    }

    /// <summary>
    /// Ten working days from Tuesday, 22 September: 23, 24, 28, 29, 30 September, 8, 9, 10 (a make-up Saturday), 12, 13 October. 25 to 27
    /// September is the Mid-Autumn Festival, 1 to 7 October National Day. The stops take 4.5 and 14.5 office hours.
    /// </summary>
    [Fact]
    [Rule("WF-16", "TL-06", "TL-03")]
    public async Task An_expert_review_stops_the_clock_twice_and_due_and_elapsed_are_exact()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-22T10:00+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        Assert.Equal((At(10, 13, 17, 30), At(11, 10, 17, 30), false, 0), await ClockAsync(zhang, filing));
        Assert.Equal(At(9, 30, 17, 30), await DueAsync(zhang, filing, "B2"));
        foreach (var (stage, department) in Opinions.Where(o => o.Stage != "B2"))
        {
            (await city.Reviewer(department).AgreesAsync(filing, stage)).Ok();
        }

        await city.ItIsAsync("2026-09-24T15:00+08:00");
        (await city.Reviewer("STJ").SuspendsAsync(filing, 3)).Ok();
        Assert.Equal("suspended", await zhang.StateOfAsync(filing));
        Assert.Null(await DueAsync(zhang, filing, "B2"));
        (await city.Reviewer("STJ").AgreesAsync(filing, "B2")).Refused(409, "task-closed");
        await city.ItIsAsync("2026-09-28T11:00+08:00");
        Assert.Equal((null, null, true, 270), await ClockAsync(zhang, filing));
        (await city.Reviewer("STJ").ResumesAsync(filing, "s1")).Ok();
        Assert.Equal((At(10, 14, 13, 30), At(11, 11, 13, 30), false, 270), await ClockAsync(zhang, filing));

        await city.ItIsAsync("2026-09-30T13:00+08:00");
        (await city.Reviewer("STJ").SuspendsAsync(filing, 5)).Ok();
        Assert.Equal(6, (await zhang.SeesAsync(filing))["clock"].GetProperty("workingDaysLeft").GetInt32());
        await city.ItIsAsync("2026-10-09T10:30+08:00");
        (await city.Reviewer("FGW").ResumesAsync(filing, "s2")).Ok();
        Assert.Equal((At(10, 16, 11, 0), At(11, 13, 11, 0), false, 1140), await ClockAsync(zhang, filing));
        Assert.Equal(At(10, 10, 11, 0), await DueAsync(zhang, filing, "B2"));
        Assert.Equal(6, (await zhang.SeesAsync(filing))["clock"].GetProperty("workingDaysLeft").GetInt32());

        // Reminders and breaches go by what is left: environment is late at 11:00 on the make-up Saturday and not a second before.
        await city.ItIsAsync("2026-10-10T11:00:00+08:00");
        Assert.Empty(await city.AccountabilityAsync(filing));
        await city.ItIsAsync("2026-10-10T11:00:01+08:00");
        Assert.Equal(["STJ stage B2"], await city.AccountabilityAsync(filing));
        var sms = (await city.Gateways.SmsAsync(filing.Application.Phone)).Select(s => s.TemplateId);
        Assert.Equal(["NV-ZH-01", "NV-ZH-03", "NV-ZH-13", "NV-ZH-13", "NV-ZH-14", "NV-ZH-14"], sms.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Rule("WF-16")]
    public async Task Two_reviews_at_once_stop_the_clock_once_and_the_supervisor_hears_of_the_one_that_lasts()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        (await city.Reviewer("STJ").SuspendsAsync(filing, 2)).Ok();
        (await city.Reviewer("STJ").SuspendsAsync(filing, 2)).Refused(409, "procedure-already-open");
        (await city.Reviewer("YJJ").SuspendsAsync(filing, 4, "appraisal", "市安全评价中心")).Ok();

        await city.ItIsAsync("2026-09-10T17:30:01+08:00");
        Assert.Equal(["STJ suspension"], await city.AccountabilityAsync(filing));
        (await city.Reviewer("STJ").ResumesAsync(filing, "s1")).Ok();
        Assert.Equal("suspended", await zhang.StateOfAsync(filing));
        (await city.Reviewer("YJJ").ResumesAsync(filing, "s1")).Refused(403, "other-department");
        await city.ItIsAsync("2026-09-11T09:30+08:00");
        (await city.Reviewer("YJJ").ResumesAsync(filing, "s2")).Ok();

        // Wednesday, Thursday and half an hour of Friday, however many stops; the day of acceptance is not counted.
        Assert.Equal((At(9, 24, 9, 30), At(10, 29, 9, 30), false, 1050), await ClockAsync(zhang, filing));
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
    }

    /// <summary>Accepted at ten of the clock's day.</summary>
    private static async Task<Filing> AcceptedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.InvestmentItem));
        (await city.Clerk("FGW").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<Filing> OpinedAsync(City city)
    {
        var filing = await AcceptedAsync(city, city.Citizen());
        await Task.WhenAll(Opinions.Select(async o => (await city.Reviewer(o.Department).AgreesAsync(filing, o.Stage)).Ok()));
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<(DateTimeOffset? Promised, DateTimeOffset? Legal, bool Stands, int Stood)> ClockAsync(Citizen citizen, Filing filing)
    {
        var clock = (await citizen.SeesAsync(filing))["clock"];
        return (Instant(clock.GetProperty("promisedDue")), Instant(clock.GetProperty("legalDue")), clock.GetProperty("suspended").GetBoolean(),
            clock.GetProperty("suspendedMinutes").GetInt32());
    }

    private static async Task<DateTimeOffset?> DueAsync(Citizen citizen, Filing filing, string stage) =>
        Instant((await citizen.StageOfAsync(filing, stage)).GetProperty("due"));

    private static DateTimeOffset? Instant(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetDateTimeOffset();

    private static DateTimeOffset At(int month, int day, int hour, int minute) => new(2026, month, day, hour, minute, 0, TimeSpan.FromHours(8));
}

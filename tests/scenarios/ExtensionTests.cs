namespace NoVisit.Scenarios;

/// <summary>延期 (TL-09): once, before the promised due, approved by another head. Item 07, accepted on 8 September 2026, due on 21 September, 17:30.</summary>
[Rule("TL-09")]
public sealed class ExtensionTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    [Fact]
    public async Task An_extension_asked_for_in_the_last_minute_and_approved_by_another_moves_both_dues_and_is_told()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        await city.ItIsAsync("2026-09-21T17:30+08:00");
        (await AskAsync(city.Approver("FGW"), filing, 5)).Ok();
        Assert.Equal("2026-09-21 2026-10-26", await DuesAsync(zhang, filing));

        (await AnswerAsync(city.Approver("FGW"), filing, new { approve = true })).Refused(403, "extension-own-request");
        var head = await city.SecondApproverAsync("FGW");
        (await AnswerAsync(head, filing, new { approve = true })).Ok();
        await city.SettlesAsync();

        // 22, 23, 24, 28, 29 September: 25 to 27 September is the Mid-Autumn Festival.
        Assert.Equal("2026-09-29 2026-11-02", await DuesAsync(zhang, filing));
        (await AnswerAsync(head, filing, new { approve = true })).Refused(409, "extension-answered");
        (await AskAsync(head, filing, 1)).Refused(409, "extension-already-extended");
        Assert.Contains("项目涉及跨区协调", (await zhang.SeesAsync(filing))["notices"].EnumerateArray().Single(n => n.GetProperty("kind").GetString() == "extended")
            .GetProperty("text").GetProperty("zh").GetString(), StringComparison.Ordinal);
        var sms = (await city.Gateways.SmsAsync(filing.Application.Phone)).Select(s => s.TemplateId);
        Assert.Equal(["NV-ZH-01", "NV-ZH-03", "NV-ZH-15"], sms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_minute_after_the_promised_due_it_is_too_late()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var filing = await AcceptedAsync(city, city.Citizen());
        await city.ItIsAsync("2026-09-21T17:31+08:00");
        var before = await city.EventsAsync(filing);

        (await AskAsync(city.Reviewer("FGW"), filing, 5)).Refused(409, "extension-too-late");

        Assert.Equal(before, await city.EventsAsync(filing));
    }

    [Fact]
    public async Task A_refused_extension_needs_a_reason_moves_nothing_and_there_is_no_second()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        var approver = city.Approver("FGW");
        (await AnswerAsync(approver, filing, new { approve = true })).Refused(409, "no-extension-request");
        (await AskAsync(city.Reviewer("FGW"), filing, 5)).Ok();

        Assert.Equal(["/reason"], (await AnswerAsync(approver, filing, new { approve = false })).Refused(422, "reason-missing").Blamed());
        (await AnswerAsync(approver, filing, new { approve = false, reason = "可以按期办结。" })).Ok();

        Assert.Equal("2026-09-21 2026-10-26", await DuesAsync(zhang, filing));
        (await AskAsync(city.Reviewer("FGW"), filing, 2)).Refused(409, "extension-already-extended");
        Assert.DoesNotContain("extended", (await zhang.SeesAsync(filing))["notices"].EnumerateArray().Select(n => n.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Only_the_lead_asks_within_what_the_item_allows_and_says_why()
    {
        var city = fixture.City;
        var filing = await AcceptedAsync(city, city.Citizen());
        var before = await city.EventsAsync(filing);

        (await AskAsync(city.Reviewer("STJ"), filing, 5)).Refused(403, "other-department");
        (await AskAsync(city.Clerk("FGW"), filing, 5)).Refused(403, "forbidden");
        (await AskAsync(city.Reviewer("FGW"), filing, 11)).Refused(422, "extension-beyond-maximum");
        (await AskAsync(city.Reviewer("FGW"), filing, 0)).Refused(422, "extension-beyond-maximum");
        Assert.Equal(["/reason"], (await AskAsync(city.Reviewer("FGW"), filing, 5, " ")).Refused(422, "extension-reason-missing").Blamed());
        (await AnswerAsync(city.Approver("STJ"), filing, new { approve = true })).Refused(403, "other-department");

        Assert.Equal(before, await city.EventsAsync(filing));
    }

    [Fact]
    public async Task An_item_that_knows_no_extension_has_none()
    {
        var city = fixture.City;
        var filing = await city.Citizen().FilesAsync(Application.Of(Application.CompletionItem));
        (await city.Clerk("ZJJ").AcceptsAsync(filing)).Ok();

        (await AskAsync(city.Reviewer("ZJJ"), filing, 1)).Refused(409, "extension-not-provided-for");
    }

    private static async Task<Filing> AcceptedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.InvestmentItem));
        (await city.Clerk("FGW").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static Task<Reply> AskAsync(Staff who, Filing filing, int workingDays, string reason = "项目涉及跨区协调。") =>
        who.ActsAsync(filing, $"{filing.StaffPath}/extension", new { workingDays, reason });

    private static Task<Reply> AnswerAsync(Staff who, Filing filing, object answer) => who.ActsAsync(filing, $"{filing.StaffPath}/extension/approval", answer);

    /// <summary>Dates of the promised and the legal due in Shanghai.</summary>
    private static async Task<string> DuesAsync(Citizen citizen, Filing filing)
    {
        var clock = (await citizen.SeesAsync(filing))["clock"];
        return string.Join(' ', new[] { "promisedDue", "legalDue" }.Select(due => Deadlines.OfficeHours.DateOf(clock.GetProperty(due).GetDateTimeOffset()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
    }
}

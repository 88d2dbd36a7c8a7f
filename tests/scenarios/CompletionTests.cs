namespace NoVisit.Scenarios;

/// <summary>
/// Item 09, acceptance scenario A9: five departments twice in parallel, one car, one list of what to put right. Filed and accepted on Tuesday,
/// 8 September 2026; the survey opens on Wednesday and is due on Monday, 14 September, 17:30.
/// </summary>
public sealed class CompletionTests(LocalStack stack)
{
    private static readonly (string Stage, string Department)[] Papers = [("B1", "ZRJ"), ("B2", "ZJJ"), ("B3", "RFB"), ("B4", "DAG"), ("B5", "CGJ")];
    private static readonly (string Stage, string Department)[] Opinions = [("D1", "ZRJ"), ("D2", "ZJJ"), ("D3", "RFB"), ("D4", "DAG"), ("D5", "CGJ")];
    private static readonly string[] Points = ["二层疏散指示标志缺失。", "消火栓箱门不能完全开启。", "人防门密闭条老化。"];

    [Fact]
    [Rule("WF-06", "WF-07", "TL-06", "TL-07")]
    public async Task What_five_departments_found_is_one_list_and_only_what_failed_is_inspected_again()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await SurveyedAsync(city, zhang);

        // The archive never came; its silence is agreement and goes on record. With it the survey is complete.
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-14T17:30:01+08:00");
        Assert.Equal(["DAG stage C-DAG"], await city.AccountabilityAsync(filing));
        Assert.Equal("suspended", await zhang.StateOfAsync(filing));
        var notice = Assert.Single((await zhang.SeesAsync(filing))["notices"].EnumerateArray(), n => n.GetProperty("kind").GetString() == "rectificationRequested");
        Assert.All(Points, point => Assert.Contains(point, notice.GetProperty("text").GetProperty("zh").GetString(), StringComparison.Ordinal));

        await city.ItIsAsync("2026-09-24T10:00+08:00");
        (await zhang.RectifiesAsync(filing, "已逐项整改。", Material.Pdf("M027", "复检报告.pdf"))).Ok();
        await city.SettlesAsync();
        Assert.Equal(["C-RFB", "C-ZJJ"], await OpenAsync(zhang, filing));
        (await city.Reviewer("ZRJ").InspectsAsync(filing, "C-ZRJ")).Refused(409, "task-closed");
        (await city.Reviewer("ZJJ").InspectsAsync(filing, "C-ZJJ")).Ok();
        (await city.Reviewer("RFB").InspectsAsync(filing, "C-RFB")).Ok();
        await city.SettlesAsync();

        await city.ItIsAsync("2026-09-28T15:00+08:00");
        await Task.WhenAll(Opinions.Select(async o => (await city.Reviewer(o.Department).AgreesAsync(filing, o.Stage)).Ok()));
        await city.ItIsAsync("2026-09-29T15:00+08:00");
        (await city.Approver("ZJJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        // Ten working days end on Monday, 21 September; the clock stood for eight office days and an hour. 1 to 7 October is National Day.
        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("closed", seen["state"].GetString());
        Assert.Equal(new DateTimeOffset(2026, 10, 10, 10, 0, 0, TimeSpan.FromHours(8)), seen["clock"].GetProperty("promisedDue").GetDateTimeOffset());
        Assert.Equal(8 * 510 + 60, seen["clock"].GetProperty("suspendedMinutes").GetInt32());
        Assert.Equal("C-ACC", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
        Assert.Equal(["DAG paper C-DAG", "DAG stage C-DAG"], await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-24", "NV-ZH-06", "NV-ZH-08");
    }

    [Fact]
    [Rule("WF-06")]
    public async Task A_rectification_is_answered_once_by_the_applicant_with_what_was_done()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await SurveyedAsync(city, zhang);
        (await zhang.RectifiesAsync(filing, "已整改。")).Refused(409, "wrong-state");
        await city.ItIsAsync("2026-09-14T17:30:01+08:00");
        var seen = (await zhang.SeesAsync(filing)).ETag;
        var before = await city.StoredAsync();
        var body = new { statement = "已整改。" };

        Assert.Equal(["/statement"], (await zhang.RectifiesAsync(filing, " ")).Refused(422, "rectification-unexplained").Blamed());
        (await city.Citizen("li.si").SendAsync(HttpMethod.Post, $"{filing.Path}/rectification", body, "rectification", "*")).Refused(404, "not-found");
        (await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/rectification", body, "rectification")).Refused(428, "precondition-required");
        Assert.Equal(["/materials/0"], (await zhang.ActsAsync(filing, "rectification", new { statement = "已整改。", materials = new[] { "unknown" } })).Refused(422, "invalid").Blamed());
        Assert.Equal(before, await city.StoredAsync());

        (await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/rectification", body, "rectification", seen)).Ok();
        (await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/rectification", body, "rectification", seen)).Refused(412, "stale");
        Assert.Single(await city.EventsAsync(filing), e => e == "rectificationAnswered");
    }

    [Fact]
    [Rule("WF-03", "WF-06")]
    public async Task What_fails_again_after_the_rectification_is_a_disagreement_for_the_lead_to_settle()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await SurveyedAsync(city, zhang);
        await city.ItIsAsync("2026-09-14T17:30:01+08:00");
        await city.ItIsAsync("2026-09-15T10:00+08:00");
        (await zhang.RectifiesAsync(filing, "已逐项整改。")).Ok();
        (await city.Reviewer("ZJJ").InspectsAsync(filing, "C-ZJJ")).Ok();
        (await city.Reviewer("RFB").ActsAsync(filing, $"{filing.Task("C-RFB")}/survey", new
        {
            inspectors = new[] { "reviewer.RFB", "reviewer2.RFB" },
            at = "2026-09-15T09:30+08:00",
            findings = "密闭条仍未更换。",
            outcome = "disagree",
        })).Ok();
        await city.SettlesAsync();

        // No second list: the departments give their opinions, and the lead decides with the disagreement before it.
        Assert.Single(await city.EventsAsync(filing), e => e == "rectificationRequested");
        Assert.Equal(["D1", "D2", "D3", "D4", "D5"], await OpenAsync(zhang, filing));
        await Task.WhenAll(Opinions.Select(async o => (await city.Reviewer(o.Department).AgreesAsync(filing, o.Stage)).Ok()));
        (await city.Approver("ZJJ").ActsAsync(filing, $"{filing.StaffPath}/decision", new { outcome = "refuse", reason = "人防工程未通过复查。", basis = "《人民防空法》第二十二条" })).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("decision", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("kind").GetString());
    }

    /// <summary>Fire wants two things put right and civil defence one; planning and city works pass; the archive has not come.</summary>
    private static async Task<Filing> SurveyedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.CompletionItem));
        (await city.Clerk("ZJJ").AcceptsAsync(filing)).Ok();
        await city.ItIsAsync("2026-09-09T15:00+08:00");
        await Task.WhenAll(Papers.Select(async p => (await city.Reviewer(p.Department).AgreesAsync(filing, p.Stage)).Ok()));
        await city.ItIsAsync("2026-09-11T11:00+08:00");
        (await city.Reviewer("ZRJ").InspectsAsync(filing, "C-ZRJ")).Ok();
        (await city.Reviewer("ZJJ").InspectsAsync(filing, "C-ZJJ", Points[..2])).Ok();
        (await city.Reviewer("RFB").InspectsAsync(filing, "C-RFB", Points[2])).Ok();
        (await city.Reviewer("CGJ").InspectsAsync(filing, "C-CGJ")).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<IReadOnlyList<string>> OpenAsync(Citizen citizen, Filing filing) =>
        [.. (await citizen.SeesAsync(filing))["stages"].EnumerateArray().Where(s => s.GetProperty("state").GetString() == "open")
            .Select(s => s.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];
}

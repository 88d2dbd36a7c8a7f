namespace NoVisit.Scenarios;

/// <summary>Item 11: the county examines, reports upward with everything, the city decides; two clocks (KD-04). Filed on Tuesday, 8 September 2026.</summary>
[Rule("KD-04")]
public sealed class LandTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    [Fact]
    public async Task A_land_pre_review_goes_to_the_city_and_its_decision_comes_back()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await ReportedAsync(city, zhang);

        // Promised by both together; each level has its own limit within it.
        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("reportedUp", seen["state"].GetString());
        Assert.Equal((Close(9, 28), Close(11, 9)), (seen["clock"].GetProperty("promisedDue").GetDateTimeOffset(), seen["clock"].GetProperty("legalDue").GetDateTimeOffset()));
        Assert.Equal(Close(9, 15), (await zhang.StageOfAsync(filing, "D")).GetProperty("due").GetDateTimeOffset());

        await city.ItIsAsync("2026-09-15T10:00+08:00");
        (await city.Reviewer("ZRJ-S").AgreesAsync(filing, "D")).Ok();
        (await city.Approver("ZRJ").GrantsAsync(filing)).Refused(403, "other-department");
        (await city.Approver("ZRJ-S").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("C-LAND", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
        Assert.Empty(await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08");
    }

    [Fact]
    public async Task The_superior_has_all_materials_and_cannot_ask_the_applicant_again()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(Application.LandItem));
        (await city.Reviewer("ZRJ-S").GetAsync(filing.StaffPath)).Refused(403, "other-department");
        await ReportAsync(city, filing);
        var superior = city.Reviewer("ZRJ-S");
        var materials = (await superior.SeesAsync(filing))["materials"].EnumerateArray().Select(m => m.GetProperty("materialCode").GetString()!);
        Assert.Equal(filing.Application.Materials.Select(m => m.Code).Order(StringComparer.Ordinal), materials.Order(StringComparer.Ordinal));
        var before = await city.StoredAsync();
        var file = (await superior.SeesAsync(filing))["materials"][0].GetProperty("uploadId").GetString();
        (await superior.GetAsync($"{filing.StaffPath}/materials/{file}")).Ok();
        object again = new { outcome = "correct", defects = new[] { new { materialCode = "M015", reason = "请再报一份。", cure = "请重新提交。" } } };
        (await city.Clerk("ZRJ-S").ActsAsync(filing, $"{filing.StaffPath}/acceptance", again)).Refused(403, "other-department");
        (await city.Clerk("ZRJ").ActsAsync(filing, $"{filing.StaffPath}/acceptance", again)).Refused(409, "wrong-state");
        (await zhang.AsksToUploadAsync(filing.Path, Material.Pdf("M015", "又一份.pdf"))).Refused(409, "wrong-state");

        Assert.Equal(before, await city.StoredAsync());
    }

    [Fact]
    public async Task An_adverse_opinion_of_the_county_goes_up_too_and_the_city_refuses_with_reasons()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await ReportedAsync(city, zhang, "disagree");
        (await city.Reviewer("ZRJ-S").OpinesAsync(filing, "D", new { outcome = "disagree", text = "占用永久基本农田。" })).Ok();
        (await city.Approver("ZRJ-S").ActsAsync(filing, $"{filing.StaffPath}/decision", new
        {
            outcome = "refuse",
            reason = "占用永久基本农田。",
            basis = "《土地管理法》第三十五条",
        })).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("decision", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("kind").GetString());
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-07");
    }

    [Fact]
    [Rule("TL-05", "SV-03")]
    public async Task A_late_superior_answers_for_its_own_delay()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var filing = await ReportedAsync(city, city.Citizen());

        await city.ItIsAsync("2026-09-15T17:30:01+08:00");

        Assert.Equal(["ZRJ-S stage D"], await city.AccountabilityAsync(filing));
    }

    private static async Task<Filing> ReportedAsync(City city, Citizen citizen, string opinion = "agree")
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.LandItem));
        await ReportAsync(city, filing, opinion);
        return filing;
    }

    /// <summary>Accepted, examined and reported upward on the day of its filing.</summary>
    private static async Task ReportAsync(City city, Filing filing, string opinion = "agree")
    {
        (await city.Clerk("ZRJ").AcceptsAsync(filing)).Ok();
        var text = new { outcome = opinion, text = "初审意见。" };
        (await city.Reviewer("ZRJ").OpinesAsync(filing, "B", text)).Ok();
        (await city.Approver("ZRJ").OpinesAsync(filing, "C", text)).Ok();
        await city.SettlesAsync();
    }

    private static DateTimeOffset Close(int month, int day) => new(2026, month, day, 17, 30, 0, TimeSpan.FromHours(8));
}

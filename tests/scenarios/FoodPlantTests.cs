namespace NoVisit.Scenarios;

/// <summary>Item 04: three departments, a public hearing on the environmental report, one joint survey, the lead decides. From 8 September 2026.</summary>
public sealed class FoodPlantTests(LocalStack stack)
{
    [Fact]
    [Rule("WF-16", "WF-07")]
    public async Task The_hearing_on_the_environment_is_not_counted_and_both_licences_come_together()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        await city.ItIsAsync("2026-09-09T09:00+08:00");
        (await city.Approver("FGW").GrantsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B3")).Ok();
        (await city.Reviewer("STJ").SuspendsAsync(filing, 10, "hearing", "市生态环境局法规科")).Ok();
        Assert.Contains("听证", (await zhang.SeesAsync(filing))["notices"].EnumerateArray().Single(n => n.GetProperty("kind").GetString() == "suspended")
            .GetProperty("text").GetProperty("zh").GetString(), StringComparison.Ordinal);

        // Eight office days: 9, 10, 11, 14, 15, 16, 17, 18 September. Environment's eight days end on 18 + 8: 30 September.
        await city.ItIsAsync("2026-09-20T09:00+08:00");
        (await city.Reviewer("STJ").ResumesAsync(filing, "s1")).Ok();
        Assert.Equal(Close(9, 30), (await zhang.StageOfAsync(filing, "B2")).GetProperty("due").GetDateTimeOffset());
        await city.ItIsAsync("2026-09-22T10:00+08:00");
        (await city.Approver("STJ").GrantsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").InspectsAsync(filing, "C1")).Ok();
        (await city.Reviewer("STJ").InspectsAsync(filing, "C2")).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(2, (await city.ResultsAsync(filing, zhang)).Count);
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    [Rule("WF-03")]
    public async Task When_one_department_disagrees_the_lead_decides_with_its_reasons_before_it()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        (await city.Approver("FGW").GrantsAsync(filing)).Ok();
        (await city.Approver("STJ").GrantsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B3")).Ok();
        (await city.Reviewer("SCJ").InspectsAsync(filing, "C1")).Ok();
        object Against(string findings) => new { inspectors = new[] { "reviewer.STJ", "reviewer2.STJ" }, at = "2026-09-08T09:00+08:00", findings, outcome = "disagree" };
        Assert.Equal(["/findings"], (await city.Reviewer("STJ").ActsAsync(filing, $"{filing.Task("C2")}/survey", Against(""))).Refused(422, "reason-missing").Blamed());
        (await city.Reviewer("STJ").ActsAsync(filing, $"{filing.Task("C2")}/survey", Against("废水未接管。"))).Ok();
        await city.SettlesAsync();

        var lead = city.Approver("SCJ");
        Assert.Contains((await lead.SeesAsync(filing))["opinions"].EnumerateArray(), o =>
            o.GetProperty("outcome").GetString() == "disagreed" && o.GetProperty("text").GetString() == "废水未接管。");
        (await lead.ActsAsync(filing, $"{filing.StaffPath}/decision", new { outcome = "refuse", reason = "废水未接管。", basis = "《食品生产许可管理办法》第十二条" })).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("decision", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("kind").GetString());
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-07");
    }

    private static async Task<Filing> AcceptedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.FoodPlantItem));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static DateTimeOffset Close(int month, int day) => new(2026, month, day, 17, 30, 0, TimeSpan.FromHours(8));
}

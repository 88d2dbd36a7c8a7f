using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>预受理 (IN-06): the investment project of item 07 waits for the land opinion of item 11. Filed on Tuesday, 8 September 2026.</summary>
[Rule("IN-06")]
public sealed class PreAcceptanceTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    [Fact]
    [Rule("TL-03", "DS-02")]
    public async Task It_is_looked_at_provisionally_and_accepted_when_the_certificate_is_issued()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var (zhang, clerk) = (city.Citizen(), city.Clerk("FGW"));
        var land = await zhang.FilesAsync(Land());
        var project = await zhang.FilesAsync(Project(), new { awaits = land.Number });

        Assert.Equal(["M016"], (await clerk.AcceptsAsync(project)).Refused(409, "certificate-awaited").Blamed());
        (await PreAcceptsAsync(clerk, project)).Ok();
        await city.SettlesAsync();
        var seen = await zhang.SeesAsync(project);
        Assert.Equal("preAccepted", seen["state"].GetString());
        Assert.Equal(JsonValueKind.Null, seen["promisedDue"].ValueKind);
        Assert.Contains("resultAwaited", await city.EventsAsync(land));

        // The departments look at it at once; nobody is late.
        (await city.Reviewer("STJ").AgreesAsync(project, "B2")).Ok();
        (await city.Approver("FGW").GrantsAsync(project)).Refused(409, "wrong-state");
        await GrantAsync(city, land);
        await city.SettlesAsync();

        seen = await zhang.SeesAsync(project);
        Assert.Equal("inReview", seen["state"].GetString());
        // Ten working days from the day after; 20 September is a make-up Sunday.
        Assert.Equal(Close(9, 21), seen["clock"].GetProperty("promisedDue").GetDateTimeOffset());
        Assert.Equal(Close(9, 14), (await zhang.StageOfAsync(project, "B1")).GetProperty("due").GetDateTimeOffset());
        Assert.Equal("agreed", (await zhang.StageOfAsync(project, "B2")).GetProperty("state").GetString());
        var material = Assert.Single((await clerk.SeesAsync(project))["materials"].EnumerateArray(), m => m.GetProperty("materialCode").GetString() == "M016");
        Assert.Equal(land.Number, material.GetProperty("reference").GetProperty("caseNumber").GetString());
        var opened = await clerk.GetAsync($"{project.StaffPath}/materials/{material.GetProperty("uploadId").GetString()}");
        Assert.StartsWith("%PDF", System.Text.Encoding.Latin1.GetString(opened.Content[..8]), StringComparison.Ordinal);
        Assert.Empty(await city.AccountabilityAsync(project));
        Assert.Single(await city.EventsAsync(project), e => e == "accepted");
    }

    [Fact]
    [Rule("KD-06")]
    public async Task When_the_other_case_ends_without_it_the_filing_is_returned_with_reasons()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var land = await zhang.FilesAsync(Land());
        var project = await zhang.FilesAsync(Project(), new { awaits = land.Number });
        (await PreAcceptsAsync(city.Clerk("FGW"), project)).Ok();
        await city.SettlesAsync();

        (await zhang.WithdrawsAsync(land, "改址另报。")).Ok();
        await city.SettlesAsync();

        var seen = await zhang.SeesAsync(project);
        Assert.Equal("returned", seen["state"].GetString());
        var text = seen["notices"].EnumerateArray().Last().GetProperty("text").GetProperty("zh").GetString();
        Assert.Contains(land.Number, text, StringComparison.Ordinal);
        Assert.Contains("行政复议", text, StringComparison.Ordinal);
        Assert.Empty(await city.Reviewer("STJ").InboxAsync(project));
    }

    [Fact]
    public async Task It_waits_only_for_a_running_case_that_brings_what_is_missing()
    {
        var zhang = fixture.City.Citizen();
        var land = await zhang.FilesAsync(Land());
        (await zhang.WithdrawsAsync(land, "改址另报。")).Ok();
        var draft = await zhang.DraftsAsync(Project());

        foreach (var number in (string[])[land.Number, (await zhang.FilesAsync(Application.Food())).Number, "320681-none"])
        {
            (await zhang.CreateAsync($"applications/{draft}/submission", new { awaits = number })).Refused(409, "not-awaitable");
        }

        Assert.Contains("M016", (await zhang.CreateAsync($"applications/{draft}/submission")).Refused(422, "invalid").Blamed());
    }

    [Fact]
    public async Task A_filing_that_waits_for_nothing_is_not_pre_accepted()
    {
        var filing = await fixture.City.Citizen().FilesAsync(Application.Food());

        (await PreAcceptsAsync(fixture.City.Clerk("SCJ"), filing)).Refused(409, "nothing-awaited");
    }

    private static Application Land() => Application.Of(Application.LandItem, ("project.basis", "pending"));

    private static Application Project() => Application.Of(Application.InvestmentItem, ("land.preReview", "pending")).Without("M016");

    private static Task<Reply> PreAcceptsAsync(Staff clerk, Filing filing) => clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", new { outcome = "preAccept" });

    /// <summary>The county examines and reports upward, the city grants.</summary>
    private static async Task GrantAsync(City city, Filing land)
    {
        (await city.Clerk("ZRJ").AcceptsAsync(land)).Ok();
        await city.SettlesAsync();
        (await city.Reviewer("ZRJ").AgreesAsync(land, "B")).Ok();
        await city.SettlesAsync();
        (await city.Approver("ZRJ").AgreesAsync(land, "C")).Ok();
        await city.SettlesAsync();
        (await city.Reviewer("ZRJ-S").AgreesAsync(land, "D")).Ok();
        await city.SettlesAsync();
        (await city.Approver("ZRJ-S").GrantsAsync(land)).Ok();
    }

    private static DateTimeOffset Close(int month, int day) => new(2026, month, day, 17, 30, 0, TimeSpan.FromHours(8));
}

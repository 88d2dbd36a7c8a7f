namespace NoVisit.Scenarios;

/// <summary>
/// Item 06, acceptance scenario A4: the hall whose owner once went from office to office for more than twenty days. Filed and accepted on
/// Tuesday, 8 September 2026; 20 September is a make-up Sunday, so the ten promised working days end on Monday, 21 September, 17:30.
/// </summary>
[Rule("TL-05", "TL-07", "SV-03", "WF-03")]
public sealed class BilliardHallTests(LocalStack stack)
{
    private static readonly string[] AlwaysTold = ["NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08"];

    [Fact]
    public async Task A_billiard_hall_is_licensed_within_ten_working_days_though_one_department_is_silent()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang);
        Assert.Equal(Close(9, 21), (await zhang.SeesAsync(filing))["clock"].GetProperty("promisedDue").GetDateTimeOffset());
        await city.ItIsAsync("2026-09-14T15:00+08:00");
        (await city.Reviewer("WJW").InspectsAsync(filing, "C1")).Ok();
        (await city.Reviewer("XFJ").InspectsAsync(filing, "C2")).Ok();

        await city.ItIsAsync("2026-09-16T17:30:00+08:00");
        Assert.Equal("open", await StageAsync(zhang, filing, "C3"));
        await city.ItIsAsync("2026-09-16T17:30:01+08:00");
        Assert.Equal("deemedAgreed", await StageAsync(zhang, filing, "C3"));
        Assert.Equal(["WLJ stage C3"], await city.AccountabilityAsync(filing));

        await city.ItIsAsync("2026-09-17T15:00+08:00");
        (await city.Approver("WJW").GrantsAsync(filing)).Ok();
        (await city.Approver("XFJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(
            ["C-BL", "C-FIRE", "C-HYG"],
            (await city.ResultsAsync(filing, zhang)).Select(r => r.Result.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        await city.ItIsAsync("2026-11-20T09:30+08:00");
        Assert.Equal(["WLJ paper C3", "WLJ stage C3"], await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, AlwaysTold);
    }

    [Theory]
    [InlineData("C1", "WJW")]
    [InlineData("C2", "XFJ")]
    public async Task Where_life_is_at_stake_silence_is_never_agreement(string stage, string department)
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang);
        var (other, otherStage) = stage == "C1" ? ("XFJ", "C2") : ("WJW", "C1");
        await city.ItIsAsync("2026-09-14T15:00+08:00");
        (await city.Reviewer(other).InspectsAsync(filing, otherStage)).Ok();
        (await city.Reviewer("WLJ").AgreesAsync(filing, "C3")).Ok();

        await city.ItIsAsync("2026-09-16T17:30:01+08:00");
        Assert.Equal("open", await StageAsync(zhang, filing, stage));
        Assert.Equal([$"{department} stage {stage}"], await city.AccountabilityAsync(filing));
        Assert.Equal("red", Assert.Single(await city.Reviewer(department).InboxAsync(filing)).GetProperty("light").GetString());
        Assert.Empty(await city.Approver(other).InboxAsync(filing));

        await city.ItIsAsync("2026-10-20T15:00+08:00");
        Assert.Equal("open", await StageAsync(zhang, filing, stage));
        Assert.DoesNotContain("deemedAgreed", await city.EventsAsync(filing));

        (await city.Reviewer(department).InspectsAsync(filing, stage)).Ok();
        (await city.Approver("WJW").GrantsAsync(filing)).Ok();
        (await city.Approver("XFJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(
            new[] { $"{department} promised", $"{department} stage {stage}" }.Order(StringComparer.Ordinal), await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, [.. AlwaysTold, "NV-ZH-18"]);
    }

    /// <summary>Registered on Wednesday, 9 September at 11:00; the three departments of the second phase have until Wednesday, 16 September.</summary>
    private static async Task<Filing> RegisteredAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.BilliardHallItem));
        (await city.Clerk("SPJ").AcceptsAsync(filing)).Ok();
        await city.ItIsAsync("2026-09-09T11:00+08:00");
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        var second = (await citizen.SeesAsync(filing))["stages"].EnumerateArray().Where(s => s.GetProperty("phase").GetInt32() == 2).ToList();
        Assert.All(second, s => Assert.Equal(Close(9, 16), s.GetProperty("due").GetDateTimeOffset()));
        return filing;
    }

    private static async Task<string?> StageAsync(Citizen citizen, Filing filing, string stage) =>
        (await citizen.StageOfAsync(filing, stage)).GetProperty("state").GetString();

    private static DateTimeOffset Close(int month, int day) => new(2026, month, day, 17, 30, 0, TimeSpan.FromHours(8));
}

namespace NoVisit.Scenarios;

/// <summary>
/// Item 02, acceptance scenario A2: one material set, registration, then four departments at once; one is late. Filed on Tuesday,
/// 8 September 2026; stages of phase 2 are due on Wednesday at 17:30, the promised limit ends on Thursday at 17:30.
/// </summary>
[Rule("IN-03", "WF-03", "TL-07", "SV-03")]
[Rule("IN-02", "KD-03")]
public sealed class CompanySetUpTests(LocalStack stack)
{
    private static readonly string[] AlwaysTold = ["NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08"];

    [Fact]
    public async Task Four_departments_work_at_once_on_one_set_of_materials()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang, Application.Company());

        var stages = (await zhang.SeesAsync(filing))["stages"].EnumerateArray().Where(s => s.GetProperty("phase").GetInt32() == 2).ToList();
        Assert.Equal(["GAJ", "GJJ", "RSJ", "SWJ"], stages.Select(s => s.GetProperty("department").GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        Assert.Single(stages.Select(s => s.GetProperty("openedAt").GetString()).Distinct(StringComparer.Ordinal));
        Assert.All(stages, s => Assert.Equal("open", s.GetProperty("state").GetString()));
        Assert.Single(await city.Approver("RSJ").InboxAsync(filing));

        await Task.WhenAll(
            GrantAsync(city, filing, "GAJ"), GrantAsync(city, filing, "SWJ"), GrantAsync(city, filing, "RSJ"),
            Task.Run(async () => (await city.Reviewer("GJJ").AgreesAsync(filing, "C4")).Ok(), TestContext.Current.CancellationToken));
        await city.SettlesAsync();

        var certificates = await city.ResultsAsync(filing, zhang);
        Assert.Equal(["C-BL", "C-SEAL", "C-SOC"], certificates.Select(c => c.Result.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        foreach (var (_, pdf) in certificates)
        {
            await Documents.SignatureHoldsAsync(pdf);
        }

        await city.DeliversAsync(filing, zhang);
        await city.ToldExactlyOnceAsync(filing.Application, [.. AlwaysTold, "NV-ZH-09", "NV-ZH-10"]);
        Assert.Empty(await city.AccountabilityAsync(filing));
        Assert.Single(await city.EventsAsync(filing), e => e == "decisionMade");
        Assert.Empty(await city.Reviewer("GJJ").InboxAsync(filing));
    }

    [Fact]
    [Rule("TL-07", "SV-03", "NT-05")]
    public async Task A_tacit_department_that_is_late_has_agreed_and_answers_for_it_once()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang, Application.Company());
        await GrantAsync(city, filing, "GAJ");
        await GrantAsync(city, filing, "SWJ");
        await GrantAsync(city, filing, "RSJ");

        // The due instant itself is still in time.
        await city.ItIsAsync("2026-09-09T17:30:00+08:00");
        Assert.Equal("open", (await zhang.StageOfAsync(filing, "C4")).GetProperty("state").GetString());
        Assert.Empty(await city.AccountabilityAsync(filing));

        await city.ItIsAsync("2026-09-09T17:30:01+08:00");
        Assert.Equal("deemedAgreed", (await zhang.StageOfAsync(filing, "C4")).GetProperty("state").GetString());
        Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
        Assert.Equal("dispatched", await zhang.StateOfAsync(filing));

        // It still owes its paper within a working day; its box and its inbox say so.
        await city.ItIsAsync("2026-09-10T09:30+08:00");
        var fund = city.Reviewer("GJJ");
        Assert.Equal("paper", Assert.Single(await fund.InboxAsync(filing)).GetProperty("stageType").GetString());
        Assert.Contains("paperOrdered", (await fund.GetAsync("staff/messages")).Ok()["items"].EnumerateArray()
            .Where(m => m.GetProperty("number").GetString() == filing.Number).Select(m => m.GetProperty("kind").GetString()));
        (await fund.ActsAsync(filing, $"{filing.StaffPath}/orders/C4-1/paper", new { outcome = "agree", text = "同意缴存登记。" })).Ok();
        Assert.Empty(await fund.InboxAsync(filing));

        await city.DeliversAsync(filing, zhang);
        var promised = (await zhang.SeesAsync(filing))["clock"].GetProperty("promisedDue").GetDateTimeOffset();
        Assert.Equal(new DateTimeOffset(2026, 9, 10, 17, 30, 0, TimeSpan.FromHours(8)), promised);
        Assert.True(city.Now <= promised);

        // However long one looks, it is one record; the decision stopped the clock.
        await city.ItIsAsync("2026-10-20T09:30+08:00");
        Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, [.. AlwaysTold, "NV-ZH-09", "NV-ZH-10"]);
    }

    [Fact]
    public async Task A_late_opinion_after_the_tacit_agreement_is_refused()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await RegisteredAsync(city, city.Citizen(), Application.Company(byCourier: false));
        await city.ItIsAsync("2026-09-09T17:31+08:00");

        (await city.Reviewer("GJJ").AgreesAsync(filing, "C4")).Refused(409, "task-closed");
    }

    [Fact]
    public async Task A_paper_that_is_owed_and_late_is_recorded_although_the_case_is_closed()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang, Application.Company(byCourier: false));
        await GrantAsync(city, filing, "GAJ");
        await GrantAsync(city, filing, "SWJ");
        await GrantAsync(city, filing, "RSJ");
        await city.ItIsAsync("2026-09-09T17:30:01+08:00");
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));

        await city.ItIsAsync("2026-09-10T17:30:01+08:00");
        Assert.Equal(["GJJ paper C4", "GJJ stage C4"], await city.AccountabilityAsync(filing));
    }

    [Fact]
    public async Task A_department_without_tacit_agreement_stays_late_until_it_decides()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await RegisteredAsync(city, zhang, Application.Company(byCourier: false));
        await GrantAsync(city, filing, "GAJ");
        await GrantAsync(city, filing, "SWJ");
        (await city.Reviewer("GJJ").AgreesAsync(filing, "C4")).Ok();

        await city.ItIsAsync("2026-09-09T17:31+08:00");
        Assert.Equal(["RSJ stage C3"], await city.AccountabilityAsync(filing));
        Assert.Equal("open", (await zhang.StageOfAsync(filing, "C3")).GetProperty("state").GetString());
        Assert.Equal("red", Assert.Single(await city.Approver("RSJ").InboxAsync(filing)).GetProperty("light").GetString());

        // Promised: yellow, and an apology to the applicant. Legal: red.
        await city.ItIsAsync("2026-09-10T17:31+08:00");
        Assert.Equal(["RSJ promised", "RSJ stage C3"], await city.AccountabilityAsync(filing));
        await city.ItIsAsync("2026-09-11T17:31+08:00");
        Assert.Equal(["RSJ legal", "RSJ promised", "RSJ stage C3"], await city.AccountabilityAsync(filing));
        await city.ItIsAsync("2026-09-30T09:30+08:00");
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        Assert.DoesNotContain("deemedAgreed", await city.EventsAsync(filing));

        await GrantAsync(city, filing, "RSJ");
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(["RSJ legal", "RSJ promised", "RSJ stage C3"], await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, [.. AlwaysTold, PromisedBreach]);
    }

    [Fact]
    public async Task Who_is_in_time_is_not_recorded()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await RegisteredAsync(city, city.Citizen(), Application.Company(byCourier: false));
        await city.ItIsAsync("2026-09-09T17:30+08:00");
        await GrantAsync(city, filing, "GAJ");
        await GrantAsync(city, filing, "SWJ");
        await GrantAsync(city, filing, "RSJ");
        (await city.Reviewer("GJJ").AgreesAsync(filing, "C4")).Ok();

        await city.ItIsAsync("2026-10-20T09:30+08:00");

        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    private const string PromisedBreach = "NV-ZH-18";

    private static async Task GrantAsync(City city, Filing filing, string department) => (await city.Approver(department).GrantsAsync(filing)).Ok();

    /// <summary>Filed, accepted and registered; the four are asked.</summary>
    private static async Task<Filing> RegisteredAsync(City city, Citizen citizen, Application application)
    {
        var filing = await citizen.FilesAsync(application);
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await GrantAsync(city, filing, "SCJ");
        await city.SettlesAsync();
        return filing;
    }
}

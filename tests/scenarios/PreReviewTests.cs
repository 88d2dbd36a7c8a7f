namespace NoVisit.Scenarios;

/// <summary>网上预审 of item 11 (IN-05), filed on Tuesday, 8 September 2026: its answer is due on Thursday the 10th, the acceptance decision on the 15th.</summary>
[Rule("IN-05")]
public sealed class PreReviewTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    [Fact]
    public async Task A_clerk_looks_first_and_the_filing_goes_on_to_acceptance()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var (zhang, clerk) = (city.Citizen(), city.Clerk("ZRJ"));
        var filing = await FiledAsync(zhang);
        Assert.Equal("preReview", await zhang.StateOfAsync(filing));
        Assert.Contains("preReview", (await clerk.SeesAsync(filing))["actions"].EnumerateArray().Select(a => a.GetString()));
        (await clerk.AcceptsAsync(filing)).Refused(409, "wrong-state");

        (await AnswersAsync(city.Clerk("SCJ"), filing, new { outcome = "pass" })).Refused(403, "other-department");
        (await AnswersAsync(clerk, filing, new { outcome = "maybe" })).Refused(422, "unknown-outcome");
        (await AnswersAsync(clerk, filing, new { outcome = "pass" })).Ok();
        await city.SettlesAsync();

        Assert.Equal("submitted", await zhang.StateOfAsync(filing));
        (await AnswersAsync(clerk, filing, new { outcome = "pass" })).Refused(409, "wrong-state");
        (await clerk.AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-25", "NV-ZH-03");
    }

    [Fact]
    [Rule("IN-08")]
    public async Task What_it_asks_for_is_asked_once()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var (zhang, clerk) = (city.Citizen(), city.Clerk("ZRJ"));
        var filing = await FiledAsync(zhang);
        (await AnswersAsync(clerk, filing, Defect("M033"))).Ok();
        Assert.Equal("correctionRequested", await zhang.StateOfAsync(filing));
        (await zhang.CorrectsAsync(filing, new { materials = await zhang.UploadedAsync(filing, Material.Pdf("M033", "勘测定界图.pdf")) })).Ok();

        (await clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", Defect("M015"))).Refused(409, "second-correction-notice");
        (await clerk.AcceptsAsync(filing)).Ok();
    }

    [Fact]
    [Rule("IN-09")]
    public async Task Unanswered_it_goes_on_by_itself_and_the_five_days_run_from_the_receipt()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await FiledAsync(zhang);

        await city.ItIsAsync("2026-09-10T17:30:00+08:00");
        Assert.Equal("preReview", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-10T17:30:01+08:00");
        Assert.Equal("submitted", await zhang.StateOfAsync(filing));
        Assert.Equal(["ZRJ preReview A"], await city.AccountabilityAsync(filing));

        await city.ItIsAsync("2026-09-15T17:30:01+08:00");
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        // Fourteen working days from 8 September; 20 September is a make-up Sunday, 25 to 27 September are the Mid-Autumn Festival.
        Assert.Equal(new DateTimeOffset(2026, 9, 28, 17, 30, 0, TimeSpan.FromHours(8)), (await zhang.SeesAsync(filing))["clock"].GetProperty("promisedDue").GetDateTimeOffset());
        Assert.Equal(["ZRJ acceptance A", "ZRJ preReview A", "ZRJ stage A"], await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-25", "NV-ZH-12");
    }

    [Fact]
    public async Task Only_items_that_offer_it_take_the_wish()
    {
        var zhang = fixture.City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());

        (await zhang.CreateAsync($"applications/{draft}/submission", new { preReview = true })).Refused(409, "pre-review-not-offered");
    }

    private static Task<Filing> FiledAsync(Citizen citizen) =>
        citizen.FilesAsync(Application.Of(Application.LandItem, ("project.basis", "pending")), new { preReview = true });

    private static object Defect(string material) => new { outcome = "correct", defects = new[] { new { materialCode = material, reason = "未盖章。", cure = "请盖章后重传。" } } };

    private static Task<Reply> AnswersAsync(Staff clerk, Filing filing, object command) => clerk.ActsAsync(filing, $"{filing.StaffPath}/pre-review", command);
}

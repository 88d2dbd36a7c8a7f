namespace NoVisit.Scenarios;

/// <summary>线上线下一体 (IN-17) and 绿色通道 (IN-14): begun at the window, gone on with on line, put first by the coordinator.</summary>
[Rule("IN-17")]
public sealed class HallFilingTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private City City => fixture.City;

    [Fact]
    public async Task What_was_begun_at_the_window_goes_on_in_the_applicants_account()
    {
        var (zhang, li) = (City.Citizen(), City.Citizen("li.si"));
        var filing = await WalkedInAsync();
        await City.SettlesAsync();
        var task = Assert.Single(await City.Clerk("SCJ").InboxAsync(filing));
        Assert.Equal("hall", task.GetProperty("channel").GetString());
        (await zhang.GetAsync(filing.Path)).Refused(404, "not-found");

        // Number and query code are not enough: the case is its applicant's.
        (await li.CreateAsync("cases/links", new { number = filing.Number, queryCode = filing.QueryCode })).Refused(404, "not-found");
        (await zhang.CreateAsync("cases/links", new { number = filing.Number, queryCode = "22222222" })).Refused(404, "not-found");
        (await zhang.CreateAsync("cases/links", new { number = filing.Number, queryCode = filing.QueryCode })).Ok();

        Assert.Equal("hall", (await zhang.SeesAsync(filing))["channel"].GetString());
        Assert.Contains((await zhang.GetAsync("cases")).Ok()["items"].EnumerateArray(), c => c.GetProperty("number").GetString() == filing.Number);
        (await zhang.WithdrawsAsync(filing, "改为网上重新申报")).Ok();
    }

    [Fact]
    [Rule("IN-09")]
    public async Task At_the_window_the_clerk_puts_a_slip_right_for_who_has_no_account()
    {
        var clerk = City.Clerk("SCJ");
        var filing = await WalkedInAsync();
        (await clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", new { outcome = "correctOnSpot", fields = new[] { "applicant.phone" }, reason = "电话号码有误。" })).Ok();
        var mended = new { values = new Dictionary<string, object> { ["applicant.phone"] = "13900000199" } };

        (await City.Clerk("WJW").ActsAsync(filing, $"{filing.StaffPath}/spot-corrections", mended)).Refused(403, "other-department");
        (await clerk.ActsAsync(filing, $"{filing.StaffPath}/spot-corrections", mended)).Ok();

        var seen = await clerk.SeesAsync(filing);
        Assert.Equal("13900000199", seen["values"].GetProperty("applicant.phone").GetString());
        Assert.Equal(["spotCorrectionOffered", "spotCorrected"], (await City.EventsAsync(filing)).TakeLast(2));
    }

    [Fact]
    public async Task Nobody_but_a_clerk_files_at_the_window() => (await City.Citizen().CreateAsync(
        "applications", new { itemCode = Application.SoleTrader().ItemCode, channel = "hall" })).Refused(403, "forbidden");

    [Fact]
    [Rule("IN-14")]
    public async Task The_coordinator_puts_a_case_first()
    {
        var filing = await WalkedInAsync();
        await City.SettlesAsync();
        var coordinator = City.Staff("coordinator");
        var priority = new { ground = "keyProject", basis = "市重点项目清单第12号", tracker = "gu.tracker" };

        (await City.Staff("administrator").SendAsync(HttpMethod.Post, $"{filing.StaffPath}/priority", priority, Guid.NewGuid().ToString(), "*")).Refused(403, "forbidden");
        (await coordinator.ActsAsync(filing, $"{filing.StaffPath}/priority", priority)).Ok();

        var first = (await City.Clerk("SCJ").GetAsync("inbox?pageSize=1")).Ok()["items"].EnumerateArray().First();
        Assert.Equal((filing.Number, true), (first.GetProperty("number").GetString(), first.GetProperty("priority").GetBoolean()));
    }

    /// <summary>A clerk enters the filing of somebody at his window.</summary>
    private async Task<Filing> WalkedInAsync()
    {
        var clerk = new Citizen(City, "clerk.SCJ", () => City.Stack.SignIn.TokenOfAsync("clerk.SCJ"));
        return await clerk.FilesAsync(Application.SoleTrader(byCourier: false));
    }
}

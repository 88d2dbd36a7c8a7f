namespace NoVisit.Scenarios;

/// <summary>Item 12: village, township, county; where nothing is left to discretion nobody has to decide (IN-16).</summary>
[Rule("IN-16", "LK-01")]
public sealed class PensionTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private City City => fixture.City;

    [Fact]
    public async Task What_no_register_confirms_is_confirmed_by_a_person_of_the_county()
    {
        var zhang = City.Citizen();
        var filing = await AcceptedAsync(zhang);
        (await City.Reviewer("XZ").AgreesAsync(filing, "B")).Ok();
        await City.SettlesAsync();
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));

        (await City.Approver("RSJ").GrantsAsync(filing)).Ok();
        await City.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("C-PENS", Assert.Single(await City.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
        var decided = (await City.LedgerAsync(filing)).Single(e => e.GetProperty("type").GetString() == "stageDecided");
        Assert.Equal("approver.RSJ", decided.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task What_the_township_agreed_to_on_conditions_waits_for_a_person_of_the_county()
    {
        var zhang = City.Citizen();
        var filing = await AcceptedAsync(zhang);
        (await City.Reviewer("XZ").OpinesAsync(filing, "B", new { outcome = "agreeWithConditions", text = "户口簿地址不一致。", conditions = "请县级核对户籍。" })).Ok();
        await City.SettlesAsync();

        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        Assert.Single(await City.Approver("RSJ").InboxAsync(filing));
        (await City.Approver("RSJ").GrantsAsync(filing)).Ok();
        await City.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
    }

    private async Task<Filing> AcceptedAsync(Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.PensionItem));
        (await City.Clerk("CUN").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        return filing;
    }
}

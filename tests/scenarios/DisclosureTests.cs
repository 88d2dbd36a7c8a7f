namespace NoVisit.Scenarios;

/// <summary>Item X1: information on request, searched by the department that holds it, reviewed for secrecy, answered with reasons.</summary>
public sealed class DisclosureTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private City City => fixture.City;

    [Fact]
    [Rule("WF-11b", "RS-01")]
    public async Task Information_is_withheld_by_another_person_than_who_reviewed_and_with_reasons()
    {
        var zhang = City.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(Application.DisclosureItem));
        (await City.Clerk("GKB").AcceptsAsync(filing)).Ok();
        (await City.Reviewer("ZRJ").AgreesAsync(filing, "B")).Ok();
        var reviewer = new Staff(City, "both.posts", () => Task.FromResult(City.Stack.SignIn.Issue("both.posts", ["reviewer", "approver"], "GKB")));
        (await reviewer.OpinesAsync(filing, "C", new { outcome = "disagree", text = "涉及第三方商业秘密。" })).Ok();
        await City.SettlesAsync();

        object answer = new { outcome = "refuse", reason = "涉及第三方商业秘密,权利人不同意公开。", basis = "《政府信息公开条例》第十五条" };
        (await reviewer.ActsAsync(filing, $"{filing.StaffPath}/decision", answer)).Refused(403, "four-eyes");
        (await City.Approver("GKB").ActsAsync(filing, $"{filing.StaffPath}/decision", answer)).Ok();
        await City.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        var (decision, pdf) = Assert.Single(await City.ResultsAsync(filing, zhang));
        Assert.Equal("decision", decision.GetProperty("kind").GetString());
        await Documents.SignatureHoldsAsync(pdf);
    }
}

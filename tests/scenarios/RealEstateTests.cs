namespace NoVisit.Scenarios;

/// <summary>Item 10: three checks at once, one of which assesses the deed tax; one bill; entry by another than who examined; the title.</summary>
[Rule("FE-01", "WF-11b")]
public sealed class RealEstateTests(LocalStack stack)
{
    private const long RegistrationFee = 8_000;
    private const long DeedTax = 1_234_567;

    [Fact]
    public async Task What_the_tax_bureau_assessed_stands_on_the_one_bill_and_the_title_follows_its_payment()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(Application.RealEstateItem));
        (await city.Clerk("BDC").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        object Assessing(long? amount) => new { outcome = "agree", text = "已核定。", amount };
        Assert.Equal(["/amount"], (await city.Reviewer("SWJ").OpinesAsync(filing, "B2", Assessing(null))).Refused(422, "amount-missing").Blamed());
        Assert.Equal(["/amount"], (await city.Reviewer("ZJJ").OpinesAsync(filing, "B1", Assessing(1))).Refused(422, "amount-not-foreseen").Blamed());
        (await city.Reviewer("SWJ").OpinesAsync(filing, "B2", Assessing(DeedTax))).Ok();
        (await city.Reviewer("ZJJ").AgreesAsync(filing, "B1")).Ok();
        var examiner = new Staff(city, "both.posts", () => Task.FromResult(stack.SignIn.Issue("both.posts", ["reviewer", "approver"], "BDC")));
        (await examiner.AgreesAsync(filing, "B3")).Ok();
        await city.SettlesAsync();

        var bill = (await zhang.SeesAsync(filing))["bill"];
        Assert.Equal(
            [("BDC", RegistrationFee), ("SWJ", DeedTax)],
            bill.GetProperty("lines").EnumerateArray().Select(l => (l.GetProperty("department").GetProperty("code").GetString()!, l.GetProperty("amount").GetInt64())));
        var order = (await zhang.ActsAsync(filing, "payment", null)).Ok()["orderId"].GetString()!;
        await city.Gateways.PaysAsync(order);
        await Eventually.TrueAsync("the bill is paid", async () => (await zhang.SeesAsync(filing))["bill"].GetProperty("state").GetString() == "paid");

        (await examiner.GrantsAsync(filing)).Refused(403, "four-eyes");
        (await city.Approver("BDC").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        (await city.Approver("BDC").AgreesAsync(filing, "E")).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("C-TITLE", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
    }
}

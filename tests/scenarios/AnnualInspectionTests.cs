namespace NoVisit.Scenarios;

/// <summary>Item X2: four departments at once; the silence of one is agreement, that of the others never. Accepted on 8 September 2026, due on the 15th.</summary>
[Rule("TL-07", "WF-03")]
public sealed class AnnualInspectionTests(LocalStack stack)
{
    [Fact]
    public async Task Only_the_silence_that_the_item_allows_is_agreement()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(Application.AnnualInspectionItem));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        (await city.Approver("WJW").GrantsAsync(filing)).Ok();

        await city.ItIsAsync("2026-09-15T17:30:01+08:00");
        Assert.Equal(["RSJ stage B4", "STJ stage B2"], await city.AccountabilityAsync(filing));
        Assert.Equal("deemedAgreed", (await zhang.StageOfAsync(filing, "B4")).GetProperty("state").GetString());
        Assert.Equal("open", (await zhang.StageOfAsync(filing, "B2")).GetProperty("state").GetString());

        (await city.Approver("STJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal(["RSJ stage B4", "STJ stage B2"], await city.AccountabilityAsync(filing));
    }
}

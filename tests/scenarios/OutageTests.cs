namespace NoVisit.Scenarios;

/// <summary>Storage goes away for a while: requests say so, nothing is half done, and work goes on when it is back.</summary>
[Rule("NF-02")]
public sealed class OutageTests(LocalStack stack)
{
    [Fact]
    public async Task While_storage_is_away_requests_fail_clearly_and_afterwards_the_case_goes_on()
    {
        await using var azurite = new OwnAzurite();
        await azurite.StartAsync();
        await using var city = await City.OpenAsync(stack, clock: null, azurite.ConnectionString);
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        var approver = city.Approver("SCJ");
        await city.SettlesAsync();
        var read = await approver.SeesAsync(filing);
        Task<Reply> Decide() => approver.SendAsync(HttpMethod.Post, $"{filing.StaffPath}/decision", new { outcome = "grant" }, Guid.NewGuid().ToString(), read.ETag);

        await azurite.StopAsync();
        var replies = await Task.WhenAll(zhang.GetAsync(filing.Path), zhang.GetAsync("cases"), Decide(), city.Anybody().GetAsync("health/ready"));
        replies[0].Refused(503, "unavailable");
        replies[1].Refused(503, "unavailable");
        replies[2].Refused(503, "unavailable");
        Assert.Equal(503, (int)replies[3].Status);
        (await city.Anybody().GetAsync("health/live")).Ok();
        (await city.Anybody().GetAsync("items")).Ok();

        await azurite.StartAsync();
        await Eventually.TrueAsync("the city works again", async () => (int)(await zhang.GetAsync(filing.Path)).Status == 200);
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        (await Decide()).Ok();
        // Gone again before the certificate is made: it is made when there is something to put it into.
        await azurite.StopAsync();
        await azurite.StartAsync();
        await Eventually.TrueAsync("the case is closed", async () => (await zhang.GetAsync(filing.Path)) is { Status: System.Net.HttpStatusCode.OK } seen
            && seen["state"].GetString() == "closed", TimeSpan.FromSeconds(90));
        await Eventually.TrueAsync("all is told", async () => (await city.Gateways.SmsAsync(filing.Application.Phone)).Count == 4, TimeSpan.FromSeconds(90));

        Assert.Single(await city.ResultsAsync(filing, zhang));
        Assert.Single(await city.EventsAsync(filing), e => e == "decisionMade");
        // What was being sent when storage went away is sent again, under the same key and the same Message-ID.
        var sms = await city.Gateways.SmsAsync(filing.Application.Phone);
        Assert.Equal(["NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08"], sms.Select(s => s.TemplateId).Order(StringComparer.Ordinal));
        await Eventually.TrueAsync("all is mailed", async () => (await city.Stack.Mailbox.ForAsync(filing.Application.Email)).DistinctBy(m => m.MessageId).Count() == 4);
        Assert.Equal(4, (await city.Stack.Mailbox.ForAsync(filing.Application.Email)).DistinctBy(m => m.Subject).Count());
    }
}

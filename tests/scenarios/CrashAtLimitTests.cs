namespace NoVisit.Scenarios;

/// <summary>
/// kill -9 while a limit passes (A2 and A12): the housing fund is silent, the clock goes over its limit, and the app is killed again and again
/// in just that moment. Each case has one tacit agreement, one record against the fund and one set of certificates.
/// </summary>
[Rule("NF-02", "TL-07", "SV-03")]
public sealed class CrashAtLimitTests(LocalStack stack)
{
    private const int Cases = 3;
    private const int Kills = 4;

    [Fact]
    public async Task A_limit_that_passes_while_the_app_is_killed_is_broken_once()
    {
        await using var city = await City.PrepareAsync(stack, storage: null, courierStep: null, ("Local:Clock", "2026-09-08T09:30+08:00"));
        await using var app = new AppProcess(city);
        await app.StartAsync();
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var journey = new Journey(city, app, name => name.StartsWith("2026", StringComparison.Ordinal) ? Kill.During(TimeSpan.FromMilliseconds(random.Next(0, 400))) : Kill.Never);
        var filings = new List<Filing>();
        for (var i = 0; i < Cases; i++)
        {
            filings.Add(await journey.CompanyButOneAsync());
        }

        // The due instant itself, and the second after it, at which the fund has agreed by silence.
        await journey.ItIsAsync("2026-09-09T17:30:00+08:00");
        for (var i = 0; i < Kills; i++)
        {
            await journey.ItIsAsync("2026-09-09T17:30:01+08:00");
        }

        var zhang = city.Citizen();
        foreach (var filing in filings)
        {
            await Eventually.TrueAsync("the case is closed", async () => await zhang.StateOfAsync(filing) == "closed", TimeSpan.FromSeconds(120));
            var events = await city.EventsAsync(filing);
            Assert.All((string[])["deemedAgreed", "limitBroken", "decisionMade", "certificatesIssued", "caseClosed"], once => Assert.Single(events, e => e == once));
            Assert.Equal(3, (await city.ResultsAsync(filing, zhang)).Count);
            await Eventually.TrueAsync("the supervisor has the record", async () => (await city.AccountabilityAsync(filing)).Count > 0, TimeSpan.FromSeconds(60));
            Assert.Equal(["GJJ stage C4"], await city.AccountabilityAsync(filing));
        }

        Assert.Equal(1 + Kills, journey.Kills.Sum(k => k.Times));
    }
}

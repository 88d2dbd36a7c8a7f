using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>
/// kill -9 of the function app at every step of item 02 (A12, NF-02): after each answer, and at random moments within each request. Started
/// again over the same hub and storage, with each unanswered request repeated, the case ends once: one case, one certificate of each kind,
/// one parcel, each message once.
/// </summary>
[Rule("NF-02")]
public sealed partial class CrashTests(CrashTests.Town town) : IClassFixture<CrashTests.Town>
{
    private static readonly string[] Told = ["NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08", "NV-ZH-09", "NV-ZH-10"];
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    /// <summary>The steps of item 02; each of its four files is a ticket and a completion, each of four departments a decision.</summary>
    private static readonly (string Step, int Times)[] Steps =
    [
        ("draft", 1), ("ticket", 4), ("completion", 4), ("submission", 1), ("acceptance", 1), ("decision SCJ", 1), ("decision GAJ", 1), ("decision SWJ", 1),
        ("decision RSJ", 1), ("opinion GJJ", 1), ("certificateReady", 1), ("dispatched", 1), ("delivered", 1),
    ];

    [Fact]
    public async Task A_company_set_up_survives_a_kill_right_after_every_step()
    {
        var (filing, journey) = town.Of(Town.EveryStep);

        Assert.Equal(Steps, journey.Kills);
        await EndsOnceAsync(filing, ["C-BL", "C-SEAL", "C-SOC"]);
    }

    [Fact]
    public async Task A_company_set_up_survives_kills_at_random_moments_of_every_request()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {town.Seed}.");
        var (filing, journey) = town.Of(Town.RandomMoments);

        Assert.Equal(Steps.SkipLast(3), journey.Kills);
        await EndsOnceAsync(filing, ["C-BL", "C-SEAL", "C-SOC"]);
    }

    private async Task EndsOnceAsync(Filing filing, string[] certificates)
    {
        var (city, zhang) = (town.City, town.City.Citizen());
        try
        {
            await Eventually.TrueAsync("the case is closed", async () => await zhang.StateOfAsync(filing) == "closed", Recovery);
            await Eventually.TrueAsync("all orchestrations have ended", async () => !Open().IsMatch(await city.AskHostAsync($"instances?prefix={filing.Number}")), Recovery);
            await Eventually.TrueAsync("every notice arrived", async () =>
                (await city.Gateways.SmsAsync(filing.Application.Phone)).Count >= Told.Length
                && (await city.Stack.Mailbox.ForAsync(filing.Application.Email)).DistinctBy(m => m.MessageId).Count() >= Told.Length, Recovery);
        }
        catch (Exception) when (ShowLog())
        {
            throw;
        }

        Assert.DoesNotContain("Failed\"", await city.AskHostAsync($"instances?prefix={filing.Number}"), StringComparison.Ordinal);

        // One case.
        Assert.Single((await zhang.GetAsync("cases?pageSize=100")).Ok()["items"].EnumerateArray(), c => c.GetProperty("number").GetString() == filing.Number);
        var events = await city.EventsAsync(filing);
        foreach (var once in (string[])["submitted", "accepted", "decisionMade", "certificatesIssued", "courierOrdered", "resultDelivered", "caseClosed"])
        {
            Assert.Single(events, e => e == once);
        }

        // One certificate of each kind: as the applicant has them, as registered, as files.
        var results = await city.ResultsAsync(filing, zhang);
        Assert.Equal(certificates, results.Select(r => r.Result.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        var registered = new List<string>();
        await foreach (var row in city.Storage.Table(StorageNames.Tables.Certificates).QueryAsync<TableEntity>($"CaseNumber eq '{filing.Number}'"))
        {
            registered.Add(row.GetString("Code")!);
        }

        Assert.Equal(certificates, registered.Order(StringComparer.Ordinal));
        var files = new List<string>();
        await foreach (var blob in city.Storage.Container(StorageNames.Containers.Certificates).GetBlobsAsync(prefix: filing.Number + "/"))
        {
            files.Add(blob.Name);
        }

        Assert.Equal(certificates.Select(c => $"{filing.Number}/{c}.pdf"), files.Order(StringComparer.Ordinal));
        foreach (var (_, pdf) in results)
        {
            await Documents.SignatureHoldsAsync(pdf);
        }

        // One parcel, each SMS once: the gateway knows a repeated order by its key.
        Assert.Single(await city.Gateways.ParcelsAsync(), p => p.OrderId.StartsWith(filing.Number, StringComparison.Ordinal));
        var sms = await city.Gateways.SmsAsync(filing.Application.Phone);
        Assert.Equal(Told, sms.Select(s => s.TemplateId).Order(StringComparer.Ordinal));

        // Mail has no such key: a kill between the server's 250 and our record of it repeats the mail, under the same Message-ID.
        var mails = await city.Stack.Mailbox.ForAsync(filing.Application.Email);
        Assert.Equal(Told.Length, mails.DistinctBy(m => m.MessageId).Count());
        Assert.Equal(Told.Length, mails.DistinctBy(m => m.Subject).Count());
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{filing.Number}: {sms.Sum(s => s.Calls) - sms.Count} SMS asked for again, {mails.Count - Told.Length} mails doubled, {town.App.Kills} kills so far.");
        Assert.All(mails.GroupBy(m => m.MessageId, StringComparer.Ordinal), same => Assert.InRange(same.Count(), 1, 1 + town.App.Kills));
    }

    private bool ShowLog()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(town.App.Said);
        return false;
    }

    [GeneratedRegex("class=\"(Running|Pending|Suspended)\"")]
    private static partial Regex Open();

    /// <summary>
    /// A city whose app is a process of its own; parcels move by themselves. Both journeys are made here, one after the other: what a kill
    /// interrupted is taken up again some time later, and the cases wait for that together.
    /// </summary>
    public sealed class Town(LocalStack stack) : IAsyncLifetime
    {
        internal const string EveryStep = "right after every step";
        internal const string RandomMoments = "at random moments of every request";

        private readonly Dictionary<string, (Journey Journey, Filing? Filing, ExceptionDispatchInfo? Failure)> journeys = new(StringComparer.Ordinal);

        internal City City { get; private set; } = null!;

        internal AppProcess App { get; private set; } = null!;

        /// <summary>Of the random moments.</summary>
        internal int Seed { get; } = Environment.TickCount;

        public async ValueTask InitializeAsync()
        {
            City = await City.PrepareAsync(stack, courierStep: TimeSpan.FromMilliseconds(100));
            App = new AppProcess(City);
            await App.StartAsync();
            var random = new Random(Seed);
            await TravelAsync(RandomMoments, _ => Kill.During(TimeSpan.FromMilliseconds(random.Next(0, 300))));
            await TravelAsync(EveryStep, _ => Kill.AfterAnswer);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await City.DisposeAsync();
        }

        /// <summary>The case of a journey.</summary>
        internal (Filing Filing, Journey Journey) Of(string name)
        {
            var (journey, filing, failure) = journeys[name];
            failure?.Throw();
            return (filing!, journey);
        }

        private async Task TravelAsync(string name, Func<string, Kill> plan)
        {
            var journey = new Journey(City, App, plan);
            try
            {
                journeys[name] = (journey, await journey.CompanyAsync(), null);
            }
            catch (Exception e)
            {
                // It is the failure of this journey's test, not of the other.
                journeys[name] = (journey, null, ExceptionDispatchInfo.Capture(e));
            }
        }
    }
}

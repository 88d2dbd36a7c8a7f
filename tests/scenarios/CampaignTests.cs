using System.Text.Json;
using NoVisit.Filing.Forms;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>集中联合年检 (item X2): a coordinator files for a whole list; each enterprise has its case, once, and is told.</summary>
[Rule("WF-15", "NF-01")]
public sealed class CampaignTests(LocalStack stack)
{
    private const string Path = "admin/campaigns";

    [Fact]
    public async Task A_campaign_shows_how_far_its_enterprises_are()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (coordinator, list) = (city.Staff("coordinator"), List(3));
        list[2].Remove("records");
        var begun = (await coordinator.CreateAsync(Path, Command(list), "campaign-2026")).Ok();
        var campaign = $"{Path}/{begun["id"].GetString()}";
        await city.SettlesAsync();

        Assert.Equal(new Progress(3, 0, 1, 2, 2, 0), await ProgressAsync(coordinator, campaign));
        var refused = Assert.Single((await coordinator.GetAsync($"{campaign}?state=notFiled")).Ok()["enterprises"].GetProperty("items").EnumerateArray());
        Assert.Equal(list[2]["uscc"], refused.GetProperty("uscc").GetString());
        Assert.Equal(["M005", "M039"], refused.GetProperty("reasons").EnumerateObject().Select(r => r.Name).Order(StringComparer.Ordinal));

        var number = (await FiledAsync(coordinator, campaign))[(string)list[0]["uscc"]];
        await GrantAsync(city, number);
        Assert.Equal(new Progress(3, 0, 1, 2, 1, 1), await ProgressAsync(coordinator, campaign));
        Assert.Equal([begun["id"].GetString()], (await city.Staff("administrator").GetAsync(Path)).Ok()["items"].EnumerateArray().Select(c => c.GetProperty("id").GetString()));

        // Told like everybody: of the filing, the acceptance, the result.
        var sms = await city.Gateways.SmsAsync((string)list[0]["phone"]);
        Assert.Contains("NV-ZH-01", sms.Select(s => s.TemplateId));

        var before = await city.StoredAsync();
        Assert.Equal(begun.Text, (await coordinator.CreateAsync(Path, Command(list), "campaign-2026")).Ok().Text);
        await city.SettlesAsync();
        Assert.Equal(before, await city.StoredAsync());
        (await coordinator.CreateAsync(Path, Command(List(2)), "campaign-2026")).Refused(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Each_certificate_of_the_list_is_stamped_when_its_case_is_granted()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (coordinator, list) = (city.Staff("coordinator"), List(2));

        // What the first campaign grants is inspected in the second.
        var number = await GrantedAsync(city, coordinator, list, (string)list[0]["uscc"]);
        var identifier = "";
        await foreach (var row in city.Storage.Table(StorageNames.Tables.Certificates).QueryAsync<TableEntity>($"CaseNumber eq '{number}' and RowKey eq 'certificate'", cancellationToken: TestContext.Current.CancellationToken))
        {
            identifier = row.PartitionKey;
        }

        Assert.Equal(JsonValueKind.Null, (await city.Anybody().GetAsync($"certificates/{identifier}")).Ok()["inspection"].ValueKind);
        await city.ItIsAsync("2026-09-08T10:30+08:00");
        list[0]["certificates"] = list[1]["certificates"] = (string[])[identifier];
        number = await GrantedAsync(city, coordinator, list, (string)list[0]["uscc"]);

        var stamped = (await city.Anybody().GetAsync($"certificates/{identifier}")).Ok()["inspection"];
        Assert.Equal((2025, number), (stamped.GetProperty("year").GetInt32(), stamped.GetProperty("caseNumber").GetString()));

        // Nobody has another's certificate stamped.
        var campaign = $"{Path}/{(await coordinator.GetAsync(Path)).Ok()["items"][0].GetProperty("id").GetString()}";
        var refused = Assert.Single((await coordinator.GetAsync($"{campaign}?state=notFiled")).Ok()["enterprises"].GetProperty("items").EnumerateArray());
        Assert.Equal([identifier], refused.GetProperty("reasons").EnumerateObject().Select(r => r.Name));
    }

    [Fact]
    public async Task A_wrong_list_goes_back_whole()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (coordinator, list) = (city.Staff("coordinator"), List(3));
        var before = await city.StoredAsync();
        list[1]["uscc"] = list[0]["uscc"];
        list[2]["uscc"] = "91320681MA0000001X";

        Assert.Equal(["/enterprises/1/uscc", "/enterprises/2/uscc"], (await coordinator.CreateAsync(Path, Command(list))).Refused(422, "invalid").Blamed());
        (await coordinator.GetAsync($"{Path}/none")).Refused(404, "not-found");
        (await coordinator.GetAsync($"{Path}/none?state=lost")).Refused(400, "malformed");
        Assert.Equal(before, await city.StoredAsync());
    }

    /// <summary>kill -9 again and again while the cases are filed (NF-02).</summary>
    [Fact]
    public async Task Each_enterprise_has_one_case_whatever_crashes()
    {
        const int Enterprises = 60;
        await using var city = await City.PrepareAsync(stack, storage: null, courierStep: null, ("Local:Clock", "2026-09-08T09:30+08:00"));
        await using var app = new AppProcess(city);
        await app.StartAsync();
        var (seed, list, coordinator) = (Environment.TickCount, List(Enterprises), city.Staff("coordinator"));
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}.");
        var random = new Random(seed);

        // The first kill comes while the list is stored, so nobody may ever hear of it.
        var first = coordinator.CreateAsync(Path, Command(list), "campaign-2026");
        await Task.Delay(random.Next(50, 400), TestContext.Current.CancellationToken);
        await app.CrashAsync();
        await first.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        var campaign = $"{Path}/{(await coordinator.CreateAsync(Path, Command(list), "campaign-2026")).Ok()["id"].GetString()}";
        foreach (var filedAtLeast in (int[])[1, 20, 45])
        {
            await Eventually.TrueAsync($"{filedAtLeast} are filed", async () => (await CasesAsync(city)).Count >= filedAtLeast, TimeSpan.FromSeconds(120));
            await app.KillAsync();
            TestContext.Current.TestOutputHelper!.WriteLine($"Killed with {(await CasesAsync(city)).Count} cases.");
            await app.StartAsync();
        }

        (await coordinator.CreateAsync(Path, Command(list), "campaign-2026")).Ok();
        await Eventually.TrueAsync(
            "all are filed", async () => await ProgressAsync(coordinator, campaign) == new Progress(Enterprises, 0, 0, Enterprises, Enterprises, 0), TimeSpan.FromSeconds(120));

        var filed = await FiledAsync(coordinator, campaign);
        Assert.Equal(list.Select(e => (string)e["uscc"]).Order(StringComparer.Ordinal), filed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((await CasesAsync(city)).Order(StringComparer.Ordinal), filed.Values.Order(StringComparer.Ordinal));
        await Eventually.TrueAsync("each is told", async () => (await ToldAsync(city, list)).All(told => told.Count > 0), TimeSpan.FromSeconds(120));
        Assert.All(await ToldAsync(city, list), told => Assert.Equal(["NV-ZH-01"], told));
    }

    /// <summary>Numbers of all cases in storage, whether or not the app runs.</summary>
    private static async Task<List<string>> CasesAsync(City city)
    {
        var cases = new List<string>();
        await foreach (var row in city.Storage.Table(StorageNames.Tables.Cases).QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"]))
        {
            if (row.RowKey.EndsWith("~case", StringComparison.Ordinal))
            {
                cases.Add(row.PartitionKey);
            }
        }

        return cases;
    }

    private static async Task<List<List<string>>> ToldAsync(City city, List<Dictionary<string, object>> list)
    {
        var told = new List<List<string>>();
        foreach (var enterprise in list)
        {
            told.Add([.. (await city.Gateways.SmsAsync((string)enterprise["phone"])).Select(s => s.TemplateId)]);
        }

        return told;
    }

    private static async Task<string> GrantedAsync(City city, Staff coordinator, List<Dictionary<string, object>> list, string uscc)
    {
        var begun = (await coordinator.CreateAsync(Path, Command(list))).Ok();
        await city.SettlesAsync();
        var number = (await FiledAsync(coordinator, $"{Path}/{begun["id"].GetString()}"))[uscc];
        await GrantAsync(city, number);
        return number;
    }

    private static async Task GrantAsync(City city, string number)
    {
        var filing = new Filing(number, "", "", Application.Of(Application.AnnualInspectionItem));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        foreach (var department in (string[])["SCJ", "WJW", "STJ"])
        {
            (await city.Approver(department).GrantsAsync(filing)).Ok();
        }

        (await city.Reviewer("RSJ").AgreesAsync(filing, "B4")).Ok();
        await city.SettlesAsync();
    }

    private static async Task<Progress> ProgressAsync(Person reader, string campaign)
    {
        var progress = (await reader.GetAsync(campaign)).Ok()["progress"];
        return new(Of("total"), Of("waiting"), Of("notFiled"), Of("filed"), Of("open"), Of("granted"));

        int Of(string name) => progress.GetProperty(name).GetInt32();
    }

    /// <summary>Case numbers by code, over all pages.</summary>
    private static async Task<Dictionary<string, string>> FiledAsync(Person reader, string campaign)
    {
        var filed = new Dictionary<string, string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = (await reader.GetAsync($"{campaign}?pageSize=40&state=open{(token is null ? "" : $"&continuationToken={token}")}")).Ok()["enterprises"];
            foreach (var enterprise in page.GetProperty("items").EnumerateArray())
            {
                filed.Add(enterprise.GetProperty("uscc").GetString()!, enterprise.GetProperty("number").GetString()!);
            }

            token = page.TryGetProperty("continuationToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);
        return filed;
    }

    private static object Command(List<Dictionary<string, object>> list) => new
    {
        name = "2026年工业企业集中联合年检",
        itemCode = Application.AnnualInspectionItem,
        enterprises = list,
        values = new Dictionary<string, object>
        {
            ["inspection.year"] = 2025,
            ["inspection.revenue"] = 100_000_000,
            ["inspection.employees"] = 48,
            ["inspection.changes"] = false,
            ["environment.permit"] = "registered",
            ["hygiene.licence"] = false,
            ["delivery.method"] = "ecert",
        },
    };

    private static List<Dictionary<string, object>> List(int count) =>
    [
        .. Enumerable.Range(1, count).Select(n => new Dictionary<string, object>
        {
            ["uscc"] = UnifiedSocialCreditCode.Create(EntityKind.Company, "320681", n),
            ["name"] = $"启东第{n}机械厂",
            ["phone"] = $"1390000{n:D4}",
            ["email"] = $"office{n}@works.example",
            ["values"] = new Dictionary<string, object> { ["holder.address"] = $"启东市工业路{n}号", ["holder.legalRepresentative"] = "王五" },
            ["records"] = new Dictionary<string, string> { ["M005"] = $"320681{n:D9}", ["M039"] = $"年报〔2025〕{n}号" },
        }),
    ];

    private sealed record Progress(int Total, int Waiting, int NotFiled, int Filed, int Open, int Granted);
}

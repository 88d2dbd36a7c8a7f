using System.Text.Json;
using NoVisit.Catalogue;

namespace NoVisit.Scenarios;

/// <summary>Each of the fourteen items of the catalogue from its filing to its end, everybody agreeing, on a Tuesday morning.</summary>
[Rule("CT-01", "WF-01", "WF-02", "WF-03")]
public sealed class CatalogueTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private const int MostActs = 60;

    private City City => fixture.City;

    public static TheoryData<string> Items => [.. CatalogueLoader.LoadEmbedded().Published.Select(i => i.Code).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Items))]
    public async Task An_item_runs_from_its_filing_to_its_end(string itemCode)
    {
        var zhang = City.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(itemCode));
        var acts = 0;
        while (await EverybodyAgreesAsync(filing) && ++acts < MostActs)
        {
        }

        await City.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        var results = await City.ResultsAsync(filing, zhang);
        var promised = CatalogueLoader.LoadEmbedded().Find(itemCode)!.Results.Select(r => r.Code);
        Assert.Equal(promised.Order(StringComparer.Ordinal), results.Select(r => r.Result.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
        foreach (var (_, pdf) in results)
        {
            await Documents.SignatureHoldsAsync(pdf);
        }

        var events = await City.EventsAsync(filing);
        Assert.All((string[])["submitted", "accepted", "decisionMade", "certificatesIssued", "caseClosed"], once => Assert.Single(events, e => e == once));
        Assert.Empty(await City.AccountabilityAsync(filing));
    }

    /// <summary>Whoever has a task of the case handles it in the applicant's favour; false when nobody has one.</summary>
    private async Task<bool> EverybodyAgreesAsync(Filing filing)
    {
        var seen = await City.Staff("supervisor").SeesAsync(filing);
        var tasks = seen["tasks"].EnumerateArray().Where(t => t.GetProperty("state").GetString() is "open" or "claimed").ToList();
        foreach (var task in tasks)
        {
            (await HandleAsync(filing, task)).Ok();
        }

        if (tasks.Count == 0 && seen["bill"] is { ValueKind: JsonValueKind.Object } bill && bill.GetProperty("state").GetString() == "due")
        {
            var order = (await City.Citizen().ActsAsync(filing, "payment", null)).Ok()["orderId"].GetString()!;
            await City.Gateways.PaysAsync(order);
            await Eventually.TrueAsync("the bill is paid", async () => (await City.Citizen().SeesAsync(filing))["bill"].GetProperty("state").GetString() == "paid");
            return true;
        }

        return tasks.Count > 0;
    }

    private Task<Reply> HandleAsync(Filing filing, JsonElement task)
    {
        var department = task.GetProperty("department").GetProperty("code").GetString()!;
        var stage = task.GetProperty("stageId").GetString()!;
        return task.GetProperty("type").GetString() switch
        {
            "accept" => City.Clerk(department).AcceptsAsync(filing),
            "survey" or "jointSurvey" => City.Reviewer(department).InspectsAsync(filing, stage),
            "jointReview" => City.Reviewer(department).MeetsAsync(filing, [.. Participants(filing, stage).Select(Vote.For)]),
            "countersign" when stage.Contains('-', StringComparison.Ordinal) => City.Approver(department).SignsAsync(filing),
            "decide" or "countersign" => City.Approver(department).GrantsAsync(filing),
            _ => City.Staff($"{task.GetProperty("role").GetString()}.{department}").OpinesAsync(filing, stage, new { outcome = "agree", text = "同意。", amount = Assessed(filing, stage) }),
        };
    }

    private static IReadOnlyList<string> Participants(Filing filing, string stage) =>
        CatalogueLoader.LoadEmbedded().Find(filing.Application.ItemCode)!.Stages.Single(s => s.Id == stage).Participants;

    /// <summary>The tax bureau assesses the deed tax of a sale: 12,345.67 yuan.</summary>
    private static long? Assessed(Filing filing, string stage) => filing.Application.ItemCode == Application.RealEstateItem && stage == "B2" ? 1_234_567 : null;
}

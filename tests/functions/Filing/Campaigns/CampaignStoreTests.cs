using NoVisit.Storage;
using NoVisit.Tests;
using NoVisit.Tests.Storage;

namespace NoVisit.Filing.Campaigns;

/// <summary>Where the enterprises of a campaign stand is counted right, however often and in whatever order it is told.</summary>
[Rule("WF-15")]
public sealed class CampaignStoreTests(Azurite azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_enterprise_is_counted_where_it_stands()
    {
        var store = await StoreAsync(3);

        await store.PlaceAsync(Place(0), new(CampaignState.Open, "n0", 1), Cancel);
        await store.PlaceAsync(Place(1), new(CampaignState.Open, "n1", 1), Cancel);
        await store.PlaceAsync(Place(1), new(CampaignState.Granted, "n1", 9), Cancel);

        Assert.Equal((1, 1, 1), await CountsAsync(store));
    }

    [Fact]
    public async Task What_is_told_twice_or_late_counts_once()
    {
        var store = await StoreAsync(1);

        await store.PlaceAsync(Place(0), new(CampaignState.Open, "n0", 1), Cancel);
        await store.PlaceAsync(Place(0), new(CampaignState.Granted, "n0", 9), Cancel);
        await store.PlaceAsync(Place(0), new(CampaignState.Granted, "n0", 9), Cancel);
        await store.PlaceAsync(Place(0), new(CampaignState.Open, "n0", 4), Cancel);

        Assert.Equal((0, 0, 1), await CountsAsync(store));
    }

    [Fact]
    public async Task Many_at_once_lose_no_count()
    {
        var store = await StoreAsync(120);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel },
            async (n, token) => await store.PlaceAsync(Place(n), new(CampaignState.Open, $"n{n}", 1), token));

        Assert.Equal((0, 120, 0), await CountsAsync(store));
    }

    [Fact]
    public async Task A_list_that_is_stored_again_leaves_what_was_filed()
    {
        var store = await StoreAsync(60);
        await store.PlaceAsync(Place(7), new(CampaignState.Open, "n7", 1), Cancel);

        await store.AddAsync("c1", Enumerable.Range(0, 60).Select(Enterprise), Cancel);

        Assert.Equal((59, 1, 0), await CountsAsync(store));
        var next = await store.NextAsync("c1", Enterprise(6).Uscc, 1, Cancel);
        Assert.Equal((Enterprise(7).Uscc, false), (next[0].Enterprise.Uscc, next[0].Waiting));
    }

    [Fact]
    public async Task The_list_ends() => Assert.Empty(await (await StoreAsync(2)).NextAsync("c1", Enterprise(1).Uscc, 10, Cancel));

    [Fact]
    public async Task An_enterprise_that_storage_forgot_is_counted_nowhere()
    {
        var store = await StoreAsync(1);

        await store.PlaceAsync(Place(5), new(CampaignState.Open, "n5", 1), Cancel);

        Assert.Equal((1, 0, 0), await CountsAsync(store));
    }

    private static CampaignPlace Place(int n) => new("c1", Enterprise(n).Uscc);

    private static CampaignEnterprise Enterprise(int n) => new($"91320681MA{n:D8}", $"企业{n}", null, null, new Dictionary<string, System.Text.Json.JsonElement>(), new Dictionary<string, string>());

    private static async Task<(int Waiting, int Open, int Granted)> CountsAsync(CampaignStore store)
    {
        var counts = (await store.FindAsync("c1", Cancel))!.Value.Counts;
        return (counts[CampaignState.Waiting], counts[CampaignState.Open], counts[CampaignState.Granted]);
    }

    private async Task<CampaignStore> StoreAsync(int enterprises)
    {
        var settings = StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount()));
        var storage = new StorageConnection(settings, new StorageRequestCounter());
        await new StorageSetup(storage, settings).EnsureAsync(Cancel);
        var store = new CampaignStore(storage);
        await store.AddAsync(new Campaign("c1", "年检", "320681-QT-SCJ-0014-1", 1, "coordinator", Now, enterprises, ""), Cancel);
        await store.AddAsync("c1", Enumerable.Range(0, enterprises).Select(Enterprise), Cancel);
        return store;
    }
}

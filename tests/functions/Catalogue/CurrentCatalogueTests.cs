using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Deadlines;
using NoVisit.Storage;
using NoVisit.Tests;
using NoVisit.Tests.Filing.Uploads;
using NoVisit.Tests.Storage;

namespace NoVisit.Catalogue;

/// <summary>Instances of the app and what they know of the catalogue (CT-05).</summary>
[Rule("CT-05")]
public sealed class CurrentCatalogueTests(Azurite azurite)
{
    private const string Code = "320681-XK-SCJ-0003-1";

    private static readonly ItemCatalogue Embedded = CatalogueLoader.LoadEmbedded();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_instance_publishes_the_others_hear_of()
    {
        var (here, there) = await TwoAsync();
        await here.Versions.PublishAsync(Version(2, ItemStatus.Published), Cancel);
        Assert.Equal(2, here.Catalogue.Find(Code)!.Version);
        Assert.Equal(1, there.Catalogue.Find(Code)!.Version);

        await there.Refresh.RefreshAsync(Cancel);
        Assert.Equal(2, there.Catalogue.Find(Code)!.Version);
        Assert.Equal(1, there.Catalogue.Now.Find(Code, 1)!.Version);
    }

    [Fact]
    public async Task Functions_by_the_hundred_cost_one_look()
    {
        var (here, _) = await TwoAsync();
        await here.Refresh.RefreshAsync(Cancel);
        var before = here.Storage.Counter.Snapshot().Sum(c => c.Count);
        for (var i = 0; i < 100; i++)
        {
            await here.Refresh.EnsureAsync(Cancel);
        }

        Assert.Equal(before, here.Storage.Counter.Snapshot().Sum(c => c.Count));
    }

    [Fact]
    public async Task A_draft_under_a_version_published_elsewhere_a_moment_ago_is_no_stranger()
    {
        var (here, there) = await TwoAsync();
        await here.Versions.PublishAsync(Version(2, ItemStatus.Published), Cancel);
        Assert.Equal(2, (await there.Catalogue.FiledUnderAsync(Code, 2, Cancel)).Version);
    }

    [Fact]
    public async Task A_version_is_offered_from_its_day_on()
    {
        var (here, _) = await TwoAsync();
        await here.Versions.PublishAsync(Version(2, ItemStatus.Published) with { EffectiveFrom = new(2026, 9, 10) }, Cancel);
        Assert.Equal(1, here.Catalogue.Find(Code)!.Version);
        Assert.Null(here.Catalogue.Now.FindPublished(Code, 2));

        here.Clock.Now = OfficeHours.Default.OpeningOf(new(2026, 9, 10));
        Assert.Equal(2, here.Catalogue.Find(Code)!.Version);
    }

    [Fact]
    public async Task Two_who_publish_the_same_version_at_once_do_not_both()
    {
        var (here, there) = await TwoAsync();
        await here.Versions.PublishAsync(Version(2, ItemStatus.Published), Cancel);
        var problem = await Assert.ThrowsAsync<Http.ProblemException>(() => there.Versions.PublishAsync(Version(2, ItemStatus.Cancelled), Cancel));
        Assert.Equal("already-published", problem.Kind.Name);
    }

    [Fact]
    public async Task What_is_left_of_a_draft_that_was_published_is_none()
    {
        var (here, _) = await TwoAsync();
        await here.Versions.PublishAsync(Version(2, ItemStatus.Published), Cancel);
        var state = new ItemState(null, null, null);
        await here.Versions.SaveAsync(Version(2, ItemStatus.Draft), state, Cancel);

        var found = await here.Versions.FindAsync(Code, Cancel);
        Assert.Equal((null, "v2"), (found.Draft, found.Tag));
        await here.Versions.SaveAsync(Version(3, ItemStatus.Draft), found, Cancel);
        Assert.Equal(3, (await here.Versions.FindAsync(Code, Cancel)).Draft!.Item.Version);
    }

    private static ItemVersion Version(int version, ItemStatus status) => new(Embedded.Find(Code)! with { Version = version, Status = status });

    private async Task<(Instance Here, Instance There)> TwoAsync()
    {
        var settings = StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount()));
        var here = new Instance(new StorageConnection(settings, new StorageRequestCounter()));
        await new StorageSetup(here.Storage, settings).EnsureAsync(Cancel);
        return (here, new Instance(new StorageConnection(settings, new StorageRequestCounter())));
    }

    private sealed class Instance
    {
        public Instance(StorageConnection storage)
        {
            Storage = storage;
            Catalogue = new CurrentCatalogue(Embedded, storage, Clock);
            Refresh = new ReferenceRefresh(storage, [Catalogue], NullLogger<ReferenceRefresh>.Instance);
            Versions = new ItemVersions(storage, Catalogue, Refresh);
        }

        public SetClock Clock { get; } = new() { Now = OfficeHours.Default.OpeningOf(new(2026, 9, 8)) };

        public StorageConnection Storage { get; }

        public CurrentCatalogue Catalogue { get; }

        public ReferenceRefresh Refresh { get; }

        public ItemVersions Versions { get; }
    }
}

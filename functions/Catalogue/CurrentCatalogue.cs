using NoVisit.Deadlines;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Catalogue;

/// <summary>
/// The catalogue in force on this instance (CT-05): the items that the build carries as version 1, and over them what administrators have
/// published. Answers from memory; <see cref="ReferenceRefresh"/> brings changes.
/// </summary>
internal sealed class CurrentCatalogue : IReferenceData
{
    private readonly ItemCatalogue embedded;
    private readonly TableClient table;
    private readonly TimeProvider time;
    private volatile Snapshot snapshot;

    public CurrentCatalogue(ItemCatalogue embedded, StorageConnection storage, TimeProvider time)
    {
        (this.embedded, this.time) = (embedded, time);
        table = storage.Table(StorageNames.Tables.Catalogue);
        snapshot = Build([]);
    }

    /// <inheritdoc/>
    public string Name => "Items";

    /// <summary>The code lists; they come with the build.</summary>
    public Registers Registers => embedded.Registers;

    /// <summary>What is in force today in Shanghai.</summary>
    public ItemCatalogue Now
    {
        get
        {
            var current = snapshot;
            if (current.Until is { } until && OfficeHours.DateOf(time.GetUtcNow()) >= until)
            {
                snapshot = current = Build(current.Published);
            }

            return current.Catalogue;
        }
    }

    /// <summary>The item that can be filed now; null when there is none.</summary>
    public ServiceItem? Find(string code) => Now.Find(code);

    /// <summary>
    /// A version that drafts or cases were filed under. Another instance may have published it a moment ago: what is not known is looked for
    /// once before it is said not to exist.
    /// </summary>
    /// <exception cref="InvalidOperationException">No such version was ever published.</exception>
    public async Task<ServiceItem> FiledUnderAsync(string code, int version, CancellationToken cancellationToken)
    {
        if (Now.Find(code, version) is { } known)
        {
            return known;
        }

        await LoadAsync(cancellationToken);
        return Now.Find(code, version) ?? throw new InvalidOperationException($"There is no {code} v{version}.");
    }

    /// <summary>All published and cancelled versions, those of the build included.</summary>
    public IReadOnlyList<ItemVersion> Versions => snapshot.Published;

    /// <inheritdoc/>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        List<ItemVersion> stored = [];
        await foreach (var row in table.QueryAsync<TableEntity>(ReferenceRows.StartingWith(ItemVersionRow.Prefix), cancellationToken: cancellationToken))
        {
            stored.Add(ItemVersionRow.Read(row));
        }

        snapshot = Build(stored);
    }

    private Snapshot Build(IEnumerable<ItemVersion> stored)
    {
        var today = OfficeHours.DateOf(time.GetUtcNow());
        var versions = stored.Concat(embedded.Versions.Select(ItemVersion.OfBuild)).DistinctBy(v => (v.Item.Code, v.Item.Version)).ToList();

        // A version whose day has not come can be found by who was told of it, but is not offered.
        var items = versions.Select(v => v.EffectiveFrom > today ? v.Item with { Status = ItemStatus.Draft } : v.Item);
        return new Snapshot(
            versions, new ItemCatalogue(embedded.Registers, items), versions.Where(v => v.EffectiveFrom > today).Select(v => v.EffectiveFrom).Min());
    }

    /// <param name="Published">All versions.</param>
    /// <param name="Catalogue">What they give on a day.</param>
    /// <param name="Until">The day from which they give something else; null when there is none to come.</param>
    private sealed record Snapshot(IReadOnlyList<ItemVersion> Published, ItemCatalogue Catalogue, DateOnly? Until);
}

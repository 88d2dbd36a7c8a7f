using Azure;
using NoVisit.Http;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Catalogue;

/// <summary>What is known of an item when an administrator looks at it or changes it.</summary>
/// <param name="Draft">Its draft; null when there is none.</param>
/// <param name="RowTag">Version of the draft's row, if there is one.</param>
/// <param name="Newest">Its newest version that was published or cancelled; null for an item that never was.</param>
internal sealed record ItemState(ItemVersion? Draft, ETag? RowTag, ItemVersion? Newest)
{
    /// <summary>What <c>If-Match</c> has to name: the draft's content, or the newest version; <c>v0</c> for an item that does not exist yet.</summary>
    public string Tag => Draft?.DraftTag() ?? (Newest is null ? "v0" : $"v{Newest.Item.Version}");

    /// <summary>The number that the next version gets.</summary>
    public int NextVersion => (Newest?.Item.Version ?? 0) + 1;
}

/// <summary>Drafts and published versions in storage (CT-05).</summary>
internal sealed class ItemVersions(StorageConnection storage, CurrentCatalogue catalogue, ReferenceRefresh refresh)
{
    private readonly TableClient table = storage.Table(StorageNames.Tables.Catalogue);

    /// <summary>The present state of an item, not that of half a minute ago.</summary>
    public async Task<ItemState> FindAsync(string code, CancellationToken cancellationToken)
    {
        await refresh.RefreshAsync(cancellationToken);
        var newest = catalogue.Versions.Where(v => v.Item.Code == code).MaxBy(v => v.Item.Version);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ItemVersionRow.Drafts, code, cancellationToken: cancellationToken);
        if (!row.HasValue)
        {
            return new ItemState(null, null, newest);
        }

        // The draft of a version that is out already: its publisher died before he could take it away.
        var draft = ItemVersionRow.Read(row.Value!);
        return new ItemState(draft.Item.Version <= (newest?.Item.Version ?? 0) ? null : draft, row.Value!.ETag, newest);
    }

    /// <summary>All drafts; there are never more than items.</summary>
    public async Task<IReadOnlyList<ItemVersion>> DraftsAsync(CancellationToken cancellationToken)
    {
        List<ItemVersion> drafts = [];
        await foreach (var row in table.QueryAsync<TableEntity>(TableFilter.Create($"PartitionKey eq {ItemVersionRow.Drafts}"), cancellationToken: cancellationToken))
        {
            drafts.Add(ItemVersionRow.Read(row));
        }

        return drafts;
    }

    /// <summary>Saves a draft over the state that was read.</summary>
    /// <exception cref="ProblemException">412: somebody else was first.</exception>
    public async Task SaveAsync(ItemVersion draft, ItemState read, CancellationToken cancellationToken)
    {
        var row = ItemVersionRow.Draft(draft);
        try
        {
            await (read.RowTag is { } tag
                ? table.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, cancellationToken)
                : table.AddEntityAsync(row, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            throw new ProblemException(ProblemKind.Stale, inner: e);
        }
    }

    /// <summary>Discards the draft that was read.</summary>
    /// <exception cref="ProblemException">412: somebody changed it meanwhile.</exception>
    public async Task DiscardAsync(string code, ItemState read, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(ItemVersionRow.Drafts, code, read.RowTag!.Value, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            throw new ProblemException(ProblemKind.Stale, inner: e);
        }
    }

    /// <summary>Publishes: the version and the catalogue's revision in one transaction, so that every instance hears of it.</summary>
    /// <exception cref="ProblemException">409: this version was published meanwhile.</exception>
    public async Task PublishAsync(ItemVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(
                [new(TableTransactionActionType.Add, ItemVersionRow.Published(version)), ReferenceRows.Changed(catalogue.Name)], cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status == 409)
        {
            throw new ProblemException(
                new ProblemKind("already-published", 409, new("该版本已发布", "Published already"), new Text("该版本已经发布,请刷新。", "This version is published already; reload.")), inner: e);
        }

        // From here on it holds. What is left of the draft is passed over if this does not succeed.
        await refresh.RefreshAsync(CancellationToken.None);
        await table.DeleteEntityAsync(ItemVersionRow.Drafts, version.Item.Code, cancellationToken: CancellationToken.None);
    }
}

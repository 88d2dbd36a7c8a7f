using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing;

/// <summary>A filing that is being prepared (草稿): belongs to one person, can be left and resumed.</summary>
/// <param name="Id">Derived from the person and the request's idempotency key, so the same request gives the same draft.</param>
/// <param name="Values">Form values; identity numbers encrypted.</param>
/// <param name="CreatedAt">Also dates the case number, so that a repeated submission finds the same one.</param>
/// <param name="Number">The case it became; null before.</param>
internal sealed record Draft(
    string Id, string PersonId, string ItemCode, int ItemVersion, IReadOnlyDictionary<string, JsonElement> Values, DateTimeOffset CreatedAt, string? Number, ETag ETag)
{
    /// <summary>代办: the authorisation under which an agent files it (IN-13); null for the person's own.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The way it comes in (IN-17).</summary>
    public Channel Channel { get; init; }

    /// <summary>Digest of the request that began it: tells a repeated request from another one under the same idempotency key.</summary>
    public string Fingerprint { get; init; } = "";

    public static string IdOf(string personId, string idempotencyKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{personId}\n{idempotencyKey}")))[..26];

    /// <summary>Digest of an item, for whom it is, and the values it was begun with.</summary>
    public static string FingerprintOf(string draftId, string itemCode, FormValues values, string? onBehalfOf = null) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{draftId}\n{itemCode}\n{(onBehalfOf is null ? "" : onBehalfOf + "\n")}{JsonSerializer.Serialize(values, CaseJson.Options)}")));
}

/// <summary>Drafts and their uploads: rows of the person's partition, read together in one request.</summary>
internal sealed class DraftStore(StorageConnection storage)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>Stores a new draft and answers it with its version; null when it is there already.</summary>
    public async Task<Draft?> AddAsync(Draft draft, CancellationToken cancellationToken)
    {
        try
        {
            var response = await people.AddEntityAsync(ToRow(draft), cancellationToken);
            return draft with { ETag = response.Headers.ETag!.Value };
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }
    }

    public async Task<Draft?> FindAsync(string personId, string draftId, CancellationToken cancellationToken)
    {
        var found = await people.GetEntityIfExistsAsync<TableEntity>(personId, PersonKeys.Draft(draftId), cancellationToken: cancellationToken);
        return found.HasValue ? FromRow(found.Value!) : null;
    }

    /// <summary>The draft with its uploads, in one request; null when there is none.</summary>
    public async Task<(Draft Draft, IReadOnlyList<MaterialUpload> Uploads)?> FindWithUploadsAsync(
        string personId, string draftId, CancellationToken cancellationToken)
    {
        var (draftKey, first, last) = (PersonKeys.Draft(draftId), PersonKeys.Upload(draftId, ""), PersonKeys.Upload(draftId, "~"));
        var filter = TableFilter.Create(
            $"PartitionKey eq {personId} and (RowKey eq {draftKey} or (RowKey ge {first} and RowKey lt {last}))");
        Draft? draft = null;
        List<MaterialUpload> uploads = [];
        await foreach (var row in people.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == draftKey)
            {
                draft = FromRow(row);
            }
            else
            {
                uploads.Add(JsonColumns.Read<MaterialUpload>(row, CaseJson.Options));
            }
        }

        return draft is null ? null : (draft, [.. uploads.OrderBy(u => u.UploadedAt)]);
    }

    /// <summary>Saves new values under the version that was read.</summary>
    /// <exception cref="ProblemException">412: saved from somewhere else meanwhile.</exception>
    public async Task<Draft> SaveAsync(Draft draft, ETag expected, CancellationToken cancellationToken)
    {
        try
        {
            var response = await people.UpdateEntityAsync(ToRow(draft), expected, TableUpdateMode.Replace, cancellationToken);
            return draft with { ETag = response.Headers.ETag!.Value };
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            throw new ProblemException(ProblemKind.Stale, new(
                "草稿已在其他页面或设备上保存,请刷新后继续。", "The draft was saved from another page or device. Reload and go on."), inner: e);
        }
    }

    /// <summary>Discards a draft with the rows of its uploads; their blobs go by the container's life-cycle rule.</summary>
    public async Task DeleteAsync(Draft draft, IReadOnlyList<MaterialUpload> uploads, ETag expected, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.Delete, new TableEntity(draft.PersonId, PersonKeys.Draft(draft.Id)), expected),
            .. uploads.Take(99).Select(u => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(draft.PersonId, PersonKeys.Upload(draft.Id, u.Key)), ETag.All)),
        ];
        try
        {
            await people.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status is 404 or 412)
        {
            throw new ProblemException(e.Status == 404 ? ProblemKind.NotFound : ProblemKind.Stale, inner: e);
        }
    }

    public Task SaveUploadAsync(string personId, MaterialUpload upload, CancellationToken cancellationToken)
    {
        var row = new TableEntity(personId, PersonKeys.Upload(upload.OwnerId, upload.Key));
        JsonColumns.Write(row, upload, CaseJson.Options);
        return people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<MaterialUpload?> FindUploadAsync(string personId, string ownerId, string key, CancellationToken cancellationToken)
    {
        var found = await people.GetEntityIfExistsAsync<TableEntity>(personId, PersonKeys.Upload(ownerId, key), cancellationToken: cancellationToken);
        return found.HasValue ? JsonColumns.Read<MaterialUpload>(found.Value!, CaseJson.Options) : null;
    }

    /// <summary>All uploads of a draft or case.</summary>
    public async Task<IReadOnlyList<MaterialUpload>> UploadsAsync(string personId, string ownerId, CancellationToken cancellationToken)
    {
        var (first, last) = (PersonKeys.Upload(ownerId, ""), PersonKeys.Upload(ownerId, "~"));
        List<MaterialUpload> uploads = [];
        var filter = TableFilter.Create($"PartitionKey eq {personId} and RowKey ge {first} and RowKey lt {last}");
        await foreach (var row in people.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            uploads.Add(JsonColumns.Read<MaterialUpload>(row, CaseJson.Options));
        }

        return uploads;
    }

    private static TableEntity ToRow(Draft draft)
    {
        var row = new TableEntity(draft.PersonId, PersonKeys.Draft(draft.Id))
        {
            ["ItemCode"] = draft.ItemCode,
            ["ItemVersion"] = draft.ItemVersion,
            ["Fingerprint"] = draft.Fingerprint,
            ["CreatedAt"] = draft.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        };
        if (draft.Number is not null)
        {
            row["Number"] = draft.Number;
        }

        if (draft.Channel != Channel.Web)
        {
            row["Channel"] = draft.Channel.ToString();
        }

        if (draft.OnBehalfOf is not null)
        {
            row["OnBehalfOf"] = draft.OnBehalfOf;
        }

        JsonColumns.Write(row, draft.Values, CaseJson.Options, "Values");
        return row;
    }

    private static Draft FromRow(TableEntity row) => new(
        row.RowKey["draft~".Length..],
        row.PartitionKey,
        row.GetString("ItemCode")!,
        row.GetInt32("ItemVersion")!.Value,
        JsonColumns.Read<Dictionary<string, JsonElement>>(row, CaseJson.Options, "Values"),
        DateTimeOffset.Parse(row.GetString("CreatedAt")!, CultureInfo.InvariantCulture),
        row.GetString("Number"),
        row.ETag)
    {
        Fingerprint = row.GetString("Fingerprint") ?? "",
        OnBehalfOf = row.GetString("OnBehalfOf"),
        Channel = row.GetString("Channel") is { } channel ? Enum.Parse<Channel>(channel) : Channel.Web,
    };
}

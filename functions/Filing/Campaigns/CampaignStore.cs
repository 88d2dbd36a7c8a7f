using Azure;
using NoVisit.Approval;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Campaigns;

/// <summary>
/// A campaign's partition: the campaign, its enterprises, and counters of where they stand. A counter changes in the transaction of the row that it counts,
/// so it is right however often that is tried; there are sixteen, so that many cases at once do not wait for one row. The progress of a campaign is one
/// request, whatever its size.
/// </summary>
internal sealed class CampaignStore(StorageConnection storage)
{
    /// <summary>Partition of the list of campaigns, the newest first.</summary>
    public const string Index = "campaigns";

    private const string CampaignKey = "campaign";
    private const string CounterPrefix = "count~";
    private const string EnterprisePrefix = "enterprise~";
    private const int RowsOfTransaction = 50;
    private const int Counters = 16;
    private const int Attempts = 12;

    private static readonly CampaignState[] Counted = [.. Enum.GetValues<CampaignState>().Where(s => s != CampaignState.Waiting)];

    /// <summary>The table, for pages.</summary>
    public TableClient Table { get; } = storage.Table(StorageNames.Tables.Campaigns);

    /// <summary>Stores a new campaign; the one that is there under the same id otherwise.</summary>
    public async Task<Campaign> AddAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        try
        {
            await Table.AddEntityAsync(Row(campaign.Id, CampaignKey, campaign), cancellationToken);
            return campaign;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return Read(await Table.GetEntityAsync<TableEntity>(campaign.Id, CampaignKey, cancellationToken: cancellationToken));
        }
    }

    /// <summary>Stores the list; rows that an attempt before has stored stay as they are.</summary>
    public async Task AddAsync(string id, IEnumerable<CampaignEnterprise> enterprises, CancellationToken cancellationToken)
    {
        foreach (var chunk in enterprises.Chunk(RowsOfTransaction))
        {
            List<TableEntity> rows = [.. chunk.Select(e => Row(id, EnterpriseKey(e.Uscc), e))];
            rows.ForEach(row => (row["State"], row["Sequence"]) = (nameof(CampaignState.Waiting), 0L));
            try
            {
                await Table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            }
            catch (TableTransactionFailedException e) when (e.Status == 409)
            {
                // Stored already: the same chunks of the same list, each all or none.
            }
        }
    }

    /// <summary>The list is complete and the campaign shows among all.</summary>
    public async Task<Campaign> ListedAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var listed = campaign with { Listed = true };
        await Table.UpsertEntityAsync(
            Row(Index, $"{Approval.Records.PersonKeys.Newest(campaign.CreatedAt)}~{campaign.Id}", listed), TableUpdateMode.Replace, cancellationToken);
        await Table.UpsertEntityAsync(Row(campaign.Id, CampaignKey, listed), TableUpdateMode.Replace, cancellationToken);
        return listed;
    }

    /// <summary>The campaign and how many of its enterprises are where; null when there is none. One request.</summary>
    public async Task<(Campaign Campaign, IReadOnlyDictionary<CampaignState, int> Counts)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Campaign? campaign = null;
        var counts = Counted.ToDictionary(s => s, _ => 0);
        var filter = TableFilter.Create($"PartitionKey eq {id} and RowKey ge {CampaignKey} and RowKey lt {CounterPrefix + "~"}");
        await foreach (var row in Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == CampaignKey)
            {
                campaign = Read(row);
                continue;
            }

            foreach (var state in Counted)
            {
                counts[state] += row.GetInt32(state.ToString()) ?? 0;
            }
        }

        if (campaign is null)
        {
            return null;
        }

        counts[CampaignState.Waiting] = campaign.Total - counts.Values.Sum();
        return (campaign, counts);
    }

    /// <summary>The next enterprises after a code, whatever became of them, and whether each still waits.</summary>
    public async Task<IReadOnlyList<(CampaignEnterprise Enterprise, bool Waiting)>> NextAsync(string id, string? after, int size, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Create($"PartitionKey eq {id} and RowKey gt {EnterpriseKey(after ?? "")} and RowKey lt {EnterpriseKey("~")}");
        await foreach (var page in Table.QueryAsync<TableEntity>(filter, size, cancellationToken: cancellationToken).AsPages())
        {
            if (page.Values.Count > 0)
            {
                return [.. page.Values.Select(row => (JsonColumns.Read<CampaignEnterprise>(row, CaseJson.Options), StateOf(row) == CampaignState.Waiting))];
            }
        }

        return [];
    }

    /// <summary>Filter of the rows of a campaign's enterprises.</summary>
    public static string EnterprisesOf(string id, CampaignState? state) =>
        TableFilter.Create($"PartitionKey eq {id} and RowKey ge {EnterprisePrefix} and RowKey lt {EnterpriseKey("~")}")
        + (state is { } only ? TableFilter.Create($" and State eq {only}") : "");

    /// <summary>Where the enterprise of a row stands.</summary>
    public static CampaignStanding StandingOf(TableEntity row) => new(StateOf(row), row.GetString("Number"), row.GetInt64("Sequence") ?? 0)
    {
        Reasons = row.ContainsKey("Reasons0") ? JsonColumns.Read<Dictionary<string, Text>>(row, CaseJson.Options, "Reasons") : null,
    };

    /// <summary>Writes where the case of a campaign stands, when that is another than before; nothing for any other case.</summary>
    public Task ProjectAsync(CaseRecord? before, CaseRecord after, CancellationToken cancellationToken)
    {
        var standing = CampaignStanding.Of(after);
        return after.Campaign is not { } place || (before is not null && CampaignStanding.Of(before).State == standing.State)
            ? Task.CompletedTask
            : PlaceAsync(place, standing, cancellationToken);
    }

    /// <summary>Puts an enterprise where it stands now and counts it there.</summary>
    public async Task PlaceAsync(CampaignPlace place, CampaignStanding standing, CancellationToken cancellationToken)
    {
        var (enterprise, counter) = (EnterpriseKey(place.Uscc), CounterOf(place.Uscc));
        for (var attempt = 1; ; attempt++)
        {
            var filter = TableFilter.Create($"PartitionKey eq {place.Id} and (RowKey eq {enterprise} or RowKey eq {counter})");
            var rows = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
            await foreach (var row in Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                rows[row.RowKey] = row;
            }

            if (!rows.TryGetValue(enterprise, out var stored) || StandingOf(stored) is var known
                && (known.Sequence > standing.Sequence || (known.State == standing.State && known.Number == standing.Number)))
            {
                return;
            }

            try
            {
                await Table.SubmitTransactionAsync(
                    [
                        new(TableTransactionActionType.UpdateMerge, Moved(place.Id, enterprise, standing), stored.ETag),
                        rows.TryGetValue(counter, out var count)
                            ? new(TableTransactionActionType.UpdateReplace, Count(place.Id, counter, count, known.State, standing.State), count.ETag)
                            : new(TableTransactionActionType.Add, Count(place.Id, counter, null, known.State, standing.State)),
                    ],
                    cancellationToken);
                return;
            }
            catch (TableTransactionFailedException e) when (e.Status is 409 or 412 && attempt < Attempts)
            {
                // Another case of the campaign was counted meanwhile.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * attempt)), cancellationToken);
            }
        }
    }

    private static TableEntity Moved(string id, string key, CampaignStanding standing)
    {
        var row = new TableEntity(id, key) { ["State"] = standing.State.ToString(), ["Sequence"] = standing.Sequence };
        if (standing.Number is not null)
        {
            row["Number"] = standing.Number;
        }

        if (standing.Reasons is not null)
        {
            JsonColumns.Write(row, standing.Reasons, CaseJson.Options, "Reasons");
        }

        return row;
    }

    private static TableEntity Count(string id, string key, TableEntity? count, CampaignState from, CampaignState to)
    {
        var row = new TableEntity(id, key);
        foreach (var state in Counted)
        {
            row[state.ToString()] = (count?.GetInt32(state.ToString()) ?? 0) - (state == from ? 1 : 0) + (state == to ? 1 : 0);
        }

        return row;
    }

    private static TableEntity Row<T>(string partition, string key, T value)
    {
        var row = new TableEntity(partition, key);
        JsonColumns.Write(row, value, CaseJson.Options);
        return row;
    }

    /// <summary>The campaign of a row, also of the list of campaigns.</summary>
    public static Campaign Read(TableEntity row) => JsonColumns.Read<Campaign>(row, CaseJson.Options);

    private static CampaignState StateOf(TableEntity row) => Enum.Parse<CampaignState>(row.GetString("State")!);

    private static string EnterpriseKey(string uscc) => EnterprisePrefix + uscc;

    private static string CounterOf(string uscc) => $"{CounterPrefix}{uscc.Sum(c => c) % Counters:x}";
}

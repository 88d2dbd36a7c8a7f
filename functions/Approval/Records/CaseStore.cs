using System.Globalization;
using Azure;
using NoVisit.Approval.Flow;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Records;

/// <summary>A record as stored, with the version to commit against.</summary>
internal sealed record StoredCase(CaseRecord Record, ETag ETag);

/// <summary>Somebody else committed first; read again and ask the rule again.</summary>
internal sealed class CaseConflictException(string number, Exception inner)
    : Exception($"{number} was changed by somebody else.", inner);

/// <summary>
/// One partition per case: the record as one row, read in one request, and its ledger. Every command is one entity-group transaction
/// under the record's ETag. Row keys carry the case number so that they differ across partitions.
/// </summary>
internal sealed class CaseStore(StorageConnection storage)
{
    private readonly TableClient table = storage.Table(StorageNames.Tables.Cases);

    public async Task<StoredCase?> FindAsync(string number, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(number, RecordKey(number), cancellationToken: cancellationToken);
        return found.HasValue ? new StoredCase(Read<CaseRecord>(found.Value!), found.Value!.ETag) : null;
    }

    /// <summary>Stores the record and appends its ledger lines, all or nothing.</summary>
    /// <exception cref="CaseConflictException">The record changed since <paramref name="expected"/>, or the case exists already.</exception>
    public async Task CommitAsync(Transition transition, ETag? expected, CancellationToken cancellationToken)
    {
        var number = transition.After.Number;
        var row = Write(number, RecordKey(number), transition.After);
        List<TableTransactionAction> actions =
        [
            expected is { } etag
                ? new(TableTransactionActionType.UpdateReplace, row, etag)
                : new(TableTransactionActionType.Add, row),
            .. transition.Entries.Select(e => new TableTransactionAction(TableTransactionActionType.Add, Write(number, LedgerKey(number, e.Sequence), e))),
        ];
        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // A repeated attempt meets its own first one: the ledger's head tells.
            var stored = await FindAsync(number, cancellationToken);
            if (stored?.Record.LedgerHead != transition.After.LedgerHead)
            {
                throw new CaseConflictException(number, e);
            }
        }
    }

    /// <summary>The case and its whole ledger: one range of rows, so one request.</summary>
    public async Task<(CaseRecord Record, IReadOnlyList<LedgerEntry> Ledger)?> FindWithLedgerAsync(string number, CancellationToken cancellationToken) =>
        await FindStoredWithLedgerAsync(number, cancellationToken) is var (stored, ledger) ? (stored.Record, ledger) : null;

    /// <summary>The same with the version to commit against.</summary>
    public async Task<(StoredCase Stored, IReadOnlyList<LedgerEntry> Ledger)?> FindStoredWithLedgerAsync(string number, CancellationToken cancellationToken)
    {
        var (first, last) = (RecordKey(number), LedgerKey(number, 999_999));
        var filter = TableFilter.Create($"PartitionKey eq {number} and RowKey ge {first} and RowKey le {last}");
        StoredCase? stored = null;
        List<LedgerEntry> ledger = [];
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == first)
            {
                stored = new StoredCase(Read<CaseRecord>(row), row.ETag);
            }
            else
            {
                ledger.Add(Read<LedgerEntry>(row));
            }
        }

        return stored is null ? null : (stored, ledger);
    }

    /// <summary>The same for checking it: a line that cannot be read is null instead of an error, and lines stand in the order of their keys.</summary>
    public async Task<(CaseRecord Record, IReadOnlyList<LedgerEntry?> Ledger)?> FindForVerificationAsync(string number, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, cancellationToken) is not { } stored)
        {
            return null;
        }

        var (first, last) = (LedgerKey(number, 0), LedgerKey(number, 999_999));
        List<LedgerEntry?> ledger = [];
        var filter = TableFilter.Create($"PartitionKey eq {number} and RowKey ge {first} and RowKey le {last}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            try
            {
                ledger.Add(Read<LedgerEntry>(row));
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException or InvalidOperationException or FormatException)
            {
                // Part of the finding: somebody wrote into the row.
                ledger.Add(null);
            }
        }

        return (stored.Record, ledger);
    }

    private static string RecordKey(string number) => $"{number}~case";

    private static string LedgerKey(string number, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}~ledger~{sequence:D6}");

    private static TableEntity Write<T>(string number, string rowKey, T value)
    {
        var row = new TableEntity(number, rowKey);
        JsonColumns.Write(row, value, CaseJson.Options);
        return row;
    }

    private static T Read<T>(TableEntity row)
        where T : class => JsonColumns.Read<T>(row, CaseJson.Options);
}

using System.Text.Json;
using NoVisit.Infrastructure;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Model;

/// <summary>
/// Ledgers and records that an earlier build wrote (<c>tests/scenarios/EarlierBuild</c>) mean the same to today's. A test that fails here means that
/// cases in the field would break with the next deployment: a new member of an event or a record is optional, and null until it is used.
/// </summary>
public sealed class EarlierLedgerTests
{
    private static readonly ILookup<string, TableEntity> Cases = Read();

    public static TheoryData<string> Numbers => [.. Cases.Select(c => c.Key)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Its_hashes_hold(string number) => Assert.Null(LedgerEntry.FirstBroken(number, Ledger(number)));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Replayed_it_gives_the_case_that_the_record_tells(string number)
    {
        var (record, replayed) = (Record(number), CaseFold.Replay(number, Ledger(number)));

        Assert.Equal(Essence(record), Essence(replayed));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Its_record_is_read_whole(string number)
    {
        var (record, row) = (Record(number), Cases[number].Single(IsRecord));
        using var stored = JsonDocument.Parse(string.Concat(row.Where(c => c.Key.StartsWith("Json", StringComparison.Ordinal)).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value)));
        using var again = JsonDocument.Parse(JsonSerializer.Serialize(record, CaseJson.Options));

        Assert.Empty(stored.RootElement.EnumerateObject().Select(m => m.Name).Except(again.RootElement.EnumerateObject().Select(m => m.Name)));
    }

    private static object Essence(CaseRecord record) => (
        record.State, record.Sequence, record.LedgerHead, record.AcceptanceDue, record.PromisedDue, record.LegalDue,
        string.Join(' ', record.Stages.Select(s => $"{s.Id}:{s.State}:{s.Round}:{s.Due:O}:{s.Version}")));

    private static bool IsRecord(TableEntity row) => row.RowKey.EndsWith("~case", StringComparison.Ordinal);

    private static CaseRecord Record(string number) => JsonColumns.Read<CaseRecord>(Cases[number].Single(IsRecord), CaseJson.Options);

    private static IReadOnlyList<LedgerEntry> Ledger(string number) =>
        [.. Cases[number].Where(r => !IsRecord(r)).OrderBy(r => r.RowKey, StringComparer.Ordinal).Select(r => JsonColumns.Read<LedgerEntry>(r, CaseJson.Options))];

    private static ILookup<string, TableEntity> Read()
    {
        List<TableEntity> rows = [];
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "scenarios", "EarlierBuild", "storage.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("table").GetString() == StorageNames.Tables.Cases)
            {
                rows.Add(EntityJson.Read<TableEntity>(json.RootElement.GetProperty("row")));
            }
        }

        return rows.ToLookup(r => r.PartitionKey, StringComparer.Ordinal);
    }
}

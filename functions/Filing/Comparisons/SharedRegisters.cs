using System.Globalization;
using System.Text;
using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Filing.Authorisations;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Comparisons;

/// <summary>
/// 共享数据: what other departments' registers told us of people, encrypted, in a partition of the person that gives his number away to nobody. The
/// register answers for its timeliness (DS-04).
/// </summary>
internal sealed class SharedRegisters(StorageConnection storage, UnlinkedPersons persons, FieldProtector protector)
{
    private const string Prefix = "fact~";
    private const string Field = "sharedFacts";

    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>What the registers know of the person, one request.</summary>
    public async Task<IReadOnlyList<SharedFacts>> OfPersonAsync(string idNumber, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Create($"PartitionKey eq {persons.IdOf(idNumber)} and RowKey ge {Prefix} and RowKey lt {Prefix + "~"}");
        List<SharedFacts> facts = [];
        await foreach (var row in people.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            facts.Add(Read(row));
        }

        return facts;
    }

    /// <summary>Takes over what a register says; older news than what is there changes nothing.</summary>
    public async Task TakeAsync(string idNumber, SharedFacts facts, CancellationToken cancellationToken)
    {
        var partition = persons.IdOf(idNumber);
        var key = Prefix + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(facts.Source));
        var present = await people.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        if (present.HasValue && Read(present.Value!).AsOf >= facts.AsOf)
        {
            return;
        }

        var row = new TableEntity(partition, key)
        {
            ["Source"] = facts.Source,
            ["AsOf"] = facts.AsOf.ToString("O", CultureInfo.InvariantCulture),
            ["Values"] = protector.Protect(partition, Field, JsonSerializer.Serialize(facts.Values, CaseJson.Options)),
        };
        await people.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    private SharedFacts Read(TableEntity row) => new(
        row.GetString("Source")!,
        JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(row.PartitionKey, Field, row.GetString("Values")!), CaseJson.Options)!,
        DateTimeOffset.Parse(row.GetString("AsOf")!, CultureInfo.InvariantCulture));
}

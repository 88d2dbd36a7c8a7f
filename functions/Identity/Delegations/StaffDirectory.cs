using System.Globalization;
using System.Reflection;
using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity.Posts;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Identity.Delegations;

/// <summary>
/// The records of <see cref="StaffOrder"/> in one partition, read at once and kept for a minute: a command costs no read of its own. What is changed
/// here counts at once, what another instance changed within that minute.
/// </summary>
/// <remarks>A county has some hundred staff and some thousand documents: a few requests a minute and instance.</remarks>
internal sealed class StaffDirectory(StorageConnection storage, IReadOnlyList<Delegation> founding, TimeProvider time) : IDisposable
{
    /// <summary>How long what was read counts, by the real clock.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Partition = "order";

    private readonly TableClient table = storage.Table(StorageNames.Tables.Staff);
    private readonly SemaphoreSlim gate = new(1, 1);
    private StaffOrder? known;
    private long readAt;
    private int changes;

    /// <summary>The documents with which the city begins: those that this build carries, for every department.</summary>
    public static IReadOnlyList<Delegation> Founding(Registers registers)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("NoVisit.Identity.delegations.json")
            ?? throw new InvalidOperationException("delegations.json is not embedded.");
        var templates = JsonSerializer.Deserialize<List<Delegation>>(stream, Json.Options)!;
        return
        [
            .. from department in registers.Departments.Keys.Order(StringComparer.Ordinal)
               from template in templates
               select template with
               {
                   Id = Filled(template.Id, department),
                   Person = Filled(template.Person, department),
                   Department = department,
               },
        ];

        static string Filled(string text, string department) => text.Replace("{department}", department, StringComparison.Ordinal);
    }

    /// <summary>What is on record, not older than a minute.</summary>
    public async ValueTask<StaffOrder> ReadAsync(CancellationToken cancellationToken)
    {
        if (known is { } current && TimeProvider.System.GetElapsedTime(Volatile.Read(ref readAt)) < Lifetime)
        {
            return current;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (known is { } fresh && TimeProvider.System.GetElapsedTime(readAt) < Lifetime)
            {
                return fresh;
            }

            var (began, seen) = (TimeProvider.System.GetTimestamp(), Volatile.Read(ref changes));
            var order = await FetchAsync(cancellationToken);
            if (seen == Volatile.Read(ref changes))
            {
                Volatile.Write(ref readAt, began);
                known = order;
            }

            return order;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<Delegation?> FindDelegationAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync<Delegation>($"delegation~{id}", cancellationToken) ?? founding.FirstOrDefault(d => d.Id == id);

    public Task SaveAsync(Delegation delegation, CancellationToken cancellationToken) => SaveAsync($"delegation~{delegation.Id}", delegation, cancellationToken);

    public Task SaveAsync(Deputyship deputy, CancellationToken cancellationToken) => SaveAsync($"deputy~{deputy.Id}", deputy, cancellationToken);

    public Task SaveAsync(Absence absence, CancellationToken cancellationToken) =>
        SaveAsync($"absence~{absence.Person}~{Day(absence.From)}", absence, cancellationToken);

    public Task SaveAsync(Duty duty, CancellationToken cancellationToken) => SaveAsync($"duty~{Day(duty.Day)}~{duty.Department}", duty, cancellationToken);

    /// <summary>Forgets a deputyship.</summary>
    public async Task RemoveDeputyAsync(string id, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(Partition, $"deputy~{id}", cancellationToken: cancellationToken);
        Drop();
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<T?> FindAsync<T>(string key, CancellationToken cancellationToken)
        where T : class
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, key, cancellationToken: cancellationToken);
        return found.HasValue ? JsonColumns.Read<T>(found.Value!, Json.Options) : null;
    }

    private async Task SaveAsync<T>(string key, T value, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, key);
        JsonColumns.Write(row, value, Json.Options);
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        Drop();
    }

    private void Drop()
    {
        Interlocked.Increment(ref changes);
        known = null;
    }

    private async Task<StaffOrder> FetchAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, Delegation> delegations = founding.ToDictionary(d => d.Id, StringComparer.Ordinal);
        List<Deputyship> deputies = [];
        List<Absence> absences = [];
        List<Duty> duties = [];

        // Rosters of days that are over decide nothing any more; the two ranges leave them out.
        var today = Day(OfficeHours.DateOf(time.GetUtcNow()));
        var filter = TableFilter.Create($"PartitionKey eq {Partition} and (RowKey lt {"duty~"} or RowKey ge {$"duty~{today}"})");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            switch (row.RowKey[..row.RowKey.IndexOf('~', StringComparison.Ordinal)])
            {
                case "delegation":
                    var delegation = JsonColumns.Read<Delegation>(row, Json.Options);
                    delegations[delegation.Id] = delegation;
                    break;
                case "deputy":
                    deputies.Add(JsonColumns.Read<Deputyship>(row, Json.Options));
                    break;
                case "absence":
                    absences.Add(JsonColumns.Read<Absence>(row, Json.Options));
                    break;
                default:
                    duties.Add(JsonColumns.Read<Duty>(row, Json.Options));
                    break;
            }
        }

        return new StaffOrder([.. delegations.Values], deputies, absences, duties);
    }
}

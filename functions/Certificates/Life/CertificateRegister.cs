using System.Globalization;
using System.Text.Json;
using Azure;
using NoVisit.Approval;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Life;

/// <summary>A certificate as the register knows it.</summary>
internal sealed record RegisteredCertificate(string Identifier, string CaseNumber, string Code, string Status, DateOnly? ValidTo)
{
    /// <summary>Name on it.</summary>
    public string? Holder { get; init; }

    /// <summary>年检: the last year for which it passed; null for none.</summary>
    public CertificateInspection? Inspection { get; init; }
}

/// <summary>年检: a certificate passed its yearly inspection (WF-15).</summary>
/// <param name="Year">The year inspected.</param>
/// <param name="CaseNumber">The case that was granted.</param>
internal sealed record CertificateInspection(int Year, string CaseNumber)
{
    private const string YearColumn = "InspectedYear";
    private const string CaseColumn = "InspectedBy";

    /// <summary>What a register row says of it; null for nothing.</summary>
    public static CertificateInspection? Of(TableEntity row) =>
        row.GetInt32(YearColumn) is { } year ? new CertificateInspection(year, row.GetString(CaseColumn)!) : null;

    /// <summary>What a granted case says: the year of its form, or that of its decision when the form asks for none.</summary>
    public static CertificateInspection Of(CaseRecord record) => new(
        record.Values.TryGetValue("inspection.year", out var stated) && stated.ValueKind == JsonValueKind.Number && stated.TryGetInt32(out var year)
            ? year : Deadlines.OfficeHours.DateOf(record.Decision!.At).Year,
        record.Number);

    /// <summary>The columns for a row.</summary>
    public void Write(TableEntity row) => (row[YearColumn], row[CaseColumn]) = (Year, CaseNumber);
}

/// <summary>One certificate in the index of a day.</summary>
internal sealed record ExpiringCertificate(string Identifier, string CaseNumber, string Code);

/// <summary>
/// 证照登记: what of a case's ledger concerns certificates, in the register that verification asks, and the index of the days on which certificates expire.
/// A case whose certificates have no last day writes nothing here.
/// </summary>
internal sealed class CertificateRegister(StorageConnection storage)
{
    private const string Row = "certificate";

    private readonly TableClient register = storage.Table(StorageNames.Tables.Certificates);

    public async Task ProjectAsync(CaseRecord record, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry.Event is CertificateRevoked revoked && record.Results.FirstOrDefault(r => r.Id == revoked.ResultId) is { } result)
            {
                await MergeAsync(result.Identifier, "revoked", entry.At, row => row["Reason"] = revoked.Reason, cancellationToken);
            }

            if (entry.Event is CertificateReplaced replacement)
            {
                await ExpiresAsync(record, replacement.Certificate, cancellationToken);
                await MergeAsync(replacement.Replaced, "replaced", entry.At, row => row["ReplacedBy"] = replacement.Certificate.Identifier, cancellationToken);
            }

            if (entry.Event is CertificatesIssued issued && record.Decision is { Granted: true })
            {
                await IssuedAsync(record, issued, entry.At, cancellationToken);
            }
        }
    }

    public async Task<RegisteredCertificate?> FindAsync(string identifier, CancellationToken cancellationToken)
    {
        var found = CertificateIdentifier.TryParse(identifier, out var parsed)
            ? await register.GetEntityIfExistsAsync<TableEntity>(parsed.ToString(), Row, cancellationToken: cancellationToken)
            : null;
        return found is not { HasValue: true, Value: { } row } ? null : new RegisteredCertificate(
            row.PartitionKey, row.GetString("CaseNumber")!, row.GetString("Code")!, row.GetString("Status")!,
            row.GetString("ValidTo") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null)
        {
            Holder = row.GetString("Holder"),
            Inspection = CertificateInspection.Of(row),
        };
    }

    /// <summary>What expires on a day: costs what is due, however many certificates there are.</summary>
    public async IAsyncEnumerable<ExpiringCertificate> ExpiringAsync(DateOnly day, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in register.QueryAsync<TableEntity>(TableFilter.Create($"PartitionKey eq {Day(day)}"), cancellationToken: cancellationToken))
        {
            yield return new ExpiringCertificate(row.RowKey, row.GetString("CaseNumber")!, row.GetString("Code")!);
        }
    }

    private async Task IssuedAsync(CaseRecord record, CertificatesIssued issued, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var result in issued.Results.Where(r => r.Identifier.Length > 0))
        {
            await ExpiresAsync(record, result, cancellationToken);
        }

        if (record.Renews is { } renewal && issued.Results.FirstOrDefault(r => r.Code == renewal.Code) is { } renewed
            && (await FindAsync(renewal.Identifier, cancellationToken))?.Status == "valid")
        {
            await MergeAsync(renewal.Identifier, "replaced", at, row => row["ReplacedBy"] = renewed.Identifier, cancellationToken);
        }

        foreach (var identifier in record.Campaign?.Certificates ?? [])
        {
            await StampAsync(identifier, CertificateInspection.Of(record), cancellationToken);
        }
    }

    /// <summary>年检合格: stamps a certificate of the list; a later year's stamp stays.</summary>
    private async Task StampAsync(string identifier, CertificateInspection inspection, CancellationToken cancellationToken)
    {
        if (await FindAsync(identifier, cancellationToken) is { } certificate && !(certificate.Inspection?.Year > inspection.Year))
        {
            var row = new TableEntity(certificate.Identifier, Row);
            inspection.Write(row);
            await register.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
    }

    private async Task ExpiresAsync(CaseRecord record, Result result, CancellationToken cancellationToken)
    {
        if (result.ValidTo is { } last)
        {
            var row = new TableEntity(Day(last), result.Identifier) { ["CaseNumber"] = record.Number, ["Code"] = result.Code };
            await register.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async Task MergeAsync(string identifier, string status, DateTimeOffset since, Action<TableEntity> more, CancellationToken cancellationToken)
    {
        var row = new TableEntity(identifier, Row)
        {
            ["Status"] = status,
            ["Since"] = Deadlines.OfficeHours.DateOf(since).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        more(row);
        await register.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    private static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"expiry~{day:yyyy-MM-dd}");
}

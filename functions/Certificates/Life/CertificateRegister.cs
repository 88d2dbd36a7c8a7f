using System.Globalization;
using Azure;
using NoVisit.Approval;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Life;

/// <summary>A certificate as the register knows it.</summary>
internal sealed record RegisteredCertificate(string Identifier, string CaseNumber, string Code, string Status, DateOnly? ValidTo);

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
            row.GetString("ValidTo") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null);
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

using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Reuse;

/// <summary>A certificate that was issued to the person: an entry of his own part of the library (DS-02).</summary>
/// <param name="Holder">Name on it.</param>
/// <param name="CreditCode">Unified social credit code of the enterprise that holds it; null when a person does.</param>
internal sealed record ReusableCertificate(
    string Code, Text Name, string Number, string Identifier, string Holder, string? CreditCode, string CaseNumber, string BlobName, string Sha256,
    DateTimeOffset IssuedAt, DateOnly? ValidTo);

/// <summary>A file with which a case of the person was accepted, until the last day on which it may be used again (DS-02).</summary>
internal sealed record ReusableMaterial(MaterialUpload Upload, string CaseNumber, DateOnly Until);

/// <summary>
/// What later filings of the applicant can refer to, as rows of his partition: they are written in the transaction that updates his list, so
/// they cost no request of their own.
/// </summary>
internal static class ReusableRows
{
    /// <summary>The rows that the ledger lines bring.</summary>
    public static IEnumerable<TableEntity> Of(CaseRecord record, IEnumerable<LedgerEntry> entries) => entries.SelectMany(entry => entry.Event switch
    {
        CertificatesIssued issued when record.Decision is { Granted: true } => issued.Results.Where(r => r.Identifier.Length > 0).Select(r => Certificate(record, r)),
        CertificateReplaced replaced => [Certificate(record, replaced.Certificate)],
        Accepted => record.Materials
            .Where(m => !m.Superseded && m.Upload.Reference is null && m.Upload.UploadedAt <= entry.At && record.ReuseDays.ContainsKey(m.Code))
            .Select(m => Material(record, m)),
        _ => [],
    });

    private static TableEntity Certificate(CaseRecord record, Result result)
    {
        var row = new TableEntity(record.Applicant.PersonId, PersonKeys.Certificate(result.Code, result.Identifier));
        JsonColumns.Write(
            row,
            new ReusableCertificate(
                result.Code, result.Name, result.Number, result.Identifier, result.HolderName ?? record.Applicant.Name, result.HolderCreditCode, record.Number,
                result.BlobName, result.Sha256, result.IssuedAt, result.ValidTo),
            CaseJson.Options);
        return row;
    }

    /// <summary>One row a material: the latest accepted file is the one that is used again.</summary>
    private static TableEntity Material(CaseRecord record, CaseMaterial material)
    {
        var row = new TableEntity(record.Applicant.PersonId, PersonKeys.AcceptedMaterial(material.Code));
        var until = OfficeHours.DateOf(material.Upload.UploadedAt).AddDays(record.ReuseDays[material.Code]);
        JsonColumns.Write(row, new ReusableMaterial(material.Upload, record.Number, until), CaseJson.Options);
        return row;
    }
}

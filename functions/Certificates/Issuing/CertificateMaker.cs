using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Certificates.Signing;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Localization;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Issuing;

/// <summary>
/// Makes, signs, stores and registers one certificate. Number, content and time come from the record alone and the file is stored once, so that
/// making it again after a crash gives the same certificate.
/// </summary>
internal sealed class CertificateMaker(
    StorageConnection storage, CurrentCatalogue catalogue, CertificateRenderer certificates, PdfSigner signer, SigningKeyProvider keys,
    FieldProtector protector, VerificationSecret secret, IConfiguration configuration)
{
    /// <summary>Metadata of a stored file: the instant of the decision that it carries out.</summary>
    private const string DecidedAt = "decidedAt";

    private readonly BlobContainerClient library = storage.Container(StorageNames.Containers.Certificates);
    private readonly TableClient register = storage.Table(StorageNames.Tables.Certificates);

    /// <param name="record">The case that grants it.</param>
    /// <param name="plan">Which of its certificates.</param>
    /// <param name="at">The instant of the decision.</param>
    /// <param name="replaced">补发: the certificate whose place it takes; number and term stay, the version counts on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result> IssueAsync(CaseRecord record, ResultPlan plan, DateTimeOffset at, Result? replaced, CancellationToken cancellationToken)
    {
        var values = FiledValues.Unprotect(record.DraftId, record.Values, protector);
        var holder = Holder.Of(record, values);
        var issuer = catalogue.Registers.Departments[plan.Department];
        var issuedOn = OfficeHours.DateOf(at);
        var (certificateNumber, validFrom, validTo) = replaced is null ? Fresh(record, plan, issuedOn)
            : (CertificateNumber.TryParse(replaced.Number, out var kept) ? kept : throw new InvalidOperationException($"{replaced.Number} is no certificate number."),
                replaced.ValidFrom, replaced.ValidTo);
        var version = replaced is null ? 1 : CertificateIdentifier.Parse(replaced.Identifier).Version + 1;
        var identifier = CertificateIdentifier.Create(TypeCode(plan.Code, issuer), issuer.CreditCode, certificateNumber.Compact, version);
        var code = secret.CodeOf(identifier);
        var unsigned = certificates.Render(
            new CertificateContent
            {
                TypeCode = plan.Code,
                TitleZh = plan.Name.Zh,
                TitleEn = plan.Name.En,
                Number = certificateNumber.ToString(),
                Identifier = identifier,
                VerificationUrl = VerificationUrl(identifier, code),
                VerificationCode = code,
                HolderName = holder.Name,
                HolderIdKind = holder.IdKind,
                HolderId = holder.Id,
                Lines = [.. Holder.Lines(values)],
                IssuerName = issuer.Name.Zh,
                IssuedOn = issuedOn,
                ValidFrom = validFrom,
                ValidTo = validTo,
                SealText = issuer.Name.Zh,
            },
            at);
        var result = await StoreAsync(
            record, plan.Code, plan.Name, unsigned, issuer.Name.Zh, $"签发{plan.Name.Zh}", at, cancellationToken, version);
        var row = new TableEntity(identifier.ToString(), "certificate")
        {
            ["CaseNumber"] = record.Number,
            ["Code"] = plan.Code,
            ["Number"] = certificateNumber.ToString(),
            ["NameZh"] = plan.Name.Zh,
            ["NameEn"] = plan.Name.En,
            ["Holder"] = holder.Name,
            ["IssuerZh"] = issuer.Name.Zh,
            ["IssuerEn"] = issuer.Name.En,
            ["IssuedAt"] = at,
            ["ValidFrom"] = validFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["ValidTo"] = validTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["Sha256"] = result.Sha256,
            ["Status"] = "valid",
        };
        try
        {
            await register.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Registered by an attempt before; a later revocation must not be overwritten.
        }

        return result with
        {
            Number = certificateNumber.ToString(),
            Identifier = identifier.ToString(),
            VerificationCode = code,
            ValidFrom = validFrom,
            ValidTo = validTo,
            HolderName = holder.Name,
            HolderCreditCode = holder.EnterpriseCode,
        };
    }

    /// <summary>Signs a file and puts it into the library.</summary>
    public async Task<Result> StoreAsync(
        CaseRecord record, string code, Text name, byte[] unsigned, string authority, string reason, DateTimeOffset at, CancellationToken cancellationToken,
        int version = 1)
    {
        var signed = await signer.SignAsync(
            unsigned, await keys.GetAsync(cancellationToken), new SigningOptions(reason, "江苏省启东市", authority, at), cancellationToken);
        // A file that is there may be of a decision that storage has forgotten; the archive keeps it, but it is not the certificate.
        var usual = version == 1 ? $"{record.Number}/{code}.pdf" : string.Create(CultureInfo.InvariantCulture, $"{record.Number}/{code}-v{version}.pdf");
        var other = string.Create(CultureInfo.InvariantCulture, $"{record.Number}/{code}-{at.UtcDateTime:yyyyMMddHHmmssfff}.pdf");
        var (blobName, file) = await PutOnceAsync(usual, signed, at, cancellationToken) is { } first ? (usual, first)
            : await PutOnceAsync(other, signed, at, cancellationToken) is { } second ? (other, second)
            : throw new InvalidOperationException($"{other} holds a file of another decision.");
        return new Result
        {
            Id = code,
            Code = code,
            Name = name,
            Number = "",
            Identifier = "",
            VerificationCode = "",
            BlobName = blobName,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            IssuedAt = at,
            ValidFrom = default,
        };
    }

    /// <summary>Stores a file, or finds what an attempt before has stored for the same decision: then that one counts.</summary>
    /// <returns>The file that is stored; null when it is of another decision.</returns>
    private async Task<byte[]?> PutOnceAsync(string name, byte[] file, DateTimeOffset decidedAt, CancellationToken cancellationToken)
    {
        var blob = library.GetBlobClient(name);
        var decided = decidedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        try
        {
            await blob.UploadAsync(
                new BinaryData(file),
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/pdf" },
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [DecidedAt] = decided },
                },
                cancellationToken);
            return file;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            var there = (await blob.DownloadContentAsync(cancellationToken)).Value;
            return there.Details.Metadata.TryGetValue(DecidedAt, out var earlier) && earlier != decided ? null : there.Content.ToArray();
        }
    }

    /// <summary>A renewal goes on where the certificate before it ends (RS-09).</summary>
    private static (CertificateNumber Number, DateOnly ValidFrom, DateOnly? ValidTo) Fresh(CaseRecord record, ResultPlan plan, DateOnly issuedOn)
    {
        var from = record.Renews is { } renewal && renewal.ValidTo >= issuedOn ? renewal.ValidTo.AddDays(1) : issuedOn;
        return (NumberOf(record, plan.Code, issuedOn.Year), from, plan.ValidYears is { } years ? from.AddYears(years).AddDays(-1) : null);
    }

    private Uri VerificationUrl(CertificateIdentifier identifier, string code) =>
        new($"{configuration["Site:Origin"]?.TrimEnd('/')}/verify?id={identifier}&code={code}");

    /// <summary>证照类型代码: the defining body's code and three digits of our own register of types.</summary>
    private string TypeCode(string code, Department issuer) =>
        issuer.CreditCode + (1 + catalogue.Registers.Certificates.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(code))
            .ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Derived from the case, so no counter is shared and the same case always gives the same number.</summary>
    private static CertificateNumber NumberOf(CaseRecord record, string code, int year)
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{record.Number}\n{code}"));
        var serial = string.Concat(hash.Take(8).Select(b => alphabet[b & 31]));
        return CertificateNumber.Create(record.ItemCode[..6], code["C-".Length..], year, serial);
    }
}

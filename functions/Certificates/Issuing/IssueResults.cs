using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using NoVisit.Approval;
using NoVisit.Approval.Flow;
using NoVisit.Catalogue;
using NoVisit.Certificates.Signing;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Issuing;

/// <summary>
/// 制证: makes and signs what a decision brings, its certificates or the reasoned refusal (RS-01, RS-05). Numbers, content and time come from the
/// record alone and the file is stored once for a decision, so that making it again after a crash gives the same certificate.
/// </summary>
internal sealed class IssueResults(
    CaseDesk desk, StorageConnection storage, CurrentCatalogue catalogue, CertificateRenderer certificates, DocumentRenderer documents,
    PdfSigner signer, SigningKeyProvider keys, FieldProtector protector, VerificationSecret secret, IConfiguration configuration)
{
    /// <summary>Metadata of a stored file: the instant of the decision that it carries out.</summary>
    private const string DecidedAt = "decidedAt";

    private readonly BlobContainerClient library = storage.Container(StorageNames.Containers.Certificates);
    private readonly TableClient register = storage.Table(StorageNames.Tables.Certificates);

    /// <summary>Makes the results of one decided case and answers what is next, so that its orchestration need not look.</summary>
    [Function(nameof(IssueResults))]
    public async Task<CaseStep> Run([ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(number, cancellationToken) is not { } stored)
        {
            return CaseStep.Done;
        }

        var record = stored.Record;
        if (record.State is not (CaseState.DecidedGrant or CaseState.DecidedRefuse) || record.Results.Count > 0 || record.Decision is not { } decision)
        {
            return desk.Next(record);
        }

        List<Result> results = [];
        if (decision.Granted)
        {
            var holder = Holder.Of(record, protector);
            foreach (var plan in record.ResultPlans)
            {
                results.Add(await IssueAsync(record, plan, holder, decision.At, cancellationToken));
            }
        }
        else
        {
            results.Add(await RefuseAsync(record, decision, cancellationToken));
        }

        return desk.Next(await desk.ExecuteAsync(
            client, number, Actor.System,
            (r, _) => r.Results.Count > 0 || r.State is not (CaseState.DecidedGrant or CaseState.DecidedRefuse)
                ? Outcome.Of()
                : Outcome.Of(new CertificatesIssued(results)),
            caller: number, read: stored, cancellationToken: cancellationToken));
    }

    private async Task<Result> IssueAsync(CaseRecord record, ResultPlan plan, Holder holder, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var issuer = catalogue.Registers.Departments[plan.Department];
        var issuedOn = OfficeHours.DateOf(at);
        // A renewal goes on where the certificate before it ends (RS-09).
        var validFrom = record.Renews is { } renewal && renewal.ValidTo >= issuedOn ? renewal.ValidTo.AddDays(1) : issuedOn;
        var validTo = plan.ValidYears is { } years ? validFrom.AddYears(years).AddDays(-1) : (DateOnly?)null;
        var certificateNumber = NumberOf(record, plan.Code, issuedOn.Year);
        var identifier = CertificateIdentifier.Create(TypeCode(plan.Code, issuer), issuer.CreditCode, certificateNumber.Compact);
        var code = secret.CodeOf(identifier);
        var values = FiledValues.Unprotect(record.DraftId, record.Values, protector);
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
        var result = await StoreAsync(record, plan.Code, plan.Name, unsigned, issuer.Name.Zh, $"签发{plan.Name.Zh}", at, cancellationToken);
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
            ["ValidFrom"] = validFrom.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["ValidTo"] = validTo?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
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

    private async Task<Result> RefuseAsync(CaseRecord record, Decision decision, CancellationToken cancellationToken)
    {
        var notice = record.Notices.Last(n => n.Kind == "decidedRefuse");
        var authority = catalogue.Registers.Departments[record.Authority ?? record.Lead];
        var unsigned = documents.Render(
            new DecisionDocument
            {
                Title = notice.Title.Zh,
                Number = notice.Number,
                DatedOn = OfficeHours.DateOf(decision.At),
                Addressee = record.Applicant.Name,
                Paragraphs =
                [
                    $"您于{OfficeHours.DateOf(record.SubmittedAt):yyyy年M月d日}提出的“{record.ItemName.Zh}”申请(办件编号 {record.Number}),经审查,决定不予许可。",
                    $"理由:{decision.Reason}",
                    $"依据:{decision.Basis}",
                    decision.Remedies ?? Approval.Acceptance.AcceptanceRules.Remedies,
                ],
                Authority = authority.Name.Zh,
                SealText = authority.Name.Zh,
            },
            decision.At);
        var result = await StoreAsync(record, "DECISION", notice.Title, unsigned, authority.Name.Zh, notice.Title.Zh, decision.At, cancellationToken);
        return result with { Number = notice.Number, ValidFrom = OfficeHours.DateOf(decision.At) };
    }

    private async Task<Result> StoreAsync(
        CaseRecord record, string code, Localization.Text name, byte[] unsigned, string authority, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var signed = await signer.SignAsync(
            unsigned, await keys.GetAsync(cancellationToken), new SigningOptions(reason, "江苏省启东市", authority, at), cancellationToken);
        // A file that is there may be of a decision that storage has forgotten; the archive keeps it, but it is not the certificate.
        var usual = $"{record.Number}/{code}.pdf";
        var other = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{record.Number}/{code}-{at.UtcDateTime:yyyyMMddHHmmssfff}.pdf");
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
        var decided = decidedAt.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
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

    private Uri VerificationUrl(CertificateIdentifier identifier, string code) =>
        new($"{configuration["Site:Origin"]?.TrimEnd('/')}/verify?id={identifier}&code={code}");

    /// <summary>证照类型代码: the defining body's code and three digits of our own register of types.</summary>
    private string TypeCode(string code, Department issuer) =>
        issuer.CreditCode + (1 + catalogue.Registers.Certificates.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(code))
            .ToString("D3", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Derived from the case, so no counter is shared and the same case always gives the same number.</summary>
    private static CertificateNumber NumberOf(CaseRecord record, string code, int year)
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{record.Number}\n{code}"));
        var serial = string.Concat(hash.Take(8).Select(b => alphabet[b & 31]));
        return CertificateNumber.Create(record.ItemCode[..6], code["C-".Length..], year, serial);
    }
}

using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval;
using NoVisit.Certificates.Issuing;
using NoVisit.Certificates.Life;
using NoVisit.Certificates.Verification;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Certificates.Library;

/// <summary>What anybody may know of a certificate. The holder is shown only with the code printed on it, otherwise masked.</summary>
internal sealed record CertificateStatus
{
    public required string Status { get; init; }

    /// <summary>Only from the check of a file: valid, altered, unsigned, unknownSigner.</summary>
    public SignatureStatus? Signature { get; init; }
    public string? Identifier { get; init; }
    public string? Number { get; init; }
    public Text? Name { get; init; }
    public string? Holder { get; init; }
    public Text? Issuer { get; init; }
    public DateTimeOffset? IssuedAt { get; init; }
    public string? ValidFrom { get; init; }
    public string? ValidTo { get; init; }
    public string? Reason { get; init; }
    public string? Since { get; init; }
    public string? ReplacedBy { get; init; }

    /// <summary>年检: the last year for which it passed, and the case (WF-15); null for none.</summary>
    public CertificateInspection? Inspection { get; init; }
}

/// <summary>Public verification (RS-01, RS-02) and the applicant's download.</summary>
internal sealed class CertificateFunctions(
    StorageConnection storage, CaseDesk desk, TrustedSignersProvider trusted, VerificationSecret secret, TimeProvider time)
{
    private readonly TableClient register = storage.Table(StorageNames.Tables.Certificates);
    private readonly BlobContainerClient library = storage.Container(StorageNames.Containers.Certificates);

    /// <summary>The status of a certificate by its identifier.</summary>
    [Function("ReadCertificateStatus")]
    [AllowPublic]
    [Operation("Status of a certificate by identifier, and code for the holder's name.", Response = typeof(CertificateStatus))]
    [QueryParameter("code", "The verification code printed beside the QR")]
    public async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "certificates/{identifier}")] HttpRequest request, string identifier, CancellationToken cancellationToken) =>
        Answer.Ok(await StatusOfAsync(identifier, parsed => secret.Matches(request.Query["code"], parsed), cancellationToken));

    /// <summary>Checks an uploaded file: its signature, then the status of the certificate it is.</summary>
    [Function("VerifyCertificate")]
    [AllowPublic]
    [Limited(30)]
    [Operation("Checks a certificate file.", Response = typeof(CertificateStatus), RequestMediaType = "application/pdf")]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "certificates/verification")] HttpRequest request, CancellationToken cancellationToken)
    {
        var file = await request.ReadBytesAsync(PdfVerification.MaxSize, cancellationToken);
        var check = PdfVerification.Verify(file, trusted.Get());
        if (check.Status != SignatureStatus.Valid || check.Identifier is null)
        {
            return Answer.Ok(new CertificateStatus { Status = "unknown", Signature = check.Status });
        }

        // Who has the file has read it: nothing on it needs to be masked.
        return Answer.Ok(await StatusOfAsync(check.Identifier, _ => true, cancellationToken) with { Signature = check.Status });
    }

    /// <summary>The certificate or decision itself, for its applicant.</summary>
    [Function("DownloadResult")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("A certificate or decision as PDF.", ResponseMediaType = "application/pdf")]
    public async Task<IResult> Download(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cases/{number}/results/{id}")] HttpRequest request,
        string number, string id, CancellationToken cancellationToken)
    {
        var record = await CaseAccess.OwnAsync(desk, Caller.Of(request.HttpContext), number, cancellationToken, AuthorisedAct.Receive);
        var result = record.Results.FirstOrDefault(r => r.Id == id) ?? throw new ProblemException(ProblemKind.NotFound);
        var content = await library.GetBlobClient(result.BlobName).DownloadStreamingAsync(cancellationToken: cancellationToken);
        return new FileAnswer(content.Value.Content, "application/pdf", $"{result.Name.Zh}-{result.Number}.pdf");
    }

    private async Task<CertificateStatus> StatusOfAsync(string identifier, Func<CertificateIdentifier, bool> showsHolder, CancellationToken cancellationToken)
    {
        if (!CertificateIdentifier.TryParse(identifier, out var parsed))
        {
            return new CertificateStatus { Status = "unknown" };
        }

        var found = await register.GetEntityIfExistsAsync<TableEntity>(parsed.ToString(), "certificate", cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            return new CertificateStatus { Status = "unknown" };
        }

        var row = found.Value!;
        var validTo = row.GetString("ValidTo");
        var today = Deadlines.OfficeHours.DateOf(time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var expired = validTo is not null && string.CompareOrdinal(today, validTo) > 0;
        var status = row.GetString("Status")!;
        var holder = row.GetString("Holder")!;
        return new CertificateStatus
        {
            Status = status == "valid" && expired ? "expired" : status,
            Identifier = parsed.ToString(),
            Number = row.GetString("Number"),
            Name = new(row.GetString("NameZh")!, row.GetString("NameEn")!),
            Holder = showsHolder(parsed) ? holder : Masking.Name(holder),
            Issuer = new(row.GetString("IssuerZh")!, row.GetString("IssuerEn")!),
            IssuedAt = row.GetDateTimeOffset("IssuedAt"),
            ValidFrom = row.GetString("ValidFrom"),
            ValidTo = validTo,
            Reason = row.GetString("Reason"),
            Since = row.GetString("Since"),
            ReplacedBy = row.GetString("ReplacedBy"),
            Inspection = CertificateInspection.Of(row),
        };
    }
}

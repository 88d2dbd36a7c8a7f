using System.Security.Cryptography;

namespace NoVisit.Filing.Uploads;

/// <summary>Issues tickets for uploads without writing anything: the id itself carries what completion must know.</summary>
public sealed class UploadTickets
{
    private readonly UploadTokens tokens;
    private readonly WriteAddresses addresses;
    private readonly TimeProvider clock;

    internal UploadTickets(UploadTokens tokens, WriteAddresses addresses, TimeProvider clock) =>
        (this.tokens, this.addresses, this.clock) = (tokens, addresses, clock);

    /// <summary>Checks what is declared and answers where to put it. The caller has checked that the person may add this material.</summary>
    /// <exception cref="ArgumentException">Draft, case or material code is no name for a blob: a mistake of the caller, not of the person.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage refused to sign.</exception>
    public async Task<TicketOutcome> IssueAsync(UploadRequest request, CancellationToken cancellationToken = default)
    {
        CheckPathPart(request.OwnerId);
        CheckPathPart(request.MaterialCode);
        var fileName = UploadFileName.Clean(request.FileName);
        if (Refusal(request, fileName) is { } refusal)
        {
            return new TicketOutcome.Refused(refusal);
        }

        var claim = new UploadClaim(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            clock.GetUtcNow() + UploadLimits.TicketLifetime,
            request.Person,
            request.OwnerId,
            request.MaterialCode,
            fileName,
            request.ContentType,
            request.Size);
        var (address, expiresAt) = await addresses.CreateAsync(claim.BlobName, cancellationToken);
        return new TicketOutcome.Issued(new UploadTicket(
            tokens.Seal(claim),
            address,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["x-ms-blob-type"] = "BlockBlob" },
            UploadLimits.BlockSize,
            expiresAt));
    }

    private static UploadRefusal? Refusal(UploadRequest request, string fileName)
    {
        if (fileName.Length == 0)
        {
            return new(UploadProblem.FileName, "fileName", new("文件名为空。", "The file has no name."));
        }

        var kind = FileKind.ByExtension(UploadFileName.ExtensionOf(fileName));
        if (kind is null)
        {
            return new(UploadProblem.FileType, "fileName", UploadReasons.NotAccepted);
        }

        if (request.ContentType.Length > 100 || !kind.Allows(request.ContentType))
        {
            return new(UploadProblem.FileType, "contentType", UploadReasons.DeclaredOtherwise(kind));
        }

        var limit = Math.Min(request.MaxSize, UploadLimits.MaxFileSize);
        return request.Size <= 0 ? new(UploadProblem.Size, "size", UploadReasons.Empty)
            : request.Size > limit ? new(UploadProblem.Size, "size", UploadReasons.TooLarge(limit))
            : null;
    }

    private static void CheckPathPart(string part)
    {
        if (part.Length is 0 or > 100 || part.Trim('.').Length == 0 || !part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new ArgumentException("Draft, case and material codes are 1 to 100 letters, digits, '-', '_' and '.'.", nameof(part));
        }
    }
}

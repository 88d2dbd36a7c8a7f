using System.Buffers;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using NoVisit.Localization;
using NoVisit.Storage;

namespace NoVisit.Filing.Uploads;

/// <summary>Examines what was uploaded; reads it once, and writes nothing.</summary>
/// <remarks>
/// The address of the upload stays writable until its window ends. Therefore the record pins the ETag of exactly the bytes that were
/// examined, and <see cref="MaterialReader"/> serves no other version.
/// </remarks>
public sealed partial class UploadCompletion
{
    private const int PieceLength = 64 * 1024;

    private readonly StorageConnection storage;
    private readonly UploadTokens tokens;
    private readonly IMalwareScanner scanner;
    private readonly TimeProvider clock;
    private readonly ILogger<UploadCompletion> logger;

    internal UploadCompletion(
        StorageConnection storage, UploadTokens tokens, IMalwareScanner scanner, TimeProvider clock, ILogger<UploadCompletion> logger)
    {
        this.storage = storage;
        this.tokens = tokens;
        this.scanner = scanner;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Completes an upload.</summary>
    /// <param name="uploadId">The ticket's id.</param>
    /// <param name="person">The subject of the caller's token.</param>
    /// <param name="ownerId">The draft or case of the request's address.</param>
    /// <param name="sha256">The client's digest of the file, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The record to keep. If it <see cref="MaterialUpload.NeedsRescan"/>, put a message into the queue <c>scans</c> and call
    /// <see cref="RescanAsync"/> from there. A repeated call examines again; keep the answer under an idempotency key.
    /// </returns>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<CompletionOutcome> CompleteAsync(
        string uploadId, string person, string ownerId, string sha256, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        var claim = tokens.Open(uploadId);
        if (Refusal(claim, person, ownerId, sha256, now) is { } refusal)
        {
            return new CompletionOutcome.Refused(refusal);
        }

        var blob = storage.Container(StorageNames.Containers.Materials).GetBlobClient(claim!.BlobName);
        BlobDownloadStreamingResult download;
        try
        {
            download = await blob.DownloadStreamingAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return new CompletionOutcome.Refused(new(UploadProblem.NotUploaded, null, UploadReasons.NotUploaded));
        }

        using (download)
        {
            var finding = await ExamineAsync(blob, download, claim, sha256, cancellationToken);
            if (finding.ScanProblem is { } cause)
            {
                ScanPostponed(claim.Key, 1, cause);
            }

            return new CompletionOutcome.Examined(new MaterialUpload
            {
                UploadId = uploadId,
                Key = claim.Key,
                OwnerId = claim.OwnerId,
                MaterialCode = claim.MaterialCode,
                Person = claim.Person,
                FileName = claim.FileName,
                ContentType = finding.Kind?.ContentTypes[0] ?? claim.ContentType,
                Size = download.Details.ContentLength,
                Sha256 = sha256.ToLowerInvariant(),
                State = finding.State,
                Reason = finding.Reason,
                UploadedAt = now,
                BlobName = claim.BlobName,
                ETag = download.Details.ETag.ToString(),
                ScanAttempts = finding.Scanned ? 1 : 0,
            });
        }
    }

    /// <summary>Tries the scan of a record again that is still <see cref="MaterialState.Scanning"/>; others come back as they are.</summary>
    /// <returns>
    /// The record to keep instead. After <see cref="UploadLimits.MaxScanAttempts"/> tries it stays scanning and an error is logged
    /// (event 2103) for people to act on; a further call still tries.
    /// </returns>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<MaterialUpload> RescanAsync(MaterialUpload upload, CancellationToken cancellationToken = default)
    {
        if (upload.State != MaterialState.Scanning)
        {
            return upload;
        }

        var blob = storage.Container(StorageNames.Containers.Materials).GetBlobClient(upload.BlobName);
        var attempt = upload.ScanAttempts + 1;
        ScanVerdict verdict;
        try
        {
            verdict = await ScanStoredAsync(blob, new ETag(upload.ETag), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            return upload with { State = MaterialState.Rejected, Reason = UploadReasons.Changed, ScanAttempts = attempt };
        }

        switch (verdict)
        {
            case ScanVerdict.Clean:
                return upload with { State = MaterialState.Clean, ScanAttempts = attempt };
            case ScanVerdict.Infected infected:
                MalwareFound(upload.Key, infected.Name);
                return upload with { State = MaterialState.Rejected, Reason = UploadReasons.Infected(infected.Name), ScanAttempts = attempt };
            default:
                var cause = ((ScanVerdict.Unavailable)verdict).Cause;
                if (attempt >= UploadLimits.MaxScanAttempts)
                {
                    ScanGivenUp(upload.Key, attempt, cause);
                }
                else
                {
                    ScanPostponed(upload.Key, attempt, cause);
                }

                return upload with { ScanAttempts = attempt };
        }
    }

    private static UploadRefusal? Refusal(UploadClaim? claim, string person, string ownerId, string sha256, DateTimeOffset now)
    {
        if (claim is null)
        {
            return new(UploadProblem.InvalidTicket, null, UploadReasons.InvalidTicket);
        }

        if (claim.Person != person)
        {
            return new(UploadProblem.OtherPerson, null, UploadReasons.OtherPerson);
        }

        if (claim.OwnerId != ownerId)
        {
            return new(UploadProblem.OtherOwner, null, UploadReasons.OtherOwner);
        }

        if (now > claim.ExpiresAt)
        {
            return new(UploadProblem.ExpiredTicket, null, UploadReasons.ExpiredTicket);
        }

        return sha256.Length == 64 && sha256.All(char.IsAsciiHexDigit) ? null : new(UploadProblem.Digest, "sha256", UploadReasons.Digest);
    }

    private async Task<Finding> ExamineAsync(
        BlobClient blob, BlobDownloadStreamingResult download, UploadClaim claim, string sha256, CancellationToken cancellationToken)
    {
        var size = download.Details.ContentLength;
        if (size > UploadLimits.MaxFileSize)
        {
            return Finding.Rejected(UploadReasons.TooLarge(UploadLimits.MaxFileSize));
        }

        if (size != claim.Size)
        {
            return Finding.Rejected(UploadReasons.WrongSize(claim.Size, size));
        }

        var inspector = new ContentInspector();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var scan = await scanner.BeginAsync(blob, cancellationToken);
        var acceptable = true;
        await foreach (var piece in PiecesAsync(download.Content, cancellationToken))
        {
            acceptable = inspector.Append(piece.Span);
            if (!acceptable)
            {
                break;
            }

            digest.AppendData(piece.Span);
            await scan.WriteAsync(piece, cancellationToken);
        }

        var kind = acceptable ? inspector.Finish() : null;
        var extension = UploadFileName.ExtensionOf(claim.FileName);
        if (kind is null || !kind.Extensions.Contains(extension) || !kind.Allows(claim.ContentType))
        {
            return Finding.Rejected(UploadReasons.ContentOtherwise(extension));
        }

        if (!Convert.ToHexString(digest.GetHashAndReset()).Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            return Finding.Rejected(UploadReasons.Damaged);
        }

        switch (await scan.FinishAsync(cancellationToken))
        {
            case ScanVerdict.Clean:
                return new Finding(MaterialState.Clean, kind) { Scanned = true };
            case ScanVerdict.Infected infected:
                MalwareFound(claim.Key, infected.Name);
                return new Finding(MaterialState.Rejected, kind) { Reason = UploadReasons.Infected(infected.Name), Scanned = true };
            case ScanVerdict.Unavailable unavailable:
                return new Finding(MaterialState.Scanning, kind) { Scanned = true, ScanProblem = unavailable.Cause };
            default:
                throw new InvalidOperationException("A scan ends clean, infected or unavailable.");
        }
    }

    private async Task<ScanVerdict> ScanStoredAsync(BlobClient blob, ETag etag, CancellationToken cancellationToken)
    {
        var pinned = new BlobRequestConditions { IfMatch = etag };
        await using var scan = await scanner.BeginAsync(blob, cancellationToken);
        if (!scan.NeedsContent)
        {
            // Read the verdict first: if the version still stands afterwards, the verdict is about it.
            var verdict = await scan.FinishAsync(cancellationToken);
            await blob.GetPropertiesAsync(pinned, cancellationToken);
            return verdict;
        }

        using BlobDownloadStreamingResult download = await blob.DownloadStreamingAsync(
            new BlobDownloadOptions { Conditions = pinned }, cancellationToken);
        await foreach (var piece in PiecesAsync(download.Content, cancellationToken))
        {
            await scan.WriteAsync(piece, cancellationToken);
        }

        return await scan.FinishAsync(cancellationToken);
    }

    /// <summary>Full pieces but for the last; each is overwritten by the next.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        Stream content, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            int length;
            while ((length = await content.ReadAtLeastAsync(buffer.AsMemory(0, PieceLength), PieceLength, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                yield return buffer.AsMemory(0, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The key is random: it names the upload and nobody.
    [LoggerMessage(2101, LogLevel.Warning, "Malware {Malware} found in upload {Upload}.")]
    private partial void MalwareFound(string upload, string malware);

    [LoggerMessage(2102, LogLevel.Warning, "Scan {Attempt} of upload {Upload} had no verdict: {Cause}")]
    private partial void ScanPostponed(string upload, int attempt, string cause);

    [LoggerMessage(2103, LogLevel.Error, "Upload {Upload} stays unscanned after {Attempt} tries; the scanner needs attention: {Cause}")]
    private partial void ScanGivenUp(string upload, int attempt, string cause);

    private sealed record Finding(MaterialState State, FileKind? Kind)
    {
        public Text? Reason { get; init; }

        public bool Scanned { get; init; }

        public string? ScanProblem { get; init; }

        public static Finding Rejected(Text reason) => new(MaterialState.Rejected, null) { Reason = reason };
    }
}

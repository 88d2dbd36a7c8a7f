using NoVisit.Localization;

namespace NoVisit.Filing.Uploads;

/// <summary>What somebody wants to upload.</summary>
/// <param name="Person">The subject of the caller's token; only this person can complete the upload.</param>
/// <param name="OwnerId">The draft or the case: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, at most 100.</param>
/// <param name="MaterialCode">Which material of the item, same characters.</param>
/// <param name="FileName">As the person's device calls it; cleaned before it is kept.</param>
/// <param name="ContentType">As the browser declares it; empty or <c>application/octet-stream</c> when it does not know.</param>
/// <param name="Size">Bytes.</param>
public sealed record UploadRequest(string Person, string OwnerId, string MaterialCode, string FileName, string ContentType, long Size)
{
    /// <summary>The largest size that the item allows, in bytes; never over <see cref="UploadLimits.MaxFileSize"/>.</summary>
    public long MaxSize { get; init; } = UploadLimits.MaxFileSize;
}

/// <summary>Where and how to upload; the JSON answer to <c>POST …/materials</c>.</summary>
/// <param name="UploadId">Opaque; names the upload at its completion.</param>
/// <param name="UploadUrl">Accepts writes of this one blob until <paramref name="ExpiresAt"/>; nothing can be read or listed with it.</param>
/// <param name="Headers">To send with a <c>PUT</c> of the whole file.</param>
/// <param name="BlockSize">Bytes; files larger than this go in blocks of this size.</param>
/// <param name="ExpiresAt">End of the write window, by the storage service's clock.</param>
public sealed record UploadTicket(
    string UploadId, Uri UploadUrl, IReadOnlyDictionary<string, string> Headers, int BlockSize, DateTimeOffset ExpiresAt);

/// <summary>Why an upload is refused before its content counts.</summary>
public enum UploadProblem
{
    /// <summary>No usable file name.</summary>
    FileName,

    /// <summary>A type that is not accepted, or extension and declared type disagree.</summary>
    FileType,

    /// <summary>Empty or too large.</summary>
    Size,

    /// <summary>The digest is no SHA-256 in hexadecimal.</summary>
    Digest,

    /// <summary>The upload id was not issued here, or was changed.</summary>
    InvalidTicket,

    /// <summary>The upload id is too old.</summary>
    ExpiredTicket,

    /// <summary>The upload id was issued to somebody else.</summary>
    OtherPerson,

    /// <summary>The upload id was issued for another draft or case.</summary>
    OtherOwner,

    /// <summary>There is no file yet.</summary>
    NotUploaded,
}

/// <summary>A refusal: nothing was written.</summary>
/// <param name="Problem">For the program.</param>
/// <param name="Field">Which field of the request, in its JSON spelling; <see langword="null"/> for the upload id.</param>
/// <param name="Reason">For the person.</param>
public sealed record UploadRefusal(UploadProblem Problem, string? Field, Text Reason);

/// <summary>The answer to an <see cref="UploadRequest"/>.</summary>
public abstract record TicketOutcome
{
    private TicketOutcome()
    {
    }

    /// <summary>Upload there.</summary>
    public sealed record Issued(UploadTicket Ticket) : TicketOutcome;

    /// <summary>Don't.</summary>
    public sealed record Refused(UploadRefusal Refusal) : TicketOutcome;
}

/// <summary>The answer to a completion.</summary>
public abstract record CompletionOutcome
{
    private CompletionOutcome()
    {
    }

    /// <summary>The file was examined: clean, rejected, or scanning when no scanner answered.</summary>
    public sealed record Examined(MaterialUpload Upload) : CompletionOutcome;

    /// <summary>It was not.</summary>
    public sealed record Refused(UploadRefusal Refusal) : CompletionOutcome;
}

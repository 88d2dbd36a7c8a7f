using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using NoVisit.Localization;

namespace NoVisit.Filing.Uploads;

/// <summary>Whether an uploaded file can be used.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MaterialState>))]
public enum MaterialState
{
    /// <summary>No scanner has answered yet; nobody may open it.</summary>
    [JsonStringEnumMemberName("scanning")]
    Scanning,

    /// <summary>Free of known malware and what it claims to be.</summary>
    [JsonStringEnumMemberName("clean")]
    Clean,

    /// <summary>Not acceptable; a new upload is needed.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>An examined upload: what draft and case keep of it (IN-04).</summary>
public sealed record MaterialUpload
{
    /// <summary>The ticket's id, as the pages know the upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>32 hexadecimal digits, unique: short enough for row keys and free of personal data for logs.</summary>
    public required string Key { get; init; }

    /// <summary>The draft or case.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Which material of the item.</summary>
    public required string MaterialCode { get; init; }

    /// <summary>Who uploaded.</summary>
    public required string Person { get; init; }

    /// <summary>Cleaned; personal data.</summary>
    public required string FileName { get; init; }

    /// <summary>By content, not by declaration; for rejected files as declared.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes as stored.</summary>
    public required long Size { get; init; }

    /// <summary>64 lower-case hexadecimal digits: of the stored bytes, or of a rejected file as the client gave it.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required MaterialState State { get; init; }

    /// <summary>Why it was rejected.</summary>
    public Text? Reason { get; init; }

    /// <summary>When it was completed.</summary>
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>Within the container <c>materials</c>.</summary>
    public required string BlobName { get; init; }

    /// <summary>The version that was examined. Only this one is ever served.</summary>
    public required string ETag { get; init; }

    /// <summary>引用: to what it refers instead of being a new file; null for uploads (DS-02).</summary>
    public MaterialReference? Reference { get; init; }

    /// <summary>Scans tried so far.</summary>
    public int ScanAttempts { get; init; }

    /// <summary>Whether a scan is still open and worth another try.</summary>
    [JsonIgnore]
    public bool NeedsRescan => State == MaterialState.Scanning && ScanAttempts < UploadLimits.MaxScanAttempts;

    /// <summary>A material for which a signed certificate of the library stands (DS-02).</summary>
    /// <param name="certificate">Which.</param>
    /// <param name="blobName">Its file, in the library of certificates.</param>
    /// <param name="sha256">Of its file.</param>
    /// <param name="ownerId">The draft or case.</param>
    /// <param name="materialCode">Which material of the item.</param>
    /// <param name="person">Who attached it.</param>
    /// <param name="at">When.</param>
    public static MaterialUpload OfCertificate(
        MaterialReference certificate, string blobName, string sha256, string ownerId, string materialCode, string person, DateTimeOffset at) =>
        Referring(certificate, ownerId, materialCode, person, at) with
        {
            FileName = $"{certificate.Name.Zh}-{certificate.Number}.pdf",
            ContentType = "application/pdf",
            BlobName = blobName,
            Sha256 = sha256,
        };

    /// <summary>A material that is there without a file of its own.</summary>
    /// <param name="reference">To what it refers.</param>
    /// <param name="ownerId">The draft or case.</param>
    /// <param name="materialCode">Which material of the item.</param>
    /// <param name="person">Who attached it.</param>
    /// <param name="at">When.</param>
    public static MaterialUpload Referring(MaterialReference reference, string ownerId, string materialCode, string person, DateTimeOffset at)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ownerId}\n{materialCode}\n{reference.Kind}\n{reference.Identifier}")))[..32];
        return new()
        {
            UploadId = key,
            Key = key,
            OwnerId = ownerId,
            MaterialCode = materialCode,
            Person = person,
            FileName = reference.Name.Zh,
            ContentType = "",
            Size = 0,
            Sha256 = "",
            State = MaterialState.Clean,
            UploadedAt = at,
            BlobName = "",
            ETag = "",
            Reference = reference,
        };
    }
}

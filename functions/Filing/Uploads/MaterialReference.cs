using System.Text.Json.Serialization;
using NoVisit.Localization;

namespace NoVisit.Filing.Uploads;

/// <summary>What stands for a material instead of a new upload.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReferenceKind>))]
public enum ReferenceKind
{
    /// <summary>A certificate in the library (DS-02).</summary>
    [JsonStringEnumMemberName("certificate")]
    Certificate,

    /// <summary>A file that another case of the applicant was accepted with (DS-02).</summary>
    [JsonStringEnumMemberName("earlierUpload")]
    EarlierUpload,

    /// <summary>A shared register answered what the form declares (IN-16, DS-04); there is no file.</summary>
    [JsonStringEnumMemberName("register")]
    Register,

    /// <summary>The authorisation that the applicant granted on line (IN-13); there is no file.</summary>
    [JsonStringEnumMemberName("authorisation")]
    Authorisation,

    /// <summary>What an earlier stage of the same case brought (WF-13); there is no file.</summary>
    [JsonStringEnumMemberName("stageOutput")]
    StageOutput,
}

/// <summary>引用: a material that is attached by reference, not copied (DS-02).</summary>
/// <param name="Kind">To what it refers.</param>
/// <param name="Identifier">Of the certificate, the register, the authorisation or the stage.</param>
/// <param name="Name">What it is, for people.</param>
public sealed record MaterialReference(ReferenceKind Kind, string Identifier, Text Name)
{
    /// <summary>Number on the certificate or receipt.</summary>
    public string? Number { get; init; }

    /// <summary>The case it comes from; null when it comes from none.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>Last day on which it is valid; null without end.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Whether there is a file to open.</summary>
    [JsonIgnore]
    public bool HasFile => Kind is ReferenceKind.Certificate or ReferenceKind.EarlierUpload;
}

using System.Text.Json.Serialization;
using NoVisit.Approval;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Certificates.Life;

/// <summary>Why a certificate is made again.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplacementKind>))]
internal enum ReplacementKind
{
    /// <summary>遗失补发.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>损坏换发.</summary>
    [JsonStringEnumMemberName("damaged")]
    Damaged,

    /// <summary>更正换发: the register or its print was wrong.</summary>
    [JsonStringEnumMemberName("corrected")]
    Corrected,
}

/// <summary>One replacement of a certificate of the case (RS-09).</summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="ResultId">The certificate.</param>
/// <param name="Kind">Why.</param>
/// <param name="Reason">In words.</param>
/// <param name="At">When it was granted.</param>
/// <param name="Identifier">电子证照标识 of the new certificate; null until it is made.</param>
internal sealed record Replacement(string Id, string ResultId, ReplacementKind Kind, string Reason, DateTimeOffset At, string? Identifier = null);

/// <summary>同意补发、换发.</summary>
internal sealed record ReplacementGranted(string Id, string ResultId, ReplacementKind Kind, string Reason) : CaseEvent
{
    public override Text Title => new("已同意补发证照", "Replacement of a certificate granted");

    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.MakeCertificate, Right.UseSeal];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Replacements = [.. record.Replacements, new Replacement(Id, ResultId, Kind, Reason, entry.At)] };
}

/// <summary>已补发: the new certificate is signed and stands in the place of the old one, whose file stays in the library.</summary>
internal sealed record CertificateReplaced(string Id, string Replaced, Result Certificate) : CaseEvent
{
    public override Text Title => new("证照已补发", "Certificate replaced");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Results = [.. record.Results.Select(r => r.Id == Certificate.Id ? Certificate : r)],
        Replacements = [.. record.Replacements.Select(r => r.Id == Id ? r with { Identifier = Certificate.Identifier } : r)],
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.CertificateReady, ("certificate", english ? Certificate.Name.En : Certificate.Name.Zh), ("certificateNumber", Certificate.Number));
}

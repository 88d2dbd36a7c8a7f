using System.Text.Json.Serialization;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Certificates.Life;

/// <summary>Why a certificate holds no more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevocationKind>))]
internal enum RevocationKind
{
    /// <summary>撤销: it should not have been granted (Licence Law art. 69 para. 1).</summary>
    [JsonStringEnumMemberName("unlawful")]
    Unlawful,

    /// <summary>撤销: obtained by deceit or bribery (art. 69 para. 2, 79).</summary>
    [JsonStringEnumMemberName("deceit")]
    Deceit,

    /// <summary>注销: the holder has died or ended, the object is gone, the holder gives it back (art. 70).</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>撤销、注销 of one certificate of a case; verification shows it from then on.</summary>
internal sealed record CertificateRevoked(string ResultId, RevocationKind Kind, string Reason, string Basis) : CaseEvent
{
    public override Text Title => Kind == RevocationKind.Cancelled ? new("证照已注销", "Certificate cancelled") : new("证照已撤销", "Certificate revoked");

    public override NoticeText Notice => new("certificateRevoked", Kind == RevocationKind.Cancelled
        ? new("证照注销决定书", "Decision to cancel a certificate")
        : new("撤销行政许可决定书", "Decision to revoke a licence"), new(
            $"理由:{Reason}。依据:{Basis}。救济途径:{Approval.Acceptance.AcceptanceRules.Remedies}",
            $"Reason: {Reason} Basis: {Basis} Remedies: {Approval.Acceptance.AcceptanceRules.Remedies}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Results = [.. record.Results.Select(r => r.Id == ResultId ? r with { RevokedAt = entry.At, RevocationReason = Reason } : r)],
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        record.Results.FirstOrDefault(r => r.Id == ResultId) is not { } result ? null : new(
            NoticeKind.CertificateRevoked, ("certificate", english ? result.Name.En : result.Name.Zh), ("certificateNumber", result.Number), ("reason", Reason));
}

/// <summary>The certificate that a case is to renew.</summary>
/// <param name="Identifier">电子证照标识.</param>
/// <param name="CaseNumber">The case that brought it.</param>
/// <param name="Code">Its type.</param>
/// <param name="ValidTo">Its last day.</param>
internal sealed record Renewal(string Identifier, string CaseNumber, string Code, DateOnly ValidTo);

/// <summary>视为准予延续: filed in time and not decided before the certificate expired (Licence Law art. 50).</summary>
internal sealed record RenewalDeemed(DateOnly ValidTo) : CaseEvent
{
    public override Text Title => new("逾期未作决定,视为准予延续", "Not decided in time, deemed renewed");

    public override NoticeText Notice => new("deemedRenewed", new("视为准予延续通知书", "Notice of deemed renewal"), new(
        $"您在证照有效期({ValidTo:yyyy-MM-dd})届满三十日前提出延续申请,行政机关逾期未作决定。{RenewalRules.Basis},视为准予延续。",
        $"You filed for renewal thirty days or more before the certificate expired on {ValidTo:yyyy-MM-dd} and no decision was made in time. Under art. 50 of the Administrative License Law it counts as renewed."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = CaseState.DecidedGrant,
        Decision = new Decision(true, "逾期未作决定,视为准予延续", RenewalRules.Basis, null, Actor.System.Id, entry.At),
        Clock = record.Clock is null ? null : record.Clock with { FrozenAt = entry.At },
        Stages = record.Stages.Cancelled(),
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.DecidedGrant);

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) =>
    [
        StaffMessage.To(record.Lead, StageRole.Approver, NoticeKind.WorkWarning, ("reason", new("延续申请逾期未决定,已视为准予", "The renewal was not decided in time and is deemed granted"))),
        .. DecisionMade.PassedOn(record, granted: true),
    ];
}

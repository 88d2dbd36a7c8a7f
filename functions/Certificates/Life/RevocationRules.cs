using NoVisit.Approval;
using NoVisit.Catalogue;

namespace NoVisit.Certificates.Life;

/// <param name="Kind">unlawful, deceit or cancelled.</param>
internal sealed record RevocationCommand(string Reason, string Basis, RevocationKind Kind = RevocationKind.Unlawful);

/// <summary>撤销、注销 (RS-09): by a chief representative of the department that issued the certificate, with reason and basis.</summary>
internal static class RevocationRules
{
    public static Outcome Revoke(CaseRecord record, string identifier, RevocationCommand command, RuleContext context)
    {
        if (record.Results.FirstOrDefault(r => r.Identifier == identifier) is not { } result)
        {
            return Unknown;
        }

        return RefuseTo(record, result, context.Actor) is { } refusal ? refusal
            : Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
            : Guards.IsBlank(command.Basis) ? Refusal.ReasonMissing("basis")
            : result.RevokedAt is not null ? Revoked
            : Outcome.Of(new CertificateRevoked(result.Id, command.Kind, command.Reason.Trim(), command.Basis.Trim()));
    }

    /// <summary>Why the actor is not the one to revoke or replace the certificate: only a chief representative of its issuer is; null when he is.</summary>
    internal static Refusal? RefuseTo(CaseRecord record, Result result, Actor actor)
    {
        var issuer = record.ResultPlans.FirstOrDefault(p => p.Code == result.Code)?.Department ?? record.Lead;
        return actor.Department != issuer ? Refusal.OtherDepartment(issuer)
            : !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
            : null;
    }

    public static Refusal Unknown { get; } = new(
        "unknown-certificate", 404, new("没有这本证照", "No such certificate"), new("没有找到该证照。", "The certificate was not found."));

    public static Refusal Revoked { get; } = new(
        "certificate-revoked", 409, new("证照已失效", "Revoked already"), new("该证照已经撤销或者注销。", "The certificate was revoked or cancelled already."));
}

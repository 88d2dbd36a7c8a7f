using NoVisit.Approval;
using NoVisit.Deadlines;

namespace NoVisit.Certificates.Life;

/// <param name="Kind">lost, damaged or corrected.</param>
/// <param name="Reason">What the holder applied with, or what was misprinted.</param>
internal sealed record ReplacementCommand(ReplacementKind Kind, string Reason);

/// <summary>
/// 补发、换发 (RS-09): a chief representative of the department that issued a certificate has it made again. Nothing is granted anew: number and term
/// stay, the version of its identifier counts on, and the one before it is shown as replaced.
/// </summary>
internal static class ReplacementRules
{
    public static Outcome Replace(CaseRecord record, string identifier, ReplacementCommand command, RuleContext context)
    {
        if (record.Results.FirstOrDefault(r => r.Identifier == identifier) is not { } result)
        {
            return RevocationRules.Unknown;
        }

        return RevocationRules.RefuseTo(record, result, context.Actor) is { } refusal ? refusal
            : Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
            : result.RevokedAt is not null ? RevocationRules.Revoked
            : result.ValidTo < OfficeHours.DateOf(context.Now) ? new Refusal(
                "certificate-expired", 409, new("证照已到期", "Expired"), new("已到期的证照不能补发,请重新申请。", "A certificate that has expired is applied for anew, not replaced."))
            : Pending(record).Any(r => r.ResultId == result.Id) ? Outcome.Of()
            : Outcome.Of(new ReplacementGranted($"r{record.Replacements.Count + 1}", result.Id, command.Kind, command.Reason.Trim()));
    }

    /// <summary>Granted and not made yet.</summary>
    public static IEnumerable<Replacement> Pending(CaseRecord record) => record.Replacements.Where(r => r.Identifier is null);
}

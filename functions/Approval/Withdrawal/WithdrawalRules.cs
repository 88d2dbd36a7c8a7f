namespace NoVisit.Approval.Withdrawal;

/// <summary>撤回: the applicant may withdraw until the decision is made.</summary>
internal static class WithdrawalRules
{
    public static Outcome Withdraw(CaseRecord record, string? reason) =>
        record.State.IsFinal() || record.State.IsDecided() ? Refusal.WrongState(record.State)
        : Guards.IsBlank(reason) ? Refusal.ReasonMissing("reason")
        : Outcome.Of(new CaseWithdrawn(reason!.Trim()));
}

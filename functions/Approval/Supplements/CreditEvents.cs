using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>认定提供虚假材料或者隐瞒情况 (Licence Law art. 78): on the credit record; where safety or health are at stake it bars the same licence for a year.</summary>
internal sealed record FalseMaterialFound(string Finding, string Basis) : CaseEvent
{
    public override Text Title => new("认定提供虚假材料,记入信用记录", "False material found; on the credit record");

    public override NoticeText Notice => new("falseMaterial", new("信用记录告知书", "Notice of an entry in the credit record"), new(
        $"认定:{Finding}。依据:{Basis}。救济途径:{Acceptance.AcceptanceRules.Remedies}",
        $"Finding: {Finding} Basis: {Basis} Remedies: {Acceptance.AcceptanceRules.Remedies}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { FalseMaterial = Finding };
}

/// <summary>信用修复: the entry of a broken commitment loses its effect before its time.</summary>
internal sealed record CreditRepaired(string Reason) : CaseEvent
{
    public override Text Title => new("信用记录已修复", "Credit record repaired");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { CreditRepairedAt = entry.At };
}

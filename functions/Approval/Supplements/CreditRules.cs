using NoVisit.Catalogue;
using NoVisit.Notifications;

namespace NoVisit.Approval.Supplements;

/// <param name="Finding">What is false or was concealed.</param>
/// <param name="Basis">Article.</param>
internal sealed record FalseMaterialCommand(string Finding, string Basis);

internal sealed record CreditRepairCommand(string Reason);

/// <summary>
/// 诚信记录 (DS-05): entries come from cases alone, each with a beginning, an end and an effect. A broken commitment bars tolerance (IN-07) and can be
/// repaired. False material (Licence Law art. 78, one year) and a licence got by deceit (art. 79, three years) bar the same licence where public safety or
/// health are at stake; the law gives no repair of these.
/// </summary>
internal static class CreditRules
{
    /// <summary>Years for which false material bars (art. 78).</summary>
    public const int FalseMaterialYears = 1;

    /// <summary>Years for which deceit bars (art. 79).</summary>
    public const int DeceitYears = 3;

    /// <summary>
    /// 直接关系公共安全、人身健康、生命财产安全: the items that say of a stage that silence is never agreement. Only for their filings is the library read.
    /// </summary>
    public static bool Guards(ServiceItem item) => item.Stages.Any(s => s.NoTacit);

    /// <summary>A reviewer or approver of the lead, as long as the case is not decided.</summary>
    public static Outcome FindFalse(CaseRecord record, FalseMaterialCommand command, RuleContext context) =>
        context.Actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !context.Actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : record.State.IsFinal() || record.State.IsDecided() ? Refusal.WrongState(record.State)
        : record.FalseMaterial is not null ? new Refusal(
            "false-material-found", 409, new("已经认定", "Found already"), new("本办件已认定提供虚假材料。", "False material was found in this case already."))
        : string.IsNullOrWhiteSpace(command.Finding) ? Refusal.ReasonMissing("finding")
        : string.IsNullOrWhiteSpace(command.Basis) ? Refusal.ReasonMissing("basis")
        : Outcome.Of(new FalseMaterialFound(command.Finding.Trim(), command.Basis.Trim()));

    /// <summary>An approver of the lead, after the case was returned for a broken commitment.</summary>
    public static Outcome Repair(CaseRecord record, CreditRepairCommand command, RuleContext context) =>
        context.Actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !context.Actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : record.State != CaseState.Returned || record.Deferred.Count == 0 || record.CreditRepairedAt is not null ? new Refusal(
            "nothing-to-repair", 409, new("没有可以修复的信用记录", "Nothing to repair"),
            new("本办件没有未修复的容缺失信记录。", "This case left no broken commitment that is not repaired."))
        : string.IsNullOrWhiteSpace(command.Reason) ? Refusal.ReasonMissing("reason")
        : Outcome.Of(new CreditRepaired(command.Reason.Trim()));

    /// <summary>Why the item cannot be filed yet.</summary>
    public static Refusal Barred(DateTimeOffset until) => new(
        "filing-barred", 409, new("暂不能申请该许可", "Barred from this licence"),
        new($"因提供虚假材料或者以欺骗手段取得许可,依照行政许可法第七十八条、第七十九条,{NoticeTemplates.Day(until)}前不得再次申请该许可。",
            $"False material or deceit bars this licence until {NoticeTemplates.Day(until)} (Administrative License Law, art. 78 and 79)."));
}

using NoVisit.Approval.Acceptance;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval.Supplements;

/// <summary>补交: the applicant keeps the commitment of a tolerant acceptance, or breaks it (IN-07, KD-05, KD-06).</summary>
internal static class SupplementRules
{
    /// <summary>Something deferred is missing and can still be supplied.</summary>
    public static bool Awaits(CaseRecord record) =>
        record.Deferred.Count > 0 && record.State is (CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended);

    /// <param name="record">The case.</param>
    /// <param name="materials">Completed and clean.</param>
    /// <param name="now">When they come; at the due instant itself is in time.</param>
    public static Outcome Supply(CaseRecord record, IReadOnlyList<CaseMaterial> materials, DateTimeOffset now)
    {
        if (record.State is not (CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended))
        {
            return Refusal.WrongState(record.State);
        }

        if (record.Deferred.Count == 0)
        {
            return new Refusal(
                "nothing-deferred", 409, new("没有待补交的材料", "Nothing to supply"), new("本办件没有待补交的容缺材料。", "No deferred material of this case is missing."));
        }

        if (now > record.SupplyDue)
        {
            return new Refusal(
                "supply-lapsed", 409, new("补交期限已过", "Too late"),
                new($"补交期限{NoticeTemplates.Day(record.SupplyDue.Value)}已过,不能再补交。", $"The material was due by {NoticeTemplates.Day(record.SupplyDue.Value)}; it can no longer be supplied."));
        }

        var errors = materials.Where(m => !record.Deferred.Contains(m.Code)).Select(m => m.Code).Distinct(StringComparer.Ordinal)
            .ToDictionary(code => code, _ => new Text("不是待补交的容缺材料", "Was not deferred"));
        foreach (var twice in materials.GroupBy(m => m.Code, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors[twice.Key] = new("同一材料只能提交一个文件", "One file for each material");
        }

        if (materials.Count == 0)
        {
            errors["/materials"] = new("必填", "Required");
        }

        return errors.Count > 0
            ? Refusal.Invalid("supplement-mismatch", new("只能补交受理时容缺的材料。", "Only what acceptance deferred can be supplied."), errors)
            : Outcome.Of(new SupplementsSupplied(materials));
    }

    /// <summary>The time for supply has passed: returned, and the broken commitment goes on the credit record. Empty when it has not.</summary>
    public static IReadOnlyList<CaseEvent> Lapsed(CaseRecord record, DateTimeOffset now) => !Awaits(record) || !(now > record.SupplyDue) ? [] :
    [
        new CommitmentBroken(record.Deferred, record.SupplyDue.Value),
        new Returned("未在承诺期限内补交容缺材料", "《中华人民共和国行政许可法》第三十一条、第三十二条", AcceptanceRules.Remedies),
    ];
}

using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval.Supplements;

/// <summary>
/// 容缺受理 (IN-07): accepted with secondary material missing only if the item tolerates each, the applicant committed at filing to supply it not
/// later than the promised due, and no broken commitment bars him. What the item requires is there already: filing refuses without it (IN-01).
/// </summary>
internal static class ToleranceRules
{
    /// <summary>Codes of tolerable materials of which no valid file is there.</summary>
    public static IReadOnlyList<string> Missing(CaseRecord record) =>
        [.. record.Tolerable.Where(code => !record.Materials.Any(m => !m.Superseded && m.Code == code))];

    /// <param name="record">The filing.</param>
    /// <param name="named">What the clerk defers; empty: whatever is missing.</param>
    /// <param name="barredUntil">By the credit library.</param>
    /// <param name="now">The instant of acceptance.</param>
    public static Refusal? Refuse(CaseRecord record, IReadOnlyList<string> named, DateTimeOffset? barredUntil, DateTimeOffset now)
    {
        var missing = Missing(record);
        if (named.Except(missing, StringComparer.Ordinal).ToList() is { Count: > 0 } others)
        {
            return Refusal.Invalid(
                "not-deferrable", new("只能容缺事项标明可容缺且尚未提交的材料。", "Only material that the item tolerates and that is missing can be deferred."),
                others.ToDictionary(code => code, code => record.Tolerable.Contains(code)
                    ? new Text("已经提交", "Is there already") : new Text("该材料不可容缺", "Cannot be deferred")));
        }

        if (missing.Count == 0)
        {
            return null;
        }

        if (named.Count > 0 && missing.Except(named, StringComparer.Ordinal).ToList() is { Count: > 0 } left)
        {
            return new Refusal(
                "material-missing", 409, new("还有材料缺少", "Material is missing"),
                new("下列材料既未提交也未容缺,请一并容缺或者发出补正通知。", "These are neither there nor deferred: defer them too, or ask for a correction."), At(left));
        }

        if (!record.Committed)
        {
            return new Refusal(
                "commitment-missing", 409, new("申请人未作容缺承诺", "No commitment"),
                new("下列材料缺少,申请人提交时未承诺补交,请发出补正通知。", "These are missing and the applicant did not commit to supply them: ask for a correction."), At(missing));
        }

        return barredUntil > now ? new Refusal(
            "tolerance-barred", 409, new("不适用容缺受理", "Not open to tolerant acceptance"),
            new($"申请人未履行过容缺承诺,{NoticeTemplates.Day(barredUntil.Value)}前不适用容缺受理,请发出补正通知。",
                $"The applicant broke an earlier commitment; no tolerant acceptance until {NoticeTemplates.Day(barredUntil.Value)}. Ask for a correction."), At(missing)) : null;
    }

    /// <summary>The date of supply is a day still to come and not later than the promised due.</summary>
    public static Refusal? RefuseDate(DateOnly? supplyBy, DateTimeOffset promisedDue, RuleContext context) =>
        supplyBy is not { } day || (context.Clock.Hours.CloseOf(day) is var close && close > context.Now && close <= promisedDue) ? null
            : Refusal.Invalid(
                "supply-date", new("补交日期须在今天至承诺办结日期之间。", "The date lies between today and the promised due date."),
                new Dictionary<string, Text>
                {
                    ["/supplyBy"] = new($"最晚{NoticeTemplates.Day(promisedDue)}", $"{NoticeTemplates.Day(promisedDue)} at the latest"),
                });

    /// <summary>
    /// No grant before what was deferred is there (IN-07): Licence Law art. 34 and 38 let an organ grant only on a whole file that it has examined. That
    /// holds for the last decision, on which the certificates are issued. What an earlier phase decides goes on, or tolerance would win nothing: it opens
    /// the next phase and grants nothing by itself. A refusal is possible at any time, with its own reason and basis: a filing that fails on other
    /// grounds is not mended by the missing paper, and to let its applicant fetch it first would only cost him (art. 6, 38 para. 2). That the material
    /// itself is missing is no ground before its date; the lapse returns the filing then (KD-06).
    /// </summary>
    public static Refusal StillMissing(CaseRecord record) => new(
        "deferred-material-missing", 409, new("容缺材料尚未补交", "Deferred material is missing"),
        new($"容缺材料补交之前不得作出准予决定,补交期限为{NoticeTemplates.Day(record.SupplyDue!.Value)}。",
            $"No grant before the deferred material is supplied; it is due by {NoticeTemplates.Day(record.SupplyDue.Value)}."), At(record.Deferred));

    private static Dictionary<string, Text> At(IEnumerable<string> codes) => codes.ToDictionary(code => code, _ => new Text("尚未提交", "Missing"));
}

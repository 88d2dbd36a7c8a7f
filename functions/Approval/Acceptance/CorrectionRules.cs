using System.Text.Json;
using NoVisit.Localization;

namespace NoVisit.Approval.Acceptance;

/// <summary>补正: the applicant's answer to the correction notice, with exactly what it flagged.</summary>
internal static class CorrectionRules
{
    /// <param name="values">Already validated against the item's form, identity numbers encrypted.</param>
    /// <param name="materials">Completed and clean.</param>
    public static Outcome Answer(
        CaseRecord record, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<CaseMaterial> materials, RuleContext context)
    {
        if (record.State != CaseState.CorrectionRequested)
        {
            return Refusal.WrongState(record.State);
        }

        var notice = record.Notices.Last(n => n.Kind == "correctionRequested" && n.AnsweredAt is null);
        var fields = notice.Defects.Select(d => d.Field).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var codes = notice.Defects.Select(d => d.MaterialCode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var errors = new Dictionary<string, Text>();
        foreach (var code in values.Keys.Where(v => !fields.Contains(v)))
        {
            errors[code] = new("补正通知未要求修改此项", "The notice did not ask for this");
        }

        foreach (var material in materials.Where(m => !codes.Contains(m.Code)))
        {
            errors[material.Code] = new("补正通知未要求提交此材料", "The notice did not ask for this");
        }

        foreach (var field in fields.Where(f => !values.ContainsKey(f)))
        {
            errors[field] = new("请按补正通知填写", "Asked for by the notice");
        }

        foreach (var code in codes.Where(c => materials.All(m => m.Code != c)))
        {
            errors[code] = new("请按补正通知提交", "Asked for by the notice");
        }

        if (errors.Count > 0)
        {
            return Refusal.Invalid("correction-mismatch",
                new("补正内容须与补正通知逐项对应。", "The answer must match the notice point by point."), errors);
        }

        return Outcome.Of(new CorrectionAnswered(
            values, materials, context.Clock.AcceptanceDue(context.Now).At,
            context.Clock.Due(context.Clock.ReceiptOf(context.Now), record.AcceptanceStage.LimitDays).At));
    }
}

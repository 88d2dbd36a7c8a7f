using System.Text.Json;
using NoVisit.Filing.Hall;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval.SpotCorrections;

/// <summary>
/// 当场更正 (IN-09). Administrative License Law, art. 32(3): a mistake that can be put right on the spot is to be let put right on the spot. The clerk marks the
/// fields; the applicant mends them the same working day, on line or at the window. It is no correction notice (IN-08): the filing stays with the clerk, the
/// five working days run on from the receipt, and nothing follows when the applicant leaves it: then the clerk decides on the filing as it is.
/// </summary>
internal static class SpotCorrectionRules
{
    /// <param name="fields">Codes of filled-in fields; files cannot be mended on the spot.</param>
    public static Outcome Offer(CaseRecord record, IReadOnlyList<string> fields, string? reason, RuleContext context)
    {
        var errors = fields.Count == 0
            ? new Dictionary<string, Text> { ["/fields"] = new("必填", "Required") }
            : fields.Where(f => !record.Values.ContainsKey(f)).Distinct(StringComparer.Ordinal).ToDictionary(f => f, _ => new Text("申请中没有此项内容", "Not filled in"));
        return errors.Count > 0
            ? Refusal.Invalid("spot-fields", new("须指明可以当场更正的表单项。", "Name the fields of the form that can be put right at once."), errors)
            : Guards.IsBlank(reason) ? Refusal.ReasonMissing("reason")
            : Outcome.Of(new SpotCorrectionOffered(new([.. fields.Distinct(StringComparer.Ordinal)], reason!.Trim(), context.Clock.Due(context.Now, 0).At)));
    }

    /// <summary>By the applicant, for some or all of the fields.</summary>
    /// <param name="record">The case.</param>
    /// <param name="values">Valid by the form, as stored.</param>
    /// <param name="now">At the last instant itself is in time.</param>
    public static Outcome Correct(CaseRecord record, IReadOnlyDictionary<string, JsonElement> values, DateTimeOffset now)
    {
        if (!record.State.AwaitsAcceptance() || record.SpotCorrection is not { } offer)
        {
            return new Refusal(
                "nothing-to-correct", 409, new("没有可以当场更正的内容", "Nothing to put right"),
                new("工作人员未指明可以当场更正的内容,或者已经更正。", "The clerk has marked nothing that can be put right at once, or it is done."));
        }

        if (now > offer.Until)
        {
            return new Refusal(
                "spot-correction-lapsed", 409, new("当场更正时间已过", "Too late"),
                new($"当场更正的时间至{NoticeTemplates.Minute(offer.Until)}止。", $"It could be put right until {NoticeTemplates.Minute(offer.Until)}."));
        }

        var errors = values.Count == 0
            ? new Dictionary<string, Text> { ["/values"] = new("必填", "Required") }
            : values.Keys.Where(v => !offer.Fields.Contains(v)).ToDictionary(v => v, _ => new Text("此项不能当场更正", "Not among the marked fields"));
        return errors.Count > 0
            ? Refusal.Invalid("spot-correction-mismatch", new("只能更正工作人员指明的表单项。", "Only the fields that the clerk marked can be put right."), errors)
            : Outcome.Of(new SpotCorrected(values));
    }

    /// <summary>By the clerk for somebody who stands at his window and has no account (IN-17); what came in on line its applicant mends himself.</summary>
    public static Outcome CorrectAtWindow(CaseRecord record, IReadOnlyDictionary<string, JsonElement> values, RuleContext context) =>
        Guards.MayAct(record, record.AcceptanceStage, context.Actor) is { } refusal ? refusal
        : !HallRules.IsByStaff(record.Channel) ? new Refusal(
            "not-a-walk-in", 409, new("网上申报由申请人自行更正", "Filed on line"), new("该办件由申请人网上申报,请由申请人本人更正。", "The applicant filed on line and puts it right himself."))
        : Correct(record, values, context.Now);
}

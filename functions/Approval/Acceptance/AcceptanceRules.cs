using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.SpotCorrections;
using NoVisit.Approval.Supplements;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Approval.Acceptance;

/// <summary>The intake clerk's answer to a filing.</summary>
/// <param name="Fields">Of correctOnSpot: the fields that may be put right at once.</param>
internal sealed record AcceptanceCommand(
    string Outcome,
    IReadOnlyList<Defect>? Defects = null,
    IReadOnlyList<string>? Deferred = null,
    string? Reason = null,
    string? Basis = null,
    string? CompetentAuthority = null,
    DateOnly? SupplyBy = null,
    IReadOnlyList<string>? Fields = null);

/// <summary>
/// 受理. Administrative License Law, art. 32: no licence needed or not competent: say so at once and name the organ; incomplete: tell
/// everything that must be supplied in one go, on the spot or within five days, otherwise the filing counts as accepted from its
/// receipt; complete: accept. Acceptance and refusal are in writing, sealed and dated. (IN-08, IN-09, KD-06)
/// </summary>
internal static class AcceptanceRules
{
    public const string Remedies =
        "如不服本决定,可以自收到之日起六十日内申请行政复议,或者六个月内提起行政诉讼。";

    /// <param name="barredUntil">Until when the applicant's credit record bars tolerant acceptance (IN-07); null when nothing bars it.</param>
    public static Outcome Handle(CaseRecord record, AcceptanceCommand command, RuleContext context, DateTimeOffset? barredUntil = null)
    {
        if (Guards.MayAct(record, record.AcceptanceStage, context.Actor) is { } refusal)
        {
            return record.State.AwaitsAcceptance() || refusal.Status == 403 ? refusal : Refusal.WrongState(record.State);
        }

        // Who asked for a pre-review gets its answer first (IN-05).
        if (record.State == CaseState.PreReview)
        {
            return Refusal.WrongState(record.State);
        }

        return command.Outcome switch
        {
            "accept" => Accept(record, context, command.Deferred ?? [], command.SupplyBy, barredUntil),
            "preAccept" => PreAcceptanceRules.PreAccept(record, context, command.Deferred ?? [], barredUntil),
            "correct" => Correct(record, command.Defects ?? [], context),
            "correctOnSpot" => SpotCorrectionRules.Offer(record, command.Fields ?? [], command.Reason, context),
            "notAccept" => NotAccept(command.Reason, command.Basis, command.CompetentAuthority),
            "noLicence" => NoLicence(command),
            "return" => Return(command),
            _ => Refusal.Invalid("unknown-outcome", new(
                "处理结果只能是受理、预受理、补正、当场更正、不予受理、无须许可或退回。", "The outcome is accept, preAccept, correct, correctOnSpot, notAccept, noLicence or return.")),
        };
    }

    /// <summary>
    /// The clock starts the working day after acceptance; both due times are computed here and frozen (TL-02, TL-03). Tolerable material that
    /// is missing is deferred, or the filing is not accepted (IN-07).
    /// </summary>
    public static Outcome Accept(
        CaseRecord record, RuleContext context, IReadOnlyList<string> deferred, DateOnly? supplyBy = null, DateTimeOffset? barredUntil = null)
    {
        if ((PreAcceptanceRules.RefuseAcceptance(record) ?? ToleranceRules.Refuse(record, deferred, barredUntil, context.Now)) is { } refusal)
        {
            return refusal;
        }

        var missing = ToleranceRules.Missing(record);
        var accepted = AcceptedAt(record, context.Clock, context.Now, deemed: false, missing);
        return missing.Count == 0 ? Outcome.Of(accepted)
            : ToleranceRules.RefuseDate(supplyBy, accepted.PromisedDue, context) is { } late ? late
            : Outcome.Of(accepted with { SupplyDue = supplyBy is { } day ? context.Clock.Hours.CloseOf(day) : accepted.PromisedDue });
    }

    /// <summary>
    /// Five working days without a word: accepted as of the receipt, and on record against the clerk's department (IN-09). Nothing is deferred:
    /// what the organ did not ask for in time, it cannot hold against the applicant.
    /// </summary>
    public static Outcome Deem(CaseRecord record, RuleContext context) => Outcome.Of(
        new LimitBroken("acceptance", record.AcceptanceStage.Id, record.AcceptanceStage.Department, record.AcceptanceStage.ClaimedBy, record.AcceptanceDue),
        AcceptedAt(record, context.Clock, context.Clock.ReceiptOf(record.SubmittedAt), deemed: true, []));

    /// <summary>Acceptance with its clocks, which count from the working day after <paramref name="start"/>.</summary>
    internal static Accepted AcceptedAt(
        CaseRecord record, LimitClock clock, DateTimeOffset start, bool deemed, IReadOnlyList<string> deferred)
    {
        var state = new ClockState(start);
        var promised = clock.PromisedDue(state, record.Limits)!;
        var legal = clock.LegalDue(state, record.Limits)!;
        return new Accepted(start, promised.At, legal.At, promised.Provisional || legal.Provisional, deemed, deferred);
    }

    /// <summary>一次性告知 (IN-08): one notice with every defect, each with its reason and cure; a second for old defects is refused.</summary>
    internal static Outcome Correct(CaseRecord record, IReadOnlyList<Defect> defects, RuleContext context)
    {
        if (defects.Count == 0)
        {
            return Refusal.Invalid("no-defects", new("补正通知必须逐项列明需要补正的内容。", "A correction notice lists every defect."),
                new Dictionary<string, Text> { ["/defects"] = new("必填", "Required") });
        }

        var errors = new Dictionary<string, Text>();
        for (var i = 0; i < defects.Count; i++)
        {
            var defect = defects[i];
            if (Guards.IsBlank(defect.MaterialCode) == Guards.IsBlank(defect.Field))
            {
                errors[$"/defects/{i}"] = new("必须指明一份材料或一个表单项", "Names one material or one field");
            }

            if (Guards.IsBlank(defect.Reason))
            {
                errors[$"/defects/{i}/reason"] = new("必须写明原因", "A reason is required");
            }

            if (Guards.IsBlank(defect.Cure))
            {
                errors[$"/defects/{i}/cure"] = new("必须写明如何补正", "Say how to cure it");
            }
        }

        if (errors.Count > 0)
        {
            return Refusal.Invalid("defect-incomplete", new("每项缺陷都要写明对象、原因和补正方法。", "Each defect names its object, the reason and the cure."), errors);
        }

        if (SecondNotice(record, defects) is { } second)
        {
            return record.Accountabilities.Any(a => a.Rule == BreachRecorded.SecondCorrectionNotice) ? second : new Outcome.Refused(
                second, new BreachRecorded(
                    BreachRecorded.SecondCorrectionNotice, record.AcceptanceStage.Id, record.AcceptanceStage.Department, context.Actor.Id));
        }

        return Outcome.Of(new CorrectionRequested(defects, context.Clock.Due(context.Now, CorrectionAnswerDays).At));
    }

    /// <summary>Working days the applicant has to answer; no law sets it, the city may.</summary>
    public const int CorrectionAnswerDays = 15;

    private static Refusal? SecondNotice(CaseRecord record, IReadOnlyList<Defect> defects)
    {
        var first = record.Notices.LastOrDefault(n => n.Kind == "correctionRequested");
        if (first is null)
        {
            return null;
        }

        bool SuppliedSince(Defect d) =>
            first.Defects.Any(f => (d.MaterialCode is not null && f.MaterialCode == d.MaterialCode) || (d.Field is not null && f.Field == d.Field));
        var old = defects.Where(d => !SuppliedSince(d)).ToList();
        return old.Count == 0 ? null : new Refusal(
            "second-correction-notice", 409,
            new("不得再次要求补正已有问题", "No second notice for an old defect"),
            new("补正通知只能发出一次,应当一次性告知全部内容。下列问题在首次告知时已经存在,不得再次要求补正(行政许可法第三十二条)。",
                "There is one correction notice with everything in it. These defects existed when it was sent and cannot be raised now (Administrative License Law, art. 32)."),
            old.ToDictionary(d => d.MaterialCode ?? d.Field!, _ => new Text("首次告知时已存在", "Existed at the first notice")));
    }

    /// <summary>Not within the organ's competence: the competent one is named (Licence Law art. 32(2)).</summary>
    internal static Outcome NotAccept(string? reason, string? basis, string? competentAuthority) =>
        Guards.IsBlank(reason) ? Refusal.ReasonMissing("reason")
        : Guards.IsBlank(competentAuthority) ? Refusal.ReasonMissing("competentAuthority")
        : Outcome.Of(new NotAccepted(reason!, basis, competentAuthority!));

    /// <summary>No licence is needed: said at once, with the basis (Licence Law art. 32(1)).</summary>
    private static Outcome NoLicence(AcceptanceCommand command) =>
        Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
        : Guards.IsBlank(command.Basis) ? Refusal.ReasonMissing("basis")
        : Outcome.Of(new LicenceNotNeeded(command.Reason!, command.Basis!));

    private static Outcome Return(AcceptanceCommand command) =>
        Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
        : Guards.IsBlank(command.Basis) ? Refusal.ReasonMissing("basis")
        : Outcome.Of(new Returned(command.Reason!, command.Basis!, Remedies));
}

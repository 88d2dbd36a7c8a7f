using System.Text.Json;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Supplements;
using NoVisit.Catalogue;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Reuse;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval.PreAcceptances;

/// <summary>
/// 预受理 (IN-06): a filing that lacks nothing but a certificate which another running case of the same applicant will bring is registered and looked at
/// provisionally. It becomes accepted by itself when the certificate is issued (its clocks count from the working day after, TL-03), and is returned when
/// the other case ends without it or the time for it passes (KD-06).
/// </summary>
/// <remarks>
/// Provisional review is what departments can do at a desk: the reviews and opinions of the first phase open at once and may be given, without a limit,
/// since the promised limit does not count yet; no silence counts as agreement and nobody is late. Inspections, meetings, payments and decisions wait for
/// the acceptance, with which the limits of all stages of the phase begin that are still open. Pre-acceptance is the answer within the five working days
/// of art. 32: it tells the applicant the one thing that is missing.
/// </remarks>
internal static class PreAcceptanceRules
{
    public static Refusal NotAwaitable { get; } = new(
        "not-awaitable", 409, new("不能预受理", "Cannot wait for this case"),
        new("只有您本人在办、且将核发本事项所缺证照的办件可以作为预受理的依据;证照已核发的,请直接引用。",
            "A filing waits only for a running case of your own that will bring the certificate which is missing. If it is issued already, refer to it."));

    /// <summary>What a filing waits for when it names a case; null when that case is not the applicant's, does not run, or will not bring what is missing.</summary>
    /// <param name="item">Of the filing.</param>
    /// <param name="values">Its values in plain.</param>
    /// <param name="uploads">What is there.</param>
    /// <param name="person">The applicant.</param>
    /// <param name="issuing">The case named; null when there is none.</param>
    public static Awaited? Await(
        ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<MaterialUpload> uploads, string? person, CaseRecord? issuing)
    {
        if (item.PreAcceptanceDays is not { } days || issuing is null || issuing.Applicant.PersonId != person || IsSettled(issuing)
            || (values.TextOf(ReuseRules.CreditCodeField) is { } own && issuing.Values.TextOf(ReuseRules.CreditCodeField) is { } other && own != other))
        {
            return null;
        }

        var required = RequiredMaterials.Of(item, FormValues.Of(values)).Required;
        return item.Materials.FirstOrDefault(m => m.Source == MaterialSource.Certificate && required.Contains(m.Code)
                && uploads.All(u => u.MaterialCode != m.Code) && issuing.ResultPlans.Any(p => p.Code == m.SourceName)) is { } material
            ? new Awaited(issuing.Number, material.Code, material.SourceName!, material.Name, days)
            : null;
    }

    /// <summary>The clerk registers it; whatever else is missing follows the rules of tolerance (IN-07).</summary>
    public static Outcome PreAccept(CaseRecord record, RuleContext context, IReadOnlyList<string> deferred, DateTimeOffset? barredUntil)
    {
        if (!Lacks(record))
        {
            return new Refusal(
                "nothing-awaited", 409, new("没有待办的前置证照", "Nothing is awaited"),
                new("申请未声明等待其他办件的证照,或者该证照已经提交,不适用预受理。", "The filing waits for no certificate of another case, or has it already."));
        }

        if (ToleranceRules.Refuse(record, deferred, barredUntil, context.Now) is { } refusal)
        {
            return refusal;
        }

        var phase = record.Stages.Where(s => s.State == StageState.Waiting).Select(s => s.Phase).DefaultIfEmpty(record.Phase).Min();
        return Outcome.Of(new PreAccepted(
            record.Awaited! with { LapsesAt = context.Clock.Due(context.Now, record.Awaited!.Days).At }, phase,
            [.. record.Stages.Where(s => s.Phase == phase && !s.Optional && s.Type is StageType.Review or StageType.Opinion && s.State == StageState.Waiting).Select(s => s.Id)]));
    }

    /// <summary>Nobody accepts what lacks a certificate that is still to come; null when nothing does.</summary>
    public static Refusal? RefuseAcceptance(CaseRecord record) => !Lacks(record) ? null : new Refusal(
        "certificate-awaited", 409, new("前置证照尚未提交", "A certificate is still to come"),
        new($"“{record.Awaited!.Name.Zh}”尚未提交,请予预受理(证照已核发的即时转为受理),或者发出补正通知。",
            $"The {record.Awaited.Name.En} is not there: accept in advance, which becomes acceptance at once if it is issued, or ask for a correction."),
        new Dictionary<string, Text> { [record.Awaited.MaterialCode] = new("尚未提交", "Missing") });

    /// <summary>What time and the other case have brought.</summary>
    /// <param name="record">The case.</param>
    /// <param name="issuing">The case that it waits for, when it does.</param>
    /// <param name="context">When.</param>
    public static IReadOnlyList<CaseEvent> Due(CaseRecord record, CaseRecord? issuing, RuleContext context) =>
        record.State != CaseState.PreAccepted || issuing is null || issuing.Number != record.Awaited!.CaseNumber ? TimeRules.Due(record, context)
        : Arrived(record, issuing) is { } result ? Accept(record, issuing, result, context)
        : IsSettled(issuing) ? [Unfulfilled($"所等待的办件{issuing.Number}已办结,未取得“{record.Awaited.Name.Zh}”")]
        : TimeRules.Due(record, context);

    /// <summary>The time for the certificate has passed; empty when it has not.</summary>
    public static IReadOnlyList<CaseEvent> Lapsed(CaseRecord record, DateTimeOffset now) =>
        record is { State: CaseState.PreAccepted, Awaited: { LapsesAt: { } lapse } awaited } && now > lapse
            ? [Unfulfilled($"预受理期限{NoticeTemplates.Day(lapse)}届满,仍未取得“{awaited.Name.Zh}”")]
            : [];

    /// <summary>Notes in the other case who waits for it, once, as long as it can still bring something.</summary>
    public static Outcome Note(CaseRecord issuing, string waiting) =>
        IsSettled(issuing) || issuing.AwaitedBy.Contains(waiting) ? Outcome.Of() : Outcome.Of(new ResultAwaited(waiting));

    /// <summary>Whatever a case brings is there, or nothing will come.</summary>
    public static bool IsSettled(CaseRecord record) => record.Results.Count > 0 || record.State is CaseState.DecidedRefuse || record.State.IsFinal();

    private static bool Lacks(CaseRecord record) =>
        record.Awaited is { } awaited && !record.Materials.Any(m => !m.Superseded && m.Code == awaited.MaterialCode);

    /// <summary>By when it was issued, not by when somebody looked: a late look finds what one in time would have found.</summary>
    private static Result? Arrived(CaseRecord record, CaseRecord issuing) => issuing.Decision is not { Granted: true } ? null
        : issuing.Results.FirstOrDefault(r => r.Code == record.Awaited!.Certificate && r.RevokedAt is null && r.IssuedAt <= record.Awaited.LapsesAt);

    private static IReadOnlyList<CaseEvent> Accept(CaseRecord record, CaseRecord issuing, Result result, RuleContext context)
    {
        var preAccepted = record.AcceptanceStage.DoneAt!.Value;
        var start = result.IssuedAt > preAccepted ? result.IssuedAt : preAccepted;
        var missing = ToleranceRules.Missing(record);
        var accepted = AcceptanceRules.AcceptedAt(record, context.Clock, start, deemed: false, missing);
        return
        [
            new AwaitedArrived(Referring(record, issuing, result, context.Now)),
            accepted with
            {
                SupplyDue = missing.Count == 0 ? null : accepted.PromisedDue,
                Stages = [.. record.Stages.Where(s => s.Phase == record.Phase && s.Phase > 0
                        && (s.State.IsActive() || (s.State == StageState.Waiting && !s.Optional && s.Type != StageType.Wait)))
                    .Select(s => new StageDue(s.Id, context.Clock.Due(context.Now, s.LimitDays).At))],
            },
        ];
    }

    private static CaseMaterial Referring(CaseRecord record, CaseRecord issuing, Result result, DateTimeOffset now)
    {
        var reference = new MaterialReference(ReferenceKind.Certificate, result.Identifier, result.Name)
        {
            Number = result.Number,
            CaseNumber = issuing.Number,
            ValidTo = result.ValidTo,
        };
        return new CaseMaterial(MaterialUpload.OfCertificate(
            reference, result.BlobName, result.Sha256, record.Number, record.Awaited!.MaterialCode, Actor.System.Id, now));
    }

    private static Returned Unfulfilled(string reason) => new(reason, "《中华人民共和国行政许可法》第三十一条、第三十二条", AcceptanceRules.Remedies);
}

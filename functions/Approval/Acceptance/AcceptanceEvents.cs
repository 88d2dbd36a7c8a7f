using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Campaigns;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Hall;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>申请: filed; everything the case will live by is frozen here.</summary>
internal sealed record Submitted : CaseEvent
{
    public required string DraftId { get; init; }
    public required string ItemCode { get; init; }
    public required int ItemVersion { get; init; }
    public required Text ItemName { get; init; }
    public required ItemKind Kind { get; init; }
    public required string Lead { get; init; }

    /// <summary>实施机关 of the item (WF-11); null in filings from before it was frozen, whose lead decides.</summary>
    public string? Authority { get; init; }

    /// <summary>原主管部门 of a power that moved (WF-11); null for none.</summary>
    public string? FormerDepartment { get; init; }
    public required Applicant Applicant { get; init; }
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }
    public required IReadOnlyList<CaseMaterial> Materials { get; init; }
    public required IReadOnlyList<Stage> Stages { get; init; }
    public required IReadOnlyList<ResultPlan> Results { get; init; }
    public IReadOnlyList<string>? Required { get; init; }
    public required Limits Limits { get; init; }
    public required DateTimeOffset AcceptanceDue { get; init; }
    public required DateTimeOffset AcceptanceStageDue { get; init; }
    public required DeliveryMethod DeliveryMethod { get; init; }

    /// <summary>Codes of the materials that may be supplied later; null in filings from before there was tolerance.</summary>
    public IReadOnlyList<string>? Tolerable { get; init; }

    /// <summary>容缺承诺: the applicant commits to supply in time what is tolerable and missing (IN-07); null for no.</summary>
    public bool? Committed { get; init; }

    /// <summary>代办: the authorisation under which an agent files (IN-13); null when the applicant files himself.</summary>
    public Mandate? Mandate { get; init; }

    /// <summary>数据比对 with shared data (DS-04); null when nothing was to be compared.</summary>
    public IReadOnlyList<Comparison>? Comparisons { get; init; }

    /// <summary>Days for which a file may be used again, by material code (DS-02); null for none.</summary>
    public IReadOnlyDictionary<string, int>? ReuseDays { get; init; }

    /// <summary>The way it came in (IN-17); null in filings from before there was another than the web.</summary>
    public Channel? Channel { get; init; }

    /// <summary>延续: the certificate that is to be renewed (RS-09); null for anything else.</summary>
    public Renewal? Renews { get; init; }

    /// <summary>网上预审 that was asked for, in working days (IN-05); null for none.</summary>
    public int? PreReviewDays { get; init; }

    /// <summary>预受理: the certificate that is still to come from another case (IN-06); null for none.</summary>
    public Awaited? Awaited { get; init; }

    /// <summary>集中联合年检: the place in a campaign (WF-15); null outside of one.</summary>
    public CampaignPlace? Campaign { get; init; }

    /// <summary>Null in filings from before there were fees.</summary>
    public IReadOnlyList<ItemFee>? Fees { get; init; }

    public override Text Title => new("已提交", "Submitted");

    public CaseRecord Begin(string number, LedgerEntry entry) => new()
    {
        Number = number,
        DraftId = DraftId,
        ItemCode = ItemCode,
        ItemVersion = ItemVersion,
        ItemName = ItemName,
        Kind = Kind,
        Lead = Lead,
        Authority = Authority ?? Lead,
        FormerDepartment = FormerDepartment,
        State = PreReviewDays is null ? CaseState.Submitted : CaseState.PreReview,
        Applicant = Applicant,
        Mandate = Mandate,
        Channel = Channel ?? (Mandate is null ? Filing.Hall.Channel.Web : Filing.Hall.Channel.Agent),
        Comparisons = Comparisons ?? [],
        ReuseDays = ReuseDays ?? new Dictionary<string, int>(),
        Values = Values,
        SubmittedAt = entry.At,
        UpdatedAt = entry.At,
        AcceptanceDue = AcceptanceDue,
        Limits = Limits,
        Stages = [Stages[0] with { State = StageState.Open, OpenedAt = entry.At, Due = AcceptanceStageDue, Round = 1 }, .. Stages.Skip(1)],
        Materials = Materials,
        Required = Required ?? [],
        ResultPlans = Results,
        Fees = Fees ?? [],
        Renews = Renews,
        DeliveryMethod = DeliveryMethod,
        Tolerable = Tolerable ?? [],
        Committed = Committed == true,
        PreReviewDays = PreReviewDays,
        Awaited = Awaited,
        Campaign = Campaign,
        Sequence = entry.Sequence,
        LedgerHead = entry.Hash,
    };

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        throw new InvalidOperationException($"{record.Number} was filed already.");

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.Submitted, ("due", NoticeTemplates.Day(AcceptanceDue)), ("queryCode", queryCode.For(record.Number)));
}

/// <summary>一次性告知: the one notice with every defect.</summary>
internal sealed record CorrectionRequested(IReadOnlyList<Defect> Defects, DateTimeOffset AnswerDue) : CaseEvent
{
    public const string NoticeKindName = "correctionRequested";

    public override Text Title => new("需要补正", "Correction requested");

    public override NoticeText Notice => new(NoticeKindName, new("补正通知书", "Correction notice"), new(
        "您的申请材料需要补正。以下是需要补正的全部内容,我们不会再就已有问题要求第二次补正。",
        "Your filing needs corrections. This is the complete list; nothing that existed before will be asked a second time."))
    {
        Defects = Defects,
        AnswerDue = AnswerDue,
    };

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(record.AcceptanceStage.Id, s => s with { State = StageState.Suspended, ClaimedBy = null })
            with
        { State = CaseState.CorrectionRequested };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.CorrectionRequested, ("due", NoticeTemplates.Day(AnswerDue)), ("reason", string.Join(english ? "; " : ";", Defects.Select(d => d.Reason))));
}

/// <summary>补正: the applicant's answer, exactly what the notice flagged; a fresh acceptance limit runs.</summary>
internal sealed record CorrectionAnswered(
    IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyList<CaseMaterial> Materials, DateTimeOffset AcceptanceDue, DateTimeOffset AcceptanceStageDue)
    : CaseEvent
{
    public override Text Title => new("已补正", "Correction answered");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithValues(Values)
        .WithStage(record.AcceptanceStage.Id, s => s with { State = StageState.Open, OpenedAt = entry.At, Due = AcceptanceStageDue, Round = s.Round + 1 }) with
    {
        State = CaseState.Resubmitted,
        AcceptanceDue = AcceptanceDue,
        Materials = [.. record.Materials.Select(m => Materials.Any(a => a.Code == m.Code) ? m with { Superseded = true } : m), .. Materials],
        Notices = [.. record.Notices.Select(n =>
            n is { Kind: CorrectionRequested.NoticeKindName, AnsweredAt: null } ? n with { AnsweredAt = entry.At } : n)],
    };
}

/// <summary>受理; <paramref name="Deemed"/> when the five days passed without a word (Licence Law art. 32(4)).</summary>
internal sealed record Accepted(
    DateTimeOffset ClockStart, DateTimeOffset PromisedDue, DateTimeOffset LegalDue, bool Provisional, bool Deemed, IReadOnlyList<string> Deferred) : CaseEvent
{
    public const string NoticeKindName = "accepted";

    /// <summary>容缺受理: until when the deferred materials are to be supplied (IN-07); null when nothing is deferred.</summary>
    public DateTimeOffset? SupplyDue { get; init; }

    /// <summary>Of a filing that was pre-accepted: the stages whose limits begin now (IN-06); null of others.</summary>
    public IReadOnlyList<StageDue>? Stages { get; init; }

    public override Text Title => Deemed ? new("逾期未告知,视为受理", "Deemed accepted") : new("已受理", "Accepted");

    public override NoticeText Notice => Deemed
        ? new("deemedAccepted", new("受理通知书(视为受理)", "Acceptance notice (deemed)"), new(
            "自收到申请之日起五个工作日内未作告知,依照行政许可法第三十二条,自收到申请材料之日起即为受理。",
            "No answer was given within five working days, so under art. 32 of the Administrative License Law the filing counts as accepted from its receipt."))
        : SupplyDue is { } supply ? new(NoticeKindName, new("受理通知书(容缺)", "Acceptance notice (material to follow)"), new(
            $"您的申请主要材料齐全、符合法定形式,现予容缺受理。请在{NoticeTemplates.Day(supply)}前补交下列材料;补交之前不作出准予决定,逾期未补交的,申请予以退回并记入信用记录。",
            $"The main material is complete and in due form; your filing has been accepted. Supply the following by {NoticeTemplates.Day(supply)}. Nothing is granted before; if the time lapses, the filing is returned and goes on your credit record."))
        {
            Defects = [.. Deferred.Select(code => new Defect { MaterialCode = code, Reason = "容缺,尚未提交", Cure = $"请在{NoticeTemplates.Day(supply)}前补交" })],
            AnswerDue = supply,
        }
        : new(NoticeKindName, new("受理通知书", "Acceptance notice"), new(
            "您的申请材料齐全、符合法定形式,现予受理。", "Your filing is complete and in due form and has been accepted."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithStage(record.AcceptanceStage.Id, s => s.State.IsDone() ? s : s with
    {
        State = Deemed ? StageState.DeemedAgreed : StageState.Agreed,
        DoneAt = entry.At,
        DoneBy = Deemed ? null : entry.Actor.Id,
    }).Opened(Stages ?? [], entry.At) with
    {
        State = CaseState.InReview,
        Clock = new ClockState(ClockStart),
        PromisedDue = PromisedDue,
        LegalDue = LegalDue,
        DueProvisional = Provisional,
        Deferred = Deferred,
        SupplyDue = SupplyDue,
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(Deemed ? NoticeKind.DeemedAccepted : NoticeKind.Accepted, ("due", NoticeTemplates.Day(PromisedDue)));
}

/// <summary>A rule of handling was broken by who handles: on record although what was asked for is refused (IN-08, SV-03).</summary>
internal sealed record BreachRecorded(string Rule, string StageId, string Department, string Person) : CaseEvent
{
    public const string SecondCorrectionNotice = "secondCorrectionNotice";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Accountabilities = [.. record.Accountabilities, new Accountability(
            $"{record.Number}~{Rule}", Rule, StageId, Department, Person, entry.At, entry.At)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record)
    {
        (string, Text) reason = ("reason", new("违反一次性告知,要求第二次补正", "A second correction notice was asked for"));
        return [StaffMessage.To(Department, StageRole.Approver, NoticeKind.WorkWarning, reason), StaffMessage.ToSupervisors(NoticeKind.WorkWarning, reason)];
    }
}

/// <summary>不予受理: the competent organ is named.</summary>
internal sealed record NotAccepted(string Reason, string? Basis, string CompetentAuthority) : CaseEvent
{
    public override Text Title => new("不予受理", "Not accepted");

    public override NoticeText Notice => new("notAccepted", new("不予受理决定书", "Decision not to accept"), new(
        $"{Reason}。请向{CompetentAuthority}提出申请。", $"{Reason} Please file with {CompetentAuthority}."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Ended(CaseState.NotAccepted, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.NotAccepted, ("reason", Reason));
}

/// <summary>无须许可: the matter needs no licence, which is said at once (Licence Law art. 32(1); IN-09).</summary>
internal sealed record LicenceNotNeeded(string Reason, string Basis) : CaseEvent
{
    public override Text Title => new("无须许可", "No licence needed");

    public override NoticeText Notice => new("licenceNotNeeded", new("无须取得行政许可告知书", "Notice that no licence is needed"), new(
        $"您申请的事项依法不需要取得行政许可,可以直接办理。理由:{Reason}。依据:{Basis}。", $"What you apply for needs no licence; you may go ahead. Reason: {Reason} Basis: {Basis}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Ended(CaseState.NotAccepted, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.NotAccepted, ("reason", Reason));
}

/// <summary>退回件: closed with basis, reason and remedies (KD-06).</summary>
internal sealed record Returned(string Reason, string Basis, string Remedies) : CaseEvent
{
    public override Text Title => new("已退回", "Returned");

    public override NoticeText Notice => new("returned", new("退回通知书", "Return notice"), new(
        $"理由:{Reason}。依据:{Basis}。救济途径:{Remedies}", $"Reason: {Reason} Basis: {Basis} Remedies: {Remedies}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Ended(CaseState.Returned, entry.At);

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.Returned, ("reason", Reason));
}

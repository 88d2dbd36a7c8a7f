using System.Text.Json;
using System.Text.Json.Serialization;
using NoVisit.Catalogue;
using NoVisit.Certificates.Life;
using NoVisit.Deadlines;
using NoVisit.Delivery;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Campaigns;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;
using NoVisit.Payments;

namespace NoVisit.Approval;

/// <summary>
/// The whole truth about one case (办件), folded from its ledger. It carries everything its rules need (stages, limits and results
/// of the item version it was filed under), so that later changes of the catalogue do not touch it.
/// </summary>
internal sealed record CaseRecord
{
    public required string Number { get; init; }
    public required string DraftId { get; init; }
    public required string ItemCode { get; init; }
    public required int ItemVersion { get; init; }
    public required Text ItemName { get; init; }
    public required ItemKind Kind { get; init; }

    /// <summary>牵头部门: the lead department's code.</summary>
    public required string Lead { get; init; }

    /// <summary>实施机关: in whose name it is decided; seals and documents follow it, whoever leads (WF-11). Null in records from before it was frozen.</summary>
    public string? Authority { get; init; }

    /// <summary>原主管部门: had the power before it moved to the authority, and is told of the decision for its supervision (WF-11); null for none.</summary>
    public string? FormerDepartment { get; init; }
    public required CaseState State { get; init; }
    public required Applicant Applicant { get; init; }

    /// <summary>代办: the authorisation under which an agent filed; null when the applicant did (IN-13).</summary>
    public Mandate? Mandate { get; init; }

    /// <summary>The way it came in (IN-17).</summary>
    public Channel Channel { get; init; }

    /// <summary>绿色通道; null for the usual way (IN-14).</summary>
    public Priority? Priority { get; init; }

    /// <summary>The form's values by data element; identity numbers are encrypted (see <c>FieldProtector</c>).</summary>
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>End of the five working days for the acceptance decision.</summary>
    public required DateTimeOffset AcceptanceDue { get; init; }
    public required Limits Limits { get; init; }

    /// <summary>Set at acceptance: what stops, extends and freezes the promised and statutory clocks.</summary>
    public ClockState? Clock { get; init; }
    public DateTimeOffset? PromisedDue { get; init; }
    public DateTimeOffset? LegalDue { get; init; }

    /// <summary>A due date rests on a year whose official holiday notice is not out yet.</summary>
    public bool DueProvisional { get; init; }

    /// <summary>The years without holiday notice on which any due of the case rests, in order.</summary>
    public IReadOnlyList<int> ProvisionalYears { get; init; } = [];

    /// <summary>Codes of the materials that the filing had to hold, by its own form (IN-04).</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>整改: the lists of the inspections, one for each round (WF-06).</summary>
    public IReadOnlyList<Rectification> Rectifications { get; init; } = [];

    /// <summary>The decision that is being countersigned (WF-05).</summary>
    public DecisionDraft? Draft { get; init; }

    /// <summary>特别程序 of the case, open and ended (WF-16).</summary>
    public IReadOnlyList<SpecialProcedure> Procedures { get; init; } = [];

    /// <summary>The one extension, once asked for (TL-09).</summary>
    public ExtensionRequest? Extension { get; init; }

    /// <summary>Codes of the item's materials that may be promised and supplied later (容缺, IN-07).</summary>
    public IReadOnlyList<string> Tolerable { get; init; } = [];

    /// <summary>The applicant committed at filing to supply what is tolerable and missing.</summary>
    public bool Committed { get; init; }

    /// <summary>Codes of the materials that acceptance deferred and that are still missing.</summary>
    public IReadOnlyList<string> Deferred { get; init; } = [];

    /// <summary>Until when they are to be supplied; not later than the promised due.</summary>
    public DateTimeOffset? SupplyDue { get; init; }

    /// <summary>网上预审: working days that its answer takes at most (IN-05); null when none was asked for.</summary>
    public int? PreReviewDays { get; init; }

    /// <summary>预受理: the certificate that another case of the applicant has yet to bring (IN-06); null for none.</summary>
    public Awaited? Awaited { get; init; }

    /// <summary>集中联合年检: the place in a campaign (WF-15); null outside of one.</summary>
    public CampaignPlace? Campaign { get; init; }

    /// <summary>Numbers of the cases that wait for a result of this one (IN-06).</summary>
    public IReadOnlyList<string> AwaitedBy { get; init; } = [];

    /// <summary>当场更正 that the clerk has offered (IN-09); null for none.</summary>
    public SpotCorrection? SpotCorrection { get; init; }

    /// <summary>What was found to be false or concealed (Licence Law art. 78); null for nothing.</summary>
    public string? FalseMaterial { get; init; }

    /// <summary>信用修复: when the entry of its broken commitment lost its effect.</summary>
    public DateTimeOffset? CreditRepairedAt { get; init; }

    /// <summary>催办: urgings and their replies (TL-10).</summary>
    public IReadOnlyList<Urging> Urgings { get; init; } = [];

    /// <summary>召集 of joint surveys and reviews, the last of each (WF-04).</summary>
    public IReadOnlyList<SurveyCall> SurveyCalls { get; init; } = [];

    /// <summary>综合协调, open and settled (WF-04).</summary>
    public IReadOnlyList<Coordination> Coordinations { get; init; } = [];

    /// <summary>交接: when tasks were sent, received and opened (WF-10).</summary>
    public IReadOnlyList<Handover> Handovers { get; init; } = [];

    /// <summary>数据比对: declared values compared with shared data at filing (DS-04).</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>Days for which files of the case may be used again once it is accepted, by material code (DS-02).</summary>
    public IReadOnlyDictionary<string, int> ReuseDays { get; init; } = new Dictionary<string, int>();

    /// <summary>阶段成果: what stages brought for the ones after them (WF-13).</summary>
    public IReadOnlyList<StageOutput> Outputs { get; init; } = [];

    /// <summary>补出意见指令: papers that departments owe whose silence counted as agreement (TL-07).</summary>
    public IReadOnlyList<PaperOrder> PaperOrders { get; init; } = [];

    /// <summary>会商: threads of views that bind nobody (WF-05).</summary>
    public IReadOnlyList<Consultation> Consultations { get; init; } = [];

    /// <summary>The phase that is open; 0 is acceptance.</summary>
    public int Phase { get; init; }
    public required IReadOnlyList<Stage> Stages { get; init; }
    public required IReadOnlyList<CaseMaterial> Materials { get; init; }
    public IReadOnlyList<Notice> Notices { get; init; } = [];
    public Decision? Decision { get; init; }

    /// <summary>延续: the certificate that it renews (RS-09).</summary>
    public Renewal? Renews { get; init; }

    /// <summary>The fees of the item version it was filed under (FE-02).</summary>
    public IReadOnlyList<ItemFee> Fees { get; init; } = [];

    /// <summary>The one bill, once its stage opened (FE-01).</summary>
    public Bill? Bill { get; init; }
    public required IReadOnlyList<ResultPlan> ResultPlans { get; init; }
    public IReadOnlyList<Result> Results { get; init; } = [];

    /// <summary>补发、换发 of its certificates (RS-09).</summary>
    public IReadOnlyList<Replacement> Replacements { get; init; } = [];

    /// <summary>How the applicant wants the results.</summary>
    public required DeliveryMethod DeliveryMethod { get; init; }
    public CourierParcel? Parcel { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public IReadOnlyList<Accountability> Accountabilities { get; init; } = [];

    /// <summary>Reminders already given, by stage id or clock name, so that none is given twice.</summary>
    public IReadOnlyList<string> Reminded { get; init; } = [];
    public IReadOnlyList<EventTitle> Timeline { get; init; } = [];

    /// <summary>Sequence of the ledger line that last changed <see cref="State"/>.</summary>
    public long StateVersion { get; init; }

    /// <summary>Sequence and hash of the last ledger entry.</summary>
    public required long Sequence { get; init; }
    public required string LedgerHead { get; init; }

    public Stage? Find(string stageId) => Stages.FirstOrDefault(s => s.Id == stageId);

    public Stage AcceptanceStage => Stages[0];
}

/// <summary>For whom the case is, and who filed it.</summary>
/// <param name="PersonId">Subject of the applicant's account.</param>
/// <param name="FiledBy">Subject of the account that filed: the applicant's own or an agent's (IN-13).</param>
/// <param name="Name">Name of the person or enterprise.</param>
/// <param name="Phone">Where SMS go.</param>
/// <param name="Email">Where mails go.</param>
/// <param name="Language">Language of the notices: <c>zh</c> or <c>en</c>.</param>
internal sealed record Applicant(string PersonId, string FiledBy, string Name, string? Phone, string? Email, string Language);

/// <summary>One stage (环节) of the flow with its task for one department.</summary>
internal sealed record Stage
{
    public required string Id { get; init; }
    public required Text Name { get; init; }
    public required string Department { get; init; }
    public required StageType Type { get; init; }
    public required StageRole Role { get; init; }
    public required int Phase { get; init; }

    /// <summary>Working days from opening (TL-05).</summary>
    public required int LimitDays { get; init; }

    /// <summary>Silence counts as agreement when the limit has passed (TL-07).</summary>
    public bool Tacit { get; init; }
    public bool FourEyes { get; init; }
    public int MinInspectors { get; init; }

    /// <summary>The joint stage of which this is one department's part: a joint survey or a countersigning (WF-05, WF-07).</summary>
    public string? PartOf { get; init; }

    /// <summary>Entered only when an earlier stage calls for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Optional { get; init; }

    /// <summary>The system decides by itself when everything is in order (IN-16).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Auto { get; init; }

    /// <summary>What it has to bring for the stages after it (WF-13).</summary>
    public IReadOnlyList<OutputPlan>? Outputs { get; init; }

    /// <summary>Codes of the departments called to the meeting (会审).</summary>
    public IReadOnlyList<string>? Participants { get; init; }

    /// <summary>Codes of the departments that countersign (会签).</summary>
    public IReadOnlyList<string>? Signers { get; init; }

    /// <summary>Each signs after the one before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SignersInOrder { get; init; }

    /// <summary>The clock of the case stands while the stage is open (TL-06).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StopsClock { get; init; }
    /// <summary>Why the task came up to the department's head; null while it did not (WF-04, WF-12).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Escalation? Escalation { get; init; }
    public StageState State { get; init; } = StageState.Waiting;

    /// <summary>How often the stage was opened; part of its orchestration's id.</summary>
    public int Round { get; init; }

    /// <summary>Under which reminders of this round are on record.</summary>
    [JsonIgnore]
    public string ReminderKey => Round > 1 ? $"{Id}~{Round}" : Id;

    /// <summary>Sequence of the last ledger line that changed this stage: its version for <c>If-Match</c>.</summary>
    public long Version { get; init; }

    /// <summary>Since when the limit of this round counts; of what is looked at before acceptance (IN-06), since when it is open.</summary>
    public DateTimeOffset? OpenedAt { get; init; }
    public DateTimeOffset? Due { get; init; }
    public string? ClaimedBy { get; init; }
    public string? DoneBy { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
    public string? OpinionText { get; init; }
    public string? Conditions { get; init; }

    /// <summary>Fen that the stage assessed, for the fee that rests on it (FE-02); null for none.</summary>
    public long? Amount { get; init; }
    public string? Basis { get; init; }
    public Survey? Survey { get; init; }

    /// <summary>Only in records from before <see cref="CaseRecord.SurveyCalls"/> held the calls of reviews too.</summary>
    public MeetingCall? MeetingCall { get; init; }
    public Meeting? Meeting { get; init; }

    /// <summary>Who acted in earlier rounds; they stay examiners of the case (WF-11b).</summary>
    public IReadOnlyList<string>? EarlierHands { get; init; }

    /// <summary>Opens the stage for another round; what earlier rounds found stays until it is replaced.</summary>
    public Stage Reopened(DateTimeOffset at, DateTimeOffset? due) => this with
    {
        State = StageState.Open,
        Round = Round + 1,
        OpenedAt = at,
        Due = due,
        ClaimedBy = null,
        Escalation = null,
        DoneAt = null,
        DoneBy = null,
        EarlierHands = [.. (EarlierHands ?? []).Concat(Survey?.Inspectors ?? []).Append(DoneBy).OfType<string>().Distinct(StringComparer.Ordinal)],
    };
}

/// <summary>现场勘查: an inspection on the spot by two or more officers (Licence Law art. 34, WF-07).</summary>
internal sealed record Survey(IReadOnlyList<string> Inspectors, DateTimeOffset At, string Findings, IReadOnlyList<string> Photos)
{
    /// <summary>整改: what the applicant has to put right, point by point.</summary>
    public IReadOnlyList<string>? Points { get; init; }
}

/// <summary>One uploaded file of the case; versions are never overwritten (IN-04).</summary>
/// <param name="Upload">The file as it was examined.</param>
/// <param name="Superseded">A later file for the same material replaces it; it stays in the file of the case.</param>
internal sealed record CaseMaterial(MaterialUpload Upload, bool Superseded = false)
{
    [JsonIgnore]
    public string Code => Upload.MaterialCode;
}

/// <summary>A numbered, dated document to the applicant.</summary>
internal sealed record Notice
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Text Title { get; init; }
    public required Text Body { get; init; }
    public IReadOnlyList<Defect> Defects { get; init; } = [];
    public DateTimeOffset? AnswerDue { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>One defect of the filing: what is wrong with a material or a field, and how to cure it (IN-08).</summary>
/// <param name="MaterialCode">The material it is in; left out when it is in a field.</param>
/// <param name="Field">The field it is in; left out when it is in a material.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Cure">How to mend it.</param>
internal sealed record Defect(string? MaterialCode = null, string? Field = null, string Reason = "", string Cure = "");

/// <summary>决定: the written decision (Licence Law art. 38).</summary>
internal sealed record Decision(bool Granted, string? Reason, string? Basis, string? Remedies, string By, DateTimeOffset At);

/// <summary>A certificate the item promises, frozen from the item version.</summary>
/// <param name="Code">Certificate type code, for example <c>C-BL</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Department">Code of the issuing department.</param>
/// <param name="ValidYears">Years of validity; null for long-term.</param>
internal sealed record ResultPlan(string Code, Text Name, string Department, int? ValidYears);

/// <summary>A signed certificate in the library.</summary>
internal sealed record Result
{
    public required string Id { get; init; }
    public required string Code { get; init; }
    public required Text Name { get; init; }
    public required string Number { get; init; }
    public required string Identifier { get; init; }
    public required string VerificationCode { get; init; }
    public required string BlobName { get; init; }
    public required string Sha256 { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }

    /// <summary>Name on it; null on certificates from before it was kept.</summary>
    public string? HolderName { get; init; }

    /// <summary>Unified social credit code of the enterprise that holds it; null when a person does.</summary>
    public string? HolderCreditCode { get; init; }

    /// <summary>Since when it is revoked or cancelled (RS-09); null while it holds.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevocationReason { get; init; }
}

/// <summary>The courier parcel with the paper results (RS-07).</summary>
internal sealed record CourierParcel(Parcel Parcel, IReadOnlyList<ParcelStep> Trace)
{
    [JsonIgnore]
    public ParcelStatus Status => Parcel.Status;
}

internal sealed record ParcelStep(ParcelStatus State, DateTimeOffset At);

/// <summary>效能问责: made by the system when a limit is broken, exactly once for each rule, stage and round (SV-03).</summary>
/// <param name="Round">Of the stage; null for the first.</param>
internal sealed record Accountability(
    string Id, string Rule, string? StageId, string Department, string? Person, DateTimeOffset At, DateTimeOffset Due, int? Round = null);

/// <summary>What the applicant may read of the ledger.</summary>
internal sealed record EventTitle(long Sequence, string Type, DateTimeOffset At, Text Title);

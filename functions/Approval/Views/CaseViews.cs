using System.Text.Json;
using NoVisit.Approval.FirstInquiries;
using NoVisit.Catalogue;
using NoVisit.Delivery;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Hall;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;

namespace NoVisit.Approval.Views;

/// <summary>A department as shown: code and name.</summary>
internal sealed record DepartmentView(string Code, Text Name);

internal sealed record StageView(
    string Id, Text Name, DepartmentView Department, int Phase, StageState State, DateTimeOffset? OpenedAt, DateTimeOffset? Due, DateTimeOffset? DoneAt);

/// <param name="WorkingDaysLeft">Of the promised limit; negative when late, null before acceptance.</param>
/// <param name="SuspendedMinutes">Office minutes for which the clock has stood so far (WF-16).</param>
/// <param name="Provisional">A due date rests on a year whose official holiday notice is not out yet (TL-03).</param>
internal sealed record ClockView(
    DateTimeOffset? PromisedDue, DateTimeOffset? LegalDue, int? WorkingDaysLeft, bool Suspended, int SuspendedMinutes, bool Provisional);

/// <summary>特别程序 as the applicant sees it.</summary>
internal sealed record ProcedureView(
    string Id, ProcedureKind Kind, Text Name, string Body, int WorkingDays, string Statement, DateTimeOffset StartedAt, DateTimeOffset NoticedEnd,
    DateTimeOffset? EndedAt, string? Result);

/// <summary>容缺: what is still to be supplied, and until when.</summary>
internal sealed record SupplementView(IReadOnlyList<string> Materials, DateTimeOffset Due);

internal sealed record NoticeView(
    string Id, string Kind, string Number, DateTimeOffset At, Text Title, Text Text, IReadOnlyList<Defect>? Defects,
    DateTimeOffset? AnswerDue, DateTimeOffset? AnsweredAt);

/// <param name="UploadId">In a draft the ticket's id; in a case the short key that names the file in addresses.</param>
/// <param name="Reference">To what it refers instead of being a new file (DS-02); null for uploads.</param>
internal sealed record MaterialView(
    string UploadId, string MaterialCode, string FileName, string ContentType, long Size, string Sha256, MaterialState State, Text? Reason, DateTimeOffset UploadedAt,
    MaterialReference? Reference = null)
{
    public static MaterialView Of(MaterialUpload m, string id) =>
        new(id, m.MaterialCode, m.FileName, m.ContentType, m.Size, m.Sha256, m.State, m.Reason, m.UploadedAt, m.Reference);
}

internal sealed record ResultView(
    string Id, string Kind, string Code, Text Name, string Number, string Identifier, string VerificationCode,
    DateTimeOffset IssuedAt, DateOnly ValidFrom, DateOnly? ValidTo)
{
    /// <summary>Since when it is revoked or cancelled; null while it holds.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>The one bill of all departments. Amounts in fen.</summary>
/// <param name="State">due, paid or waived; cancelled when the case ended before it was paid; refunding or refunded when the money goes back.</param>
/// <param name="ReceiptNumber">The payment platform's number of the payment.</param>
internal sealed record BillView(
    string OrderId, long Total, string State, IReadOnlyList<BillLineView> Lines, DateTimeOffset RaisedAt, DateTimeOffset PayBy,
    DateTimeOffset? PaidAt, string? ReceiptNumber, DateTimeOffset? RefundedAt);

internal sealed record BillLineView(string Code, Text Name, DepartmentView Department, long Amount);

internal sealed record DeliveryView(DeliveryMethod Method, string? Waybill, ParcelStatus State, IReadOnlyList<ParcelStep> Trace);

/// <summary>What the applicant sees of a case; nothing internal (IN-18).</summary>
internal record CaseView
{
    public required string Number { get; init; }
    public required string ItemCode { get; init; }

    /// <summary>The version it was filed under and goes by (WF-02).</summary>
    public required int ItemVersion { get; init; }
    public required Text ItemName { get; init; }
    public required CaseState State { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateTimeOffset? PromisedDue { get; init; }
    public required string Etag { get; init; }
    public required string QueryCode { get; init; }

    /// <summary>The way it came in (IN-17).</summary>
    public required Channel Channel { get; init; }
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }
    public required DateTimeOffset AcceptanceDue { get; init; }
    public required IReadOnlyList<StageView> Stages { get; init; }
    public required ClockView Clock { get; init; }
    public required IReadOnlyList<NoticeView> Notices { get; init; }
    public required IReadOnlyList<MaterialView> Materials { get; init; }
    /// <summary>Null as long as there is none.</summary>
    public BillView? Bill { get; init; }
    public required IReadOnlyList<ResultView> Results { get; init; }
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }
    public required IReadOnlyList<EventTitle> Events { get; init; }
    public required IReadOnlyList<ProcedureView> Procedures { get; init; }

    /// <summary>阶段成果: what stages brought for the ones after them (WF-13).</summary>
    public required IReadOnlyList<OutputView> Outputs { get; init; }

    /// <summary>Null when the applicant acts for himself.</summary>
    public MandateView? Mandate { get; init; }

    /// <summary>Null when nothing was deferred or all of it is there.</summary>
    public SupplementView? Supplement { get; init; }

    /// <summary>预受理: the certificate that another case has yet to bring (IN-06); null for none.</summary>
    public Awaited? Awaited { get; init; }

    /// <summary>当场更正: what can be put right at once (IN-09); null for nothing.</summary>
    public SpotCorrection? SpotCorrection { get; init; }

    /// <summary>停钟: every stop of the clock, the open ones without an end (TL-06).</summary>
    public required IReadOnlyList<PauseView> Pauses { get; init; }

    /// <summary>延期, once it is approved; null before, since a request is internal (TL-09).</summary>
    public ExtendedView? Extended { get; init; }

    /// <summary>整改: what is to be put right, a list for each round; the last without an answer is open (WF-06).</summary>
    public required IReadOnlyList<RectificationView> Rectifications { get; init; }
}

/// <summary>What staff see: the same and what is internal. Reading it is logged.</summary>
internal sealed record StaffCaseView : CaseView
{
    public required IReadOnlyList<StaffTaskView> Tasks { get; init; }

    /// <summary>绿色通道; null for the usual way (IN-14).</summary>
    public Priority? Priority { get; init; }

    /// <summary>Declared values against shared data; a mismatch is for people to weigh (DS-04).</summary>
    public required IReadOnlyList<ComparisonView> Comparisons { get; init; }
    public required IReadOnlyList<OpinionView> Opinions { get; init; }
    /// <summary>Only when the case is read; the answers to commands leave it out.</summary>
    public required IReadOnlyList<LedgerView>? Ledger { get; init; }

    /// <summary>首问责任人 (IN-10): null while nobody has acted on it, and where <see cref="Ledger"/> is left out.</summary>
    public FirstInquiry? FirstInquiry { get; init; }
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The applicant committed to supply what is tolerable and missing (IN-07).</summary>
    public required bool Committed { get; init; }
    public required IReadOnlyList<Accountability> Accountabilities { get; init; }
    public required ExtensionRequest? Extension { get; init; }
    public required IReadOnlyList<Urging> Urgings { get; init; }

    /// <summary>Papers that departments owe after an agreement by default (TL-07).</summary>
    public required IReadOnlyList<PaperOrder> Orders { get; init; }

    /// <summary>Threads of views that bind nobody (WF-05).</summary>
    public required IReadOnlyList<Consultation> Consultations { get; init; }

    /// <summary>Codes of tolerable materials that are not there: accepting means deferring them (IN-07).</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>决定草案 with its signatures; null when there is none (WF-05).</summary>
    public DraftView? Draft { get; init; }

    /// <summary>牵头部门 (WF-04).</summary>
    public required DepartmentView Lead { get; init; }

    /// <summary>Dates that the lead set for joint surveys and reviews.</summary>
    public required IReadOnlyList<SurveyCall> SurveyCalls { get; init; }

    /// <summary>综合协调, open and settled.</summary>
    public required IReadOnlyList<Coordination> Coordinations { get; init; }

    /// <summary>Ids of the special procedures that the caller may end.</summary>
    public required IReadOnlyList<string> Resumable { get; init; }

    /// <summary>Ids of the urgings that the caller may answer.</summary>
    public required IReadOnlyList<string> Answerable { get; init; }
}

internal sealed record StaffTaskView(
    string TaskId, string StageId, Text Name, DepartmentView Department, StageType Type, StageRole Role, StageState State, DateTimeOffset? Due, string? ClaimedBy, bool Mine)
{
    /// <summary>Of an inspection: how many officers at least (Licence Law art. 34).</summary>
    public int? MinInspectors { get; init; }

    /// <summary>Of a re-inspection: what the one before wanted put right; only that is inspected again (WF-06).</summary>
    public IReadOnlyList<string>? Points { get; init; }

    /// <summary>Of a joint review: the departments called to the meeting (WF-05).</summary>
    public IReadOnlyList<ParticipantView>? Participants { get; init; }

    /// <summary>Why and to whom the task came up; null while it did not (WF-12).</summary>
    public Escalation? Escalation { get; init; }

    /// <summary>交接: when it was sent, received and opened, the last first (WF-10).</summary>
    public required IReadOnlyList<Handover> Handovers { get; init; }

    /// <summary>What the opinion has to bring for the stages after it (WF-13); empty for nothing.</summary>
    public IReadOnlyList<OutputWanted> Outputs { get; init; } = [];

    /// <summary>Names of the fees whose amount this stage assesses (FE-02).</summary>
    public IReadOnlyList<Text>? Assesses { get; init; }
}

internal sealed record OpinionView(
    string TaskId, Text Stage, DepartmentView Department, string By, DateTimeOffset At, StageState Outcome, string Text, string? Conditions)
{
    /// <summary>Fen, of a stage that assessed a fee.</summary>
    public long? Amount { get; init; }
    public Survey? Survey { get; init; }
    public MeetingView? Meeting { get; init; }
}

internal sealed record LedgerView(
    long Sequence, string Type, DateTimeOffset At, string Actor, string? Right, JsonElement Detail, string Hash, string PreviousHash)
{
    /// <summary>For whom an agent acted (IN-13); null for everybody who acts for himself.</summary>
    public string? OnBehalfOf { get; init; }
}

/// <param name="Amount">Fen.</param>
internal sealed record OutputView(string StageId, string Code, Text Name, OutputKind Kind, string? Number, long? Amount, DateTimeOffset At);

/// <summary>数据比对: a declared value against its source (DS-04).</summary>
/// <param name="Source">Certificate type or register.</param>
internal sealed record ComparisonView(string MaterialCode, string Source, string Field, ComparisonOutcome Outcome, DateTimeOffset? AsOf);

/// <summary>What has to be given with the opinion on a task (WF-13).</summary>
internal sealed record OutputWanted(string Code, Text Name, OutputKind Kind);

/// <summary>代办: who files for the applicant, and whether he may go on (IN-13).</summary>
internal sealed record MandateView(string Authorisation, string Agent, string AgentName, DateOnly ValidFrom, DateOnly ValidTo, DateTimeOffset? EndedAt);

/// <summary>Public progress by number and query code: no personal data.</summary>
internal sealed record PublicProgress(
    string Number, string ItemCode, Text ItemName, CaseState State, DateTimeOffset SubmittedAt, DateTimeOffset AcceptanceDue,
    ClockView Clock, IReadOnlyList<StageView> Stages, IReadOnlyList<PublicDelivery> Deliveries);

internal sealed record PublicDelivery(DeliveryMethod Method, ParcelStatus State);

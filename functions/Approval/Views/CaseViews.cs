using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Delivery;
using NoVisit.Filing.Uploads;
using NoVisit.Localization;

namespace NoVisit.Approval.Views;

/// <summary>A department as shown: code and name.</summary>
internal sealed record DepartmentView(string Code, Text Name);

internal sealed record StageView(
    string Id, Text Name, DepartmentView Department, int Phase, StageState State, DateTimeOffset? OpenedAt, DateTimeOffset? Due, DateTimeOffset? DoneAt);

/// <param name="WorkingDaysLeft">Of the promised limit; negative when late, null before acceptance.</param>
/// <param name="SuspendedMinutes">Office minutes for which the clock has stood so far (WF-16).</param>
/// <param name="Provisional">A due rests on a year whose holiday notice is not out yet and may still move (TL-03).</param>
internal sealed record ClockView(DateTimeOffset? PromisedDue, DateTimeOffset? LegalDue, int? WorkingDaysLeft, bool Suspended, int SuspendedMinutes, bool Provisional);

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
internal sealed record MaterialView(
    string UploadId, string MaterialCode, string FileName, string ContentType, long Size, string Sha256, MaterialState State, Text? Reason, DateTimeOffset UploadedAt)
{
    public static MaterialView Of(MaterialUpload m, string id) =>
        new(id, m.MaterialCode, m.FileName, m.ContentType, m.Size, m.Sha256, m.State, m.Reason, m.UploadedAt);
}

internal sealed record ResultView(
    string Id, string Kind, string Code, Text Name, string Number, string Identifier, string VerificationCode,
    DateTimeOffset IssuedAt, DateOnly ValidFrom, DateOnly? ValidTo);

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

    /// <summary>Null when nothing was deferred or all of it is there.</summary>
    public SupplementView? Supplement { get; init; }
}

/// <summary>What staff see: the same and what is internal. Reading it is logged.</summary>
internal sealed record StaffCaseView : CaseView
{
    public required IReadOnlyList<StaffTaskView> Tasks { get; init; }
    public required IReadOnlyList<OpinionView> Opinions { get; init; }
    /// <summary>Only when the case is read; the answers to commands leave it out.</summary>
    public required IReadOnlyList<LedgerView>? Ledger { get; init; }
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The applicant committed to supply what is tolerable and missing (IN-07).</summary>
    public required bool Committed { get; init; }
    public required IReadOnlyList<Accountability> Accountabilities { get; init; }
    public required ExtensionRequest? Extension { get; init; }
    public required IReadOnlyList<Urging> Urgings { get; init; }
}

internal sealed record StaffTaskView(
    string TaskId, string StageId, Text Name, DepartmentView Department, StageType Type, StageRole Role, StageState State, DateTimeOffset? Due, string? ClaimedBy, bool Mine);

internal sealed record OpinionView(
    string TaskId, Text Stage, DepartmentView Department, string By, DateTimeOffset At, StageState Outcome, string Text, string? Conditions);

internal sealed record LedgerView(
    long Sequence, string Type, DateTimeOffset At, string Actor, string? Right, JsonElement Detail, string Hash, string PreviousHash);

/// <summary>Public progress by number and query code: no personal data.</summary>
internal sealed record PublicProgress(
    string Number, string ItemCode, Text ItemName, CaseState State, DateTimeOffset SubmittedAt, DateTimeOffset AcceptanceDue,
    ClockView Clock, IReadOnlyList<StageView> Stages, IReadOnlyList<PublicDelivery> Deliveries);

internal sealed record PublicDelivery(DeliveryMethod Method, ParcelStatus State);

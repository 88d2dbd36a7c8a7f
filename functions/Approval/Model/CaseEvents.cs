using System.Text.Json;
using System.Text.Json.Serialization;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Delivery;
using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>What happened to a case. A closed hierarchy: the ledger holds these and the record is folded from them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Submitted), "submitted")]
[JsonDerivedType(typeof(CorrectionRequested), "correctionRequested")]
[JsonDerivedType(typeof(CorrectionAnswered), "correctionAnswered")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(NotAccepted), "notAccepted")]
[JsonDerivedType(typeof(Returned), "returned")]
[JsonDerivedType(typeof(PhaseOpened), "phaseOpened")]
[JsonDerivedType(typeof(LeadDecisionCalled), "leadDecisionCalled")]
[JsonDerivedType(typeof(TaskClaimed), "taskClaimed")]
[JsonDerivedType(typeof(TaskReleased), "taskReleased")]
[JsonDerivedType(typeof(OpinionGiven), "opinionGiven")]
[JsonDerivedType(typeof(SurveyRecorded), "surveyRecorded")]
[JsonDerivedType(typeof(StageDecided), "stageDecided")]
[JsonDerivedType(typeof(DeemedAgreed), "deemedAgreed")]
[JsonDerivedType(typeof(ReminderGiven), "reminderGiven")]
[JsonDerivedType(typeof(LimitBroken), "limitBroken")]
[JsonDerivedType(typeof(DecisionMade), "decisionMade")]
[JsonDerivedType(typeof(CertificatesIssued), "certificatesIssued")]
[JsonDerivedType(typeof(CourierOrdered), "courierOrdered")]
[JsonDerivedType(typeof(CourierTracked), "courierTracked")]
[JsonDerivedType(typeof(ResultDelivered), "resultDelivered")]
[JsonDerivedType(typeof(CaseClosed), "caseClosed")]
[JsonDerivedType(typeof(CaseWithdrawn), "caseWithdrawn")]
internal abstract record CaseEvent
{
    /// <summary>Name of the event as in the ledger and in the API.</summary>
    [JsonIgnore]
    public string Name => char.ToLowerInvariant(GetType().Name[0]) + GetType().Name[1..];
}

/// <summary>申请: filed; everything the case will live by is frozen here.</summary>
internal sealed record Submitted : CaseEvent
{
    public required string DraftId { get; init; }
    public required string ItemCode { get; init; }
    public required int ItemVersion { get; init; }
    public required Text ItemName { get; init; }
    public required ItemKind Kind { get; init; }
    public required string Lead { get; init; }
    public required Applicant Applicant { get; init; }
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }
    public required IReadOnlyList<CaseMaterial> Materials { get; init; }
    public required IReadOnlyList<Stage> Stages { get; init; }
    public required IReadOnlyList<ResultPlan> Results { get; init; }
    public required Limits Limits { get; init; }
    public required DateTimeOffset AcceptanceDue { get; init; }
    public required DateTimeOffset AcceptanceStageDue { get; init; }
    public required DeliveryMethod DeliveryMethod { get; init; }
}

/// <summary>一次性告知: the one notice with every defect.</summary>
internal sealed record CorrectionRequested(IReadOnlyList<Defect> Defects, DateTimeOffset AnswerDue) : CaseEvent;

internal sealed record CorrectionAnswered(
    IReadOnlyDictionary<string, JsonElement> Values, IReadOnlyList<CaseMaterial> Materials, DateTimeOffset AcceptanceDue, DateTimeOffset AcceptanceStageDue)
    : CaseEvent;

/// <summary>受理; <paramref name="Deemed"/> when the five days passed without a word (Licence Law art. 32(4)).</summary>
internal sealed record Accepted(
    DateTimeOffset ClockStart, DateTimeOffset PromisedDue, DateTimeOffset LegalDue, bool Provisional, bool Deemed, IReadOnlyList<string> Deferred) : CaseEvent;

internal sealed record NotAccepted(string Reason, string? Basis, string CompetentAuthority) : CaseEvent;

internal sealed record Returned(string Reason, string Basis, string Remedies) : CaseEvent;

/// <summary>All stages of a phase open at the same instant, each with its own due time.</summary>
internal sealed record PhaseOpened(int Phase, IReadOnlyList<StageDue> Stages) : CaseEvent;

internal sealed record StageDue(string StageId, DateTimeOffset Due);

/// <summary>A department disagreed and no later stage of the lead settles it: the lead has to decide (WF-03).</summary>
internal sealed record LeadDecisionCalled(Stage Stage) : CaseEvent;

internal sealed record TaskClaimed(string StageId, string By) : CaseEvent;

internal sealed record TaskReleased(string StageId) : CaseEvent;

internal sealed record OpinionGiven(string StageId, StageState Outcome, string Text, string? Conditions) : CaseEvent;

internal sealed record SurveyRecorded(string StageId, StageState Outcome, Survey Survey) : CaseEvent;

internal sealed record StageDecided(string StageId, bool Granted, string? Reason, string? Basis, string? Remedies) : CaseEvent;

internal sealed record DeemedAgreed(string StageId) : CaseEvent;

/// <summary>One working day before a due time; <paramref name="Of"/> is a stage id, <c>promised</c> or <c>legal</c>.</summary>
internal sealed record ReminderGiven(string Of) : CaseEvent;

/// <summary>A limit passed: <c>acceptance</c>, <c>stage</c>, <c>promised</c> (yellow) or <c>legal</c> (red).</summary>
internal sealed record LimitBroken(string Rule, string? StageId, string Department, string? Person, DateTimeOffset Due) : CaseEvent
{
    /// <summary>One accountability record for each rule and stage, however often time is looked at.</summary>
    public string Key => StageId is null ? Rule : $"{Rule}-{StageId}";
}

internal sealed record DecisionMade(bool Granted, string? Reason, string? Basis, string? Remedies, string By) : CaseEvent;

internal sealed record CertificatesIssued(IReadOnlyList<Result> Results) : CaseEvent;

internal sealed record CourierOrdered(string OrderId, string Waybill, string Addressee) : CaseEvent;

internal sealed record CourierTracked(ParcelStatus Status, DateTimeOffset StepAt, int StepSequence) : CaseEvent;

/// <summary>送达: <paramref name="Proof"/> says how, for example the courier's signature or the message box (NT-03).</summary>
internal sealed record ResultDelivered(DeliveryMethod Method, string Proof) : CaseEvent;

internal sealed record CaseClosed : CaseEvent;

internal sealed record CaseWithdrawn(string Reason) : CaseEvent;

using NoVisit.Approval.AutoDecision;
using NoVisit.Approval.Countersigning;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Rectifications;
using NoVisit.Approval.ReportingUp;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Delivery;
using NoVisit.Payments;

namespace NoVisit.Approval.Flow;

/// <summary>What the case's orchestration has to do next.</summary>
internal enum StepKind
{
    /// <summary>Nothing but wait for a person, a callback or the time in <see cref="CaseStep.WakeAt"/>.</summary>
    Wait,

    /// <summary>Run the open stages at once and wait for all.</summary>
    RunStages,

    /// <summary>Make and sign the certificates, or the reasoned refusal.</summary>
    IssueResults,

    /// <summary>Order the courier.</summary>
    OrderCourier,

    /// <summary>The case has ended.</summary>
    Done,
}

/// <param name="Kind">What to do.</param>
/// <param name="WakeAt">For <see cref="StepKind.Wait"/>: when to look again at the latest, UTC; null when only an event can change anything.</param>
/// <param name="Stages">For <see cref="StepKind.RunStages"/>: the open ones.</param>
internal sealed record CaseStep(StepKind Kind, DateTimeOffset? WakeAt = null, IReadOnlyList<StageRun>? Stages = null)
{
    /// <summary>Nothing is left to do.</summary>
    public static readonly CaseStep Done = new(StepKind.Done);
}

/// <summary>One open stage for its orchestration.</summary>
internal sealed record StageRun(string Number, string StageId, int Round, DateTimeOffset? WakeAt)
{
    /// <summary>Instance id of the stage's orchestration: one for each round of each stage.</summary>
    public string InstanceId => $"{Number}-{StageId}-{Round}";
}

/// <summary>
/// The flow of a case as a pure function of its record. It asks nothing of the orchestrations' own state, so a lost, doubled, late or
/// reordered event changes nothing (level-triggered).
/// </summary>
internal static class CaseFlow
{
    /// <summary>Id of the extra stage on which the lead settles a disagreement.</summary>
    public const string LeadDecisionId = "LEAD";

    public static CaseStep Next(CaseRecord record, LimitClock clock) => record.State switch
    {
        CaseState.Submitted or CaseState.PreReview or CaseState.Resubmitted or CaseState.CorrectionRequested or CaseState.PreAccepted =>
            new(StepKind.Wait, TimeRules.NextOfCase(record, clock)),
        CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended when record.Stages.Any(s => s.State.IsStanding()) => new(StepKind.RunStages, null, [.. record.Stages
            .Where(s => s.State.IsStanding())
            .Select(s => new StageRun(record.Number, s.Id, s.Round, TimeRules.NextOfStage(record, s, clock)))]),
        CaseState.DecidedGrant or CaseState.DecidedRefuse when record.Results.Count == 0 => new(StepKind.IssueResults),
        CaseState.CertificateReady when record.DeliveryMethod == DeliveryMethod.Courier && record.Parcel is null => new(StepKind.OrderCourier),
        _ when record.State.IsFinal() => CaseStep.Done,
        _ => new(StepKind.Wait, TimeRules.NextOfCase(record, clock)),
    };

    /// <summary>
    /// What follows by itself from the state the record is in: the next phase opens, the decision is complete, the case closes. Applied in
    /// the same transaction as the event that caused it, so nobody ever sees a half-made step.
    /// </summary>
    public static IReadOnlyList<CaseEvent> Settle(CaseRecord record, LimitClock clock, DateTimeOffset now) => record.State switch
    {
        _ when BillRules.SettleRefund(record) is { Count: > 0 } refund => refund,
        CaseState.InReview or CaseState.ReportedUp => SettleReview(record, clock, now),
        CaseState.CertificateReady when record.DeliveryMethod == DeliveryMethod.Ecert => [new ResultDelivered(DeliveryMethod.Ecert, "messageBox")],
        CaseState.DecidedGrant when record.ResultPlans.Count == 0 => [new ResultDelivered(DeliveryMethod.Ecert, "messageBox")],
        CaseState.DecidedRefuse when record.Results.Count > 0 => [new ResultDelivered(DeliveryMethod.Ecert, "messageBox")],
        CaseState.Delivered => [new CaseClosed()],
        _ => [],
    };

    private static IReadOnlyList<CaseEvent> SettleReview(CaseRecord record, LimitClock clock, DateTimeOffset now)
    {
        if (record.Stages.FirstOrDefault(s => IsLeadDecision(record, s) && s.State == StageState.Disagreed) is { } refused)
        {
            var basis = refused.Basis;
            return [new DecisionMade(false, refused.OpinionText, basis, Acceptance.AcceptanceRules.Remedies, refused.DoneBy!)];
        }

        if (AutoRules.Decide(record) is { } automatic)
        {
            return [automatic];
        }

        if (BillRules.SettleStage(record, clock, now) is { Count: > 0 } billed)
        {
            return billed;
        }

        if (record.Stages.Any(s => s.State.IsStanding()))
        {
            return [];
        }

        if (CountersignRules.Missing(record, clock, now) is { Count: > 0 } signatures)
        {
            return [new SignaturesCalled(signatures)];
        }

        if (record.Draft is { Granted: false } draft)
        {
            return [new DecisionMade(false, draft.Reason, draft.Basis, draft.Remedies, draft.By)];
        }

        if (RectificationRules.Call(record) is { } rectification)
        {
            return [rectification];
        }

        var waiting = record.Stages.Where(s => s.State == StageState.Waiting).ToList();
        if (waiting.Count > 0)
        {
            var phase = waiting.Min(s => s.Phase);
            var uncalled = waiting.Where(s => s.Phase == phase && (s.Optional || s.Type == StageType.Wait)).ToList();
            return uncalled.Count > 0 ? [new StagesSkipped([.. uncalled.Select(s => s.Id)])] : [new PhaseOpened(phase, [.. waiting.Where(s => s.Phase == phase)
                .Select(s => new StageDue(s.Id, clock.Due(now, s.LimitDays).At))])];
        }

        if (Unsettled(record))
        {
            return [new LeadDecisionCalled(LeadStage(record, clock, now))];
        }

        // Every opinion is in, but nothing is granted without what was promised at acceptance (IN-07).
        return record.Deferred.Count > 0 ? []
            : [new DecisionMade(true, null, null, null, LastLeadDecider(record))];
    }

    /// <summary>Somebody disagreed, and the lead has not decided since. By the order of the ledger: two acts may share an instant.</summary>
    private static bool Unsettled(CaseRecord record)
    {
        var lead = record.Stages.Where(s => IsLeadDecision(record, s) && s.State.IsDone()).Select(s => s.Version).DefaultIfEmpty().Max();
        return record.Stages.Any(s => s.State == StageState.Disagreed && s.Version > lead);
    }

    private static bool IsLeadDecision(CaseRecord record, Stage stage) =>
        DecisionRules.Decides(stage) && stage.Department == ReportUpRules.DecidingDepartment(record);

    private static string LastLeadDecider(CaseRecord record) =>
        record.Stages.Where(s => DecisionRules.Decides(s) && s.DoneBy is not null)
            .OrderByDescending(s => s.Department == ReportUpRules.DecidingDepartment(record)).ThenByDescending(s => s.DoneAt).FirstOrDefault()?.DoneBy ?? Actor.System.Id;

    private static Stage LeadStage(CaseRecord record, LimitClock clock, DateTimeOffset now) => new()
    {
        Id = LeadDecisionId,
        Name = new("牵头部门裁定", "Lead department's decision"),
        Department = ReportUpRules.DecidingDepartment(record),
        Type = StageType.Decide,
        Role = StageRole.Approver,
        Phase = record.Stages.Max(s => s.Phase) + 1,
        LimitDays = 1,
        Due = clock.Due(now, 1).At,
    };
}

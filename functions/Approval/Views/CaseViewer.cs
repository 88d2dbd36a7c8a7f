using System.Globalization;
using System.Text.Json;
using NoVisit.Approval.Consultations;
using NoVisit.Approval.Extensions;
using NoVisit.Approval.FirstInquiries;
using NoVisit.Approval.Handovers;
using NoVisit.Approval.Leading;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Approval.Termination;
using NoVisit.Approval.Urgings;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Identity;
using NoVisit.Payments;
using NoVisit.Protection;

namespace NoVisit.Approval.Views;

/// <summary>Makes the views of a case: for its applicant, for staff, for anybody with number and query code.</summary>
internal sealed class CaseViewer(CurrentCatalogue catalogue, CurrentCalendar calendar, FieldProtector protector, QueryCode queryCode, TimeProvider time)
{
    public CaseView ForApplicant(CaseRecord r) => new()
    {
        Number = r.Number,
        ItemCode = r.ItemCode,
        ItemVersion = r.ItemVersion,
        ItemName = r.ItemName,
        State = r.State,
        SubmittedAt = r.SubmittedAt,
        UpdatedAt = r.UpdatedAt,
        PromisedDue = r.PromisedDue,
        Etag = ETagOf(r),
        QueryCode = queryCode.For(r.Number),
        Channel = r.Channel,
        Values = Plain(r),
        AcceptanceDue = r.AcceptanceDue,
        Stages = Stages(r),
        Clock = Clock(r),
        Notices = [.. r.Notices.Select(n => new NoticeView(
            n.Id, n.Kind, n.Number, n.At, n.Title, n.Body, n.Defects.Count == 0 ? null : n.Defects, n.AnswerDue, n.AnsweredAt))],
        Materials = [.. r.Materials.Where(m => !m.Superseded).Select(Material)],
        Bill = Bill(r),
        Results = Results(r),
        Deliveries = r.Parcel is null ? [] : [new DeliveryView(DeliveryMethod.Courier, r.Parcel.Parcel.Waybill, r.Parcel.Status, r.Parcel.Trace)],
        Events = r.Timeline,
        Procedures = [.. r.Procedures.Select(p => new ProcedureView(
            p.Id, p.Kind, ProcedureWords.Of(p.Kind), p.Body, p.WorkingDays, p.Statement, p.StartedAt, p.NoticedEnd, p.EndedAt, p.Result))],
        Outputs = [.. r.Outputs.Select(o => new OutputView(o.StageId, o.Code, o.Name, o.Kind, o.Number, o.Amount, o.At))],
        Mandate = r.Mandate is { } m ? new MandateView(m.Authorisation, m.Agent, m.AgentName, m.ValidFrom, m.ValidTo, m.EndedAt) : null,
        Supplement = SupplementRules.Awaits(r) ? new SupplementView(r.Deferred, r.SupplyDue!.Value) : null,
        Awaited = r.Awaited,
        SpotCorrection = r.State.AwaitsAcceptance() && time.GetUtcNow() <= r.SpotCorrection?.Until ? r.SpotCorrection : null,
        Pauses = Proceedings.Pauses(r),
        Extended = Proceedings.Extended(r),
        Rectifications = Proceedings.Rectifications(r, Department),
    };

    /// <param name="r">The case.</param>
    /// <param name="ledger">All of it; null to leave it out.</param>
    /// <param name="caller">Decides which tasks are his and what he may do.</param>
    public StaffCaseView ForStaff(CaseRecord r, IReadOnlyList<LedgerEntry>? ledger, Caller caller)
    {
        var view = ForApplicant(r);
        var tasks = r.Stages.Where(s => s.Round > 0 && s.Role != StageRole.Applicant).Select(s => new StaffTaskView(
            TaskId.Of(r.Number, s.Id), s.Id, s.Name, Department(s.Department), s.Type, s.Role, s.State, s.Due, s.ClaimedBy, IsMine(r, s, caller))
        {
            MinInspectors = s.Type is StageType.Survey or StageType.JointSurvey ? Math.Max(2, s.MinInspectors) : null,
            Points = Proceedings.PointsToReinspect(r, s),
            Participants = Proceedings.Participants(r, s, Department),
            Escalation = s.Escalation,
            Handovers = HandoversOf(r, s),
            Outputs = [.. OutputRules.ByHand(s).Select(o => new OutputWanted(o.Code, o.Name, o.Kind))],
            Assesses = Proceedings.Assesses(r, s),
        }).ToList();
        return new StaffCaseView
        {
            Number = view.Number,
            ItemCode = view.ItemCode,
            ItemVersion = view.ItemVersion,
            ItemName = view.ItemName,
            State = view.State,
            SubmittedAt = view.SubmittedAt,
            UpdatedAt = view.UpdatedAt,
            PromisedDue = view.PromisedDue,
            Etag = view.Etag,
            QueryCode = "",
            Channel = view.Channel,
            Priority = r.Priority,
            Values = view.Values,
            AcceptanceDue = view.AcceptanceDue,
            Stages = view.Stages,
            Clock = view.Clock,
            Notices = view.Notices,
            Materials = [.. r.Materials.Select(Material)],
            Bill = view.Bill,
            Results = view.Results,
            Deliveries = view.Deliveries,
            Events = view.Events,
            Procedures = view.Procedures,
            Outputs = view.Outputs,
            Comparisons = [.. r.Comparisons.Select(c => new ComparisonView(c.MaterialCode, c.Source, c.Field, c.Outcome, c.AsOf))],
            Mandate = view.Mandate,
            Supplement = view.Supplement,
            Committed = r.Committed,
            Accountabilities = r.Accountabilities,
            Extension = r.Extension,
            Urgings = r.Urgings,
            Orders = r.PaperOrders,
            Consultations = r.Consultations,
            Awaited = view.Awaited,
            SpotCorrection = view.SpotCorrection,
            Pauses = view.Pauses,
            Extended = view.Extended,
            Rectifications = view.Rectifications,
            Missing = r.State.AwaitsAcceptance() ? ToleranceRules.Missing(r) : r.Deferred,
            Draft = Proceedings.Draft(r, Department),
            Lead = Department(r.Lead),
            SurveyCalls = r.SurveyCalls,
            Coordinations = r.Coordinations,
            Resumable = [.. r.Procedures.Where(p => SpecialProcedureRules.MayEnd(r, p, StaffActor.Of(caller)) is null).Select(p => p.Id)],
            Answerable = [.. r.Urgings.Where(u => UrgingRules.MayReply(u, StaffActor.Of(caller)) is null).Select(u => u.Id)],
            Tasks = tasks,
            Opinions = [.. r.Stages.Where(s => s.State.IsDone() && s.Type != StageType.Accept).Select(s => new OpinionView(
                TaskId.Of(r.Number, s.Id), s.Name, Department(s.Department), s.DoneBy ?? Actor.System.Id, s.DoneAt!.Value, s.State, s.OpinionText ?? "", s.Conditions)
            {
                Amount = s.Amount,
                Survey = s.Survey,
                Meeting = Proceedings.Meeting(s, Department),
            })],
            Ledger = ledger?.Select(Line).ToList(),
            FirstInquiry = ledger is null ? null : FirstInquiryRules.Of(ledger),
            Actions = [.. r.Stages.Where(s => IsMine(r, s, caller)).SelectMany(s => Actions(r, s, caller)).Concat(CaseActions(r, StaffActor.Of(caller), time.GetUtcNow())).Distinct(StringComparer.Ordinal)],
        };
    }

    public PublicProgress ForPublic(CaseRecord r) => new(
        r.Number, r.ItemCode, r.ItemName, r.State, r.SubmittedAt, r.AcceptanceDue, Clock(r), Stages(r),
        r.Parcel is null ? [] : [new PublicDelivery(DeliveryMethod.Courier, r.Parcel.Status)]);

    /// <summary>Version of a case for <c>If-Match</c>: the sequence of its ledger.</summary>
    public static string ETagOf(CaseRecord record) => record.Sequence.ToString(CultureInfo.InvariantCulture);

    private static bool IsMine(CaseRecord r, Stage s, Caller caller) =>
        Guards.MayAct(r, s, StaffActor.Of(caller)) is null
        && !(s.Type is StageType.Decide or StageType.Countersign && Guards.BreaksFourEyes(r, StaffActor.Of(caller)));

    private static List<Handover> HandoversOf(CaseRecord r, Stage s) =>
        r.Handovers.Where(h => h.StageId == s.Id).Reverse().ToList() is { Count: > 0 } known ? known : [r.LastHandover(s)];

    private static IEnumerable<string> Actions(CaseRecord r, Stage s, Caller caller)
    {
        yield return s.ClaimedBy == caller.Id ? "release" : "claim";
        yield return s.Type switch
        {
            StageType.Accept => r.State == CaseState.PreReview ? "preReview" : "accept",
            StageType.Survey or StageType.JointSurvey => "survey",
            StageType.JointReview => "meeting",
            StageType.Countersign when s.PartOf is not null => "countersign",
            StageType.Decide or StageType.Countersign => "decide",
            _ => "opinion",
        };
    }

    /// <summary>What the caller may do with the case as a whole.</summary>
    private static IEnumerable<string> CaseActions(CaseRecord r, Actor actor, DateTimeOffset now)
    {
        if (SpecialProcedureRules.MayOpen(r, actor) is null)
        {
            yield return "suspend";
        }

        if (r.Procedures.Any(p => SpecialProcedureRules.MayEnd(r, p, actor) is null))
        {
            yield return "resume";
        }

        if (r.Extension is null && r.Limits.ExtensionDays > 0 && ExtensionRules.MayRequest(r, actor) is null)
        {
            yield return "extend";
        }

        if (ExtensionRules.MayAnswer(r, actor) is null)
        {
            yield return "answerExtension";
        }

        if (actor.Department == r.Lead && actor.Has(StageRole.Approver) && BillRules.RefusePayment(r) is null)
        {
            yield return "waiveFee";
        }

        if (GreenChannel.MayGrant(r, actor) is null)
        {
            yield return "prioritise";
        }

        if (GreenChannel.MayEnd(r, actor) is null)
        {
            yield return "endPriority";
        }

        if (ProgressReports.MayReport(r, actor) is null)
        {
            yield return "reportProgress";
        }

        if (UrgingRules.MayUrge(r, actor) is null)
        {
            yield return "urge";
            yield return "coordinate";
            if (r.Stages.Any(s => s.State.IsActive() && s.Escalation is null && s.Due < now))
            {
                yield return "pullUp";
            }

            if (r.Stages.Any(s => s.State.IsActive() && s.Type is StageType.JointSurvey or StageType.JointReview))
            {
                yield return "callSurvey";
            }
        }

        if (LeadRules.MayReassign(r, actor) is null)
        {
            yield return "reassign";
        }

        if (r.Stages.Any(s => s.State.IsActive() && s.Department == actor.Department && HandoverRules.MayTransfer(r, s, actor) is null))
        {
            yield return "transfer";
        }

        if (r.Urgings.Any(u => UrgingRules.MayReply(u, actor) is null))
        {
            yield return "replyToUrging";
        }

        if (r.PaperOrders.Any(o => PaperRules.MayIssue(r, o, actor) is null))
        {
            yield return "issuePaper";
        }

        if (ConsultationRules.MayOpen(r, actor) is null)
        {
            yield return "consult";
        }

        if (r.Consultations.Any(c => ConsultationRules.MayReply(r, c, actor) is null))
        {
            yield return "replyToConsultation";
        }

        if (TerminationRules.MayTerminate(r, actor) is null)
        {
            yield return "terminate";
        }
    }

    private Dictionary<string, JsonElement> Plain(CaseRecord r) => r.Values.ToDictionary(
        v => v.Key,
        v => v.Value.ValueKind == JsonValueKind.String && v.Value.GetString() is { } text && FieldProtector.IsProtected(text)
            ? JsonSerializer.SerializeToElement(protector.Unprotect(r.DraftId, v.Key, text))
            : v.Value,
        StringComparer.Ordinal);

    private DepartmentView Department(string code) => new(code, catalogue.Registers.Departments[code].Name);

    private List<StageView> Stages(CaseRecord r) =>
        [.. r.Stages.Select(s => new StageView(s.Id, s.Name, Department(s.Department), s.Phase, s.State, s.OpenedAt, s.Due, s.DoneAt))];

    private ClockView Clock(CaseRecord r) => new(
        r.PromisedDue, r.LegalDue,
        r.Clock is null or { FrozenAt: not null } ? null : calendar.Clock.WorkingDaysLeft(r.Clock, r.Limits, time.GetUtcNow()),
        r.Clock is { FrozenAt: null } && r.Clock.Suspensions.Any(s => s.End is null),
        r.Clock is null ? 0 : (int)calendar.Clock.StoppedTime(r.Clock, time.GetUtcNow()).TotalMinutes,
        ProvisionalDues.Awaited(r).Count > 0);

    private BillView? Bill(CaseRecord r) => r.Bill is not { } bill ? null : new(
        bill.OrderId, bill.Total, BillWord(r, bill), [.. bill.Lines.Select(l => new BillLineView(l.Code, l.Name, Department(l.Department), l.Amount))],
        bill.RaisedAt, bill.PayBy, bill.Receipt?.At, bill.Receipt?.TransactionId, bill.Refund?.DoneAt);

    private static string BillWord(CaseRecord r, Bill bill) => bill switch
    {
        { Refund.DoneAt: not null } => "refunded",
        { Refund: not null } => "refunding",
        { State: BillState.Due } when r.State.IsFinal() || r.State.IsDecided() => "cancelled",
        _ => Words.Of(bill.State),
    };

    private static MaterialView Material(CaseMaterial m) => MaterialView.Of(m.Upload, m.Upload.Key);

    private static List<ResultView> Results(CaseRecord r) => [.. r.Results.Select(x => new ResultView(
        x.Id, r.Decision is { Granted: true } ? "certificate" : "decision", x.Code, x.Name, x.Number, x.Identifier, x.VerificationCode,
        x.IssuedAt, x.ValidFrom, x.ValidTo) { RevokedAt = x.RevokedAt })];

    private static LedgerView Line(LedgerEntry e) => new(
        e.Sequence, e.Event.Name, e.At, e.Actor.Id, e.Actor.Right ?? e.Actor.Role, LedgerDetail.Of(e.Event), e.Hash, e.PreviousHash)
    {
        OnBehalfOf = e.Actor.OnBehalfOf,
    };
}

/// <summary>Task ids as they stand in URLs: <c>{number}~{stageId}</c>.</summary>
internal static class TaskId
{
    public static string Of(string number, string stageId) => $"{number}~{stageId}";

    public static (string Number, string StageId)? Parse(string taskId) =>
        taskId.IndexOf('~', StringComparison.Ordinal) is var at and > 0 ? (taskId[..at], taskId[(at + 1)..]) : null;
}

internal static class StaffActor
{
    /// <summary>The caller as the ledger names him.</summary>
    public static Actor Of(Caller caller) => new(caller.Id, string.Join(',', caller.Roles.Select(r => Words.Of(r))), caller.Department);
}

/// <summary>What of an event staff read in the ledger: all but the filing's own content, which stands above it.</summary>
internal static class LedgerDetail
{
    public static JsonElement Of(CaseEvent caseEvent) => caseEvent is Submitted s
        ? JsonSerializer.SerializeToElement(new { s.ItemCode, s.ItemVersion, materials = s.Materials.Count }, CaseJson.Options)
        : JsonSerializer.SerializeToElement(caseEvent, CaseJson.Options);
}

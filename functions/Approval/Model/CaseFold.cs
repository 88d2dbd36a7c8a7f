using NoVisit.Deadlines;
using NoVisit.Delivery;

namespace NoVisit.Approval;

/// <summary>Folds the ledger into the record: the only place where a record changes.</summary>
internal static class CaseFold
{
    public static CaseRecord Apply(CaseRecord? record, string number, LedgerEntry entry)
    {
        var next = entry.Event is Submitted submitted
            ? Start(number, entry, submitted)
            : Change(record ?? throw new InvalidOperationException($"{number}: the ledger does not begin with a submission."), entry);
        var title = EventTitles.Of(entry.Event);
        return next with
        {
            Sequence = entry.Sequence,
            StateVersion = record?.State == next.State ? next.StateVersion : entry.Sequence,
            Stages = [.. next.Stages.Select(s => record is not null && ReferenceEquals(s, record.Find(s.Id)) ? s : s with { Version = entry.Sequence })],
            LedgerHead = entry.Hash,
            UpdatedAt = entry.At,
            Timeline = title is null ? next.Timeline : [.. next.Timeline, new EventTitle(entry.Sequence, entry.Event.Name, entry.At, title)],
            Notices = NoticesOfRecord.After(next, entry),
        };
    }

    /// <summary>The record that a whole ledger gives.</summary>
    public static CaseRecord Replay(string number, IEnumerable<LedgerEntry> ledger) =>
        ledger.Aggregate((CaseRecord?)null, (record, entry) => Apply(record, number, entry))
            ?? throw new InvalidOperationException($"{number}: the ledger is empty.");

    private static CaseRecord Start(string number, LedgerEntry entry, Submitted e) => new()
    {
        Number = number,
        DraftId = e.DraftId,
        ItemCode = e.ItemCode,
        ItemVersion = e.ItemVersion,
        ItemName = e.ItemName,
        Kind = e.Kind,
        Lead = e.Lead,
        State = CaseState.Submitted,
        Applicant = e.Applicant,
        Values = e.Values,
        SubmittedAt = entry.At,
        UpdatedAt = entry.At,
        AcceptanceDue = e.AcceptanceDue,
        Limits = e.Limits,
        Stages = [e.Stages[0] with { State = StageState.Open, OpenedAt = entry.At, Due = e.AcceptanceStageDue, Round = 1 }, .. e.Stages.Skip(1)],
        Materials = e.Materials,
        ResultPlans = e.Results,
        DeliveryMethod = e.DeliveryMethod,
        Sequence = entry.Sequence,
        LedgerHead = entry.Hash,
    };

    private static CaseRecord Change(CaseRecord r, LedgerEntry entry) => entry.Event switch
    {
        CorrectionRequested => r.With(r.AcceptanceStage.Id, s => s with { State = StageState.Suspended, ClaimedBy = null })
            with { State = CaseState.CorrectionRequested },
        CorrectionAnswered e => r.With(r.AcceptanceStage.Id, s => s with { State = StageState.Open, OpenedAt = entry.At, Due = e.AcceptanceStageDue })
            with
            {
                State = CaseState.Resubmitted,
                AcceptanceDue = e.AcceptanceDue,
                Values = Merge(r.Values, e.Values),
                Materials = Replace(r.Materials, e.Materials),
            },
        Accepted e => r.With(r.AcceptanceStage.Id, s => s with
        {
            State = e.Deemed ? StageState.DeemedAgreed : StageState.Agreed,
            DoneAt = entry.At,
            DoneBy = e.Deemed ? null : entry.Actor.Id,
        }) with
        {
            State = CaseState.InReview,
            Clock = new ClockState(e.ClockStart),
            PromisedDue = e.PromisedDue,
            LegalDue = e.LegalDue,
            DueProvisional = e.Provisional,
        },
        NotAccepted => r.Ended(CaseState.NotAccepted),
        Returned => r.Ended(CaseState.Returned),
        PhaseOpened e => r with
        {
            Phase = e.Phase,
            Stages = [.. r.Stages.Select(s => e.Stages.FirstOrDefault(o => o.StageId == s.Id) is { } open
                ? s with { State = StageState.Open, OpenedAt = entry.At, Due = open.Due, Round = s.Round + 1 }
                : s)],
        },
        LeadDecisionCalled e => r with
        {
            Phase = e.Stage.Phase,
            Stages = [.. r.Stages, e.Stage with { State = StageState.Open, OpenedAt = entry.At, Round = 1 }],
        },
        TaskClaimed e => r.With(e.StageId, s => s with { State = StageState.Claimed, ClaimedBy = e.By }),
        TaskReleased e => r.With(e.StageId, s => s with { State = StageState.Open, ClaimedBy = null }),
        OpinionGiven e => r.With(e.StageId, s => Done(s, e.Outcome, entry) with { OpinionText = e.Text, Conditions = e.Conditions }),
        SurveyRecorded e => r.With(e.StageId, s => Done(s, e.Outcome, entry) with { OpinionText = e.Survey.Findings, Survey = e.Survey }),
        StageDecided e => r.With(e.StageId, s => Done(s, e.Granted ? StageState.Agreed : StageState.Disagreed, entry)
            with { OpinionText = e.Reason, Basis = e.Basis }),
        DeemedAgreed e => r.With(e.StageId, s => s with { State = StageState.DeemedAgreed, DoneAt = entry.At }),
        ReminderGiven e => r with { Reminded = [.. r.Reminded, e.Of] },
        LimitBroken e => r with
        {
            Accountabilities = [.. r.Accountabilities, new Accountability($"{r.Number}~{e.Key}", e.Rule, e.StageId, e.Department, e.Person, entry.At, e.Due)],
        },
        DecisionMade e => r with
        {
            State = e.Granted ? CaseState.DecidedGrant : CaseState.DecidedRefuse,
            Decision = new Decision(e.Granted, e.Reason, e.Basis, e.Remedies, e.By, entry.At),
            Clock = r.Clock is null ? null : r.Clock with { FrozenAt = entry.At },
            Stages = Cancel(r.Stages),
        },
        CertificatesIssued e => r with
        {
            State = r.Decision is { Granted: true } ? CaseState.CertificateReady : r.State,
            Results = [.. r.Results, .. e.Results],
        },
        CourierOrdered e => r with
        {
            State = CaseState.Dispatched,
            Parcel = new CourierParcel(
                new Parcel(e.OrderId, e.Waybill, e.Addressee, ParcelStatus.Ordered, 0, entry.At), [new ParcelStep(ParcelStatus.Ordered, entry.At)]),
        },
        CourierTracked e => r.Parcel is null ? r : r with
        {
            Parcel = new CourierParcel(
                r.Parcel.Parcel with { Status = e.Status, Sequence = e.StepSequence, At = e.StepAt }, [.. r.Parcel.Trace, new ParcelStep(e.Status, e.StepAt)]),
        },
        ResultDelivered => r with { State = CaseState.Delivered, DeliveredAt = entry.At },
        CaseClosed => r with { State = CaseState.Closed },
        CaseWithdrawn => r.Ended(CaseState.Withdrawn) with { Clock = r.Clock is null ? null : r.Clock with { FrozenAt = entry.At } },
        var unknown => throw new InvalidOperationException($"No fold for {unknown.Name}."),
    };

    private static CaseRecord With(this CaseRecord r, string stageId, Func<Stage, Stage> change) =>
        r with { Stages = [.. r.Stages.Select(s => s.Id == stageId ? change(s) : s)] };

    private static CaseRecord Ended(this CaseRecord r, CaseState state) => r with { State = state, Stages = Cancel(r.Stages) };

    private static Stage Done(Stage s, StageState outcome, LedgerEntry entry) =>
        s with { State = outcome, DoneAt = entry.At, DoneBy = entry.Actor.Id };

    private static List<Stage> Cancel(IReadOnlyList<Stage> stages) =>
        [.. stages.Select(s => s.State.IsDone() ? s : s with { State = StageState.Cancelled })];

    private static Dictionary<string, System.Text.Json.JsonElement> Merge(
        IReadOnlyDictionary<string, System.Text.Json.JsonElement> values, IReadOnlyDictionary<string, System.Text.Json.JsonElement> changed)
    {
        var merged = new Dictionary<string, System.Text.Json.JsonElement>(values);
        foreach (var (code, value) in changed)
        {
            merged[code] = value;
        }

        return merged;
    }

    private static List<CaseMaterial> Replace(IReadOnlyList<CaseMaterial> old, IReadOnlyList<CaseMaterial> added) =>
        [.. old.Select(m => added.Any(a => a.Code == m.Code) ? m with { Superseded = true } : m), .. added];
}

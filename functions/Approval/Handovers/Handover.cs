namespace NoVisit.Approval;

/// <summary>交接 of a task: when it was sent, received and opened (WF-10).</summary>
/// <param name="StageId">The task.</param>
/// <param name="Round">Round of the stage.</param>
/// <param name="From">Who gave it; null when the flow did.</param>
/// <param name="To">Who got it; null when the department did.</param>
/// <param name="SentAt">When.</param>
/// <param name="Cause">How it came to him.</param>
/// <param name="ReceivedAt">签收: when it was claimed; for a task given to a person the time of the hand-over.</param>
/// <param name="OpenedAt">When somebody of the department first read the case with it.</param>
/// <param name="OpenedBy">Who that was.</param>
internal sealed record Handover(
    string StageId, int Round, string? From, string? To, DateTimeOffset SentAt, HandoverCause Cause,
    DateTimeOffset? ReceivedAt = null, DateTimeOffset? OpenedAt = null, string? OpenedBy = null);

/// <summary>How a task came to who has it.</summary>
internal enum HandoverCause
{
    /// <summary>The flow opened it for the department.</summary>
    Flow,

    /// <summary>转办: a colleague gave it.</summary>
    Transfer,

    /// <summary>AB岗: the holder is away or left it unopened (WF-14).</summary>
    Deputy,
}

/// <summary>转办 to a colleague of the department.</summary>
internal sealed record TaskTransferred(string StageId, string? From, string To) : CaseEvent
{
    public override IReadOnlyList<Identity.Delegations.Right> Needs(CaseRecord record) => Rights.RightRules.Of(record, StageId);

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Given(StageId, From, To, HandoverCause.Transfer, entry);
}

/// <summary>The task moved to the deputy: <paramref name="Cause"/> is <c>absent</c> or <c>unopened</c> (WF-14). The clock runs on.</summary>
internal sealed record TaskMovedToDeputy(string StageId, string From, string To, string Cause) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Given(StageId, From, To, HandoverCause.Deputy, entry);
}

/// <summary>Somebody of the department read the case for the first time since these tasks came to it (WF-10).</summary>
internal sealed record TasksOpened(IReadOnlyList<string> StageIds) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => StageIds.Aggregate(record, (r, id) =>
        r.WithHandover(id, h => h with { OpenedAt = entry.At, OpenedBy = entry.Actor.Id }));
}

/// <summary>Changes of hand-overs. They stand beside the stages, so that reading a case makes nobody's version of a task stale.</summary>
internal static class HandoverChanges
{
    /// <summary>The last hand-over of the stage's round; the flow's own when there was no other.</summary>
    public static Handover LastHandover(this CaseRecord record, Stage stage) =>
        record.Handovers.LastOrDefault(h => h.StageId == stage.Id && h.Round == stage.Round)
        ?? new Handover(stage.Id, stage.Round, null, null, stage.OpenedAt ?? record.SubmittedAt, HandoverCause.Flow);

    public static CaseRecord WithHandover(this CaseRecord record, string stageId, Func<Handover, Handover> change)
    {
        var last = record.LastHandover(record.Find(stageId)!);
        return record with { Handovers = [.. record.Handovers.Where(h => !ReferenceEquals(h, last)), change(last)] };
    }

    public static CaseRecord Given(this CaseRecord record, string stageId, string? from, string to, HandoverCause cause, LedgerEntry entry)
    {
        var stage = record.Find(stageId)!;
        return record.WithStage(stageId, s => s with { State = StageState.Claimed, ClaimedBy = to }) with
        {
            Handovers = [.. record.Handovers, new Handover(stageId, stage.Round, from, to, entry.At, cause, entry.At)],
        };
    }
}

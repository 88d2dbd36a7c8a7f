namespace NoVisit.Approval;

/// <summary>会审召集 as it was recorded before there was one call for surveys and reviews.</summary>
internal sealed record MeetingCall(DateTimeOffset At, string Place, DateTimeOffset CalledAt);

/// <summary>会审通知 of ledgers from before there was one call for surveys and reviews (<see cref="SurveyCalled"/>); nothing brings it about any more.</summary>
internal sealed record MeetingCalled(string StageId, DateTimeOffset At, string Place, IReadOnlyList<string> Departments) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { MeetingCall = new MeetingCall(At, Place, entry.At) });
}

namespace NoVisit.Approval;

/// <summary>Why a task came up to the head of its department.</summary>
internal enum EscalationCause
{
    /// <summary>Whoever wanted to act lacks the right (WF-12).</summary>
    RightMissing,

    /// <summary>It is late, and the lead pulled it up (WF-04).</summary>
    Late,
}

/// <summary>A task that came up to the head or the leader on duty; approvers of the department see it first in their inbox.</summary>
/// <param name="Cause">Why.</param>
/// <param name="By">Whose act brought it up.</param>
/// <param name="To">The leader on duty or the head; null when nobody is on record.</param>
/// <param name="At">When.</param>
/// <param name="Right">The right that was missing.</param>
/// <param name="Note">What the lead says.</param>
internal sealed record Escalation(EscalationCause Cause, string By, string? To, DateTimeOffset At, string? Right, string? Note);

/// <summary>上提: the task came up.</summary>
internal sealed record TaskEscalated(string StageId, EscalationCause Cause, string? To, string? Right, string? Note) : CaseEvent
{
    public override IReadOnlyList<Identity.Delegations.Right> Needs(CaseRecord record) => [Identity.Delegations.Right.Coordinate];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s with { Escalation = new Escalation(Cause, entry.Actor.Id, To, entry.At, Right, Note) });
}

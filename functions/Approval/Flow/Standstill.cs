using NoVisit.Deadlines;

namespace NoVisit.Approval.Flow;

/// <summary>
/// Whether a case has been left: what should have happened by itself has not. The orchestrations of a case see to that as long as they are there;
/// they are not after the hub was lost, or when storage was put back to a time before the end of a case that they had brought to its end (NF-03).
/// </summary>
internal static class Standstill
{
    /// <summary>Longer than what is due takes, with its first attempts anew.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>True when something was due longer ago than <see cref="Grace"/>.</summary>
    public static bool IsLeft(CaseRecord record, LimitClock clock, DateTimeOffset now)
    {
        var step = CaseFlow.Next(record, clock);
        var due = step.Kind switch
        {
            StepKind.Done => null,
            StepKind.IssueResults or StepKind.OrderCourier => record.UpdatedAt,
            StepKind.RunStages => step.Stages!.Min(s => s.WakeAt),
            _ => step.WakeAt,
        };
        return due + Grace < now || TimeRules.NextOfClock(record, clock) + Grace < now;
    }
}

using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>On what ground a case takes the green channel (IN-14).</summary>
internal enum PriorityGround
{
    /// <summary>重点项目.</summary>
    KeyProject,

    /// <summary>灾后重建.</summary>
    DisasterRebuilding,

    /// <summary>外来投资.</summary>
    ForeignInvestment,

    /// <summary>投资五百万元以上.</summary>
    LargeInvestment,
}

/// <summary>绿色通道 of a case (IN-14).</summary>
/// <param name="Ground">Why.</param>
/// <param name="Basis">The list or decision that says so.</param>
/// <param name="Tracker">Account of who follows the case and reports on it.</param>
/// <param name="By">Account of the coordinator.</param>
/// <param name="At">From when.</param>
internal sealed record Priority(PriorityGround Ground, string Basis, string Tracker, string By, DateTimeOffset At)
{
    /// <summary>Progress reports asked for so far.</summary>
    public int ReportsAsked { get; init; }
}

internal sealed record PriorityCommand(PriorityGround Ground, string Basis, string Tracker);

/// <summary>进入绿色通道: stages that have not opened get the limits of the green profile; none is left out, and the statutory limit stays.</summary>
internal sealed record PriorityGranted(PriorityGround Ground, string Basis, string Tracker) : CaseEvent
{
    public override Text Title => new("已进入绿色通道", "In the green channel");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Priority = new Priority(Ground, Basis, Tracker, entry.Actor.Id, entry.At),
        Stages = [.. record.Stages.Select(s => s.State == StageState.Waiting ? s with { LimitDays = GreenChannel.LimitDays(s.LimitDays) } : s)],
    };
}

/// <summary>进展报告: the tracker has to report how the case goes on.</summary>
internal sealed record ProgressReportAsked(string Tracker, int Report) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record with { Priority = record.Priority! with { ReportsAsked = Report } };
}

/// <summary>绿色通道 (IN-14): first in every inbox, tighter stage limits, a named tracker, a report every half month.</summary>
internal static class GreenChannel
{
    /// <summary>Days from one progress report to the next.</summary>
    public const int ReportEvery = 15;

    /// <summary>The green profile: half of the working days, rounded up.</summary>
    public static int LimitDays(int usual) => (usual + 1) / 2;

    /// <summary>The coordinator grants it under a recorded ground, once and before the decision.</summary>
    public static Outcome Grant(CaseRecord record, PriorityCommand command, RuleContext context) =>
        MayGrant(record, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Basis) ? Refusal.ReasonMissing("basis")
        : Guards.IsBlank(command.Tracker) ? Refusal.Invalid(
            "tracker-missing", new("须指定跟踪人员。", "Name who follows the case."), new Dictionary<string, Text> { ["/tracker"] = new("必填", "Required") })
        : Outcome.Of(new PriorityGranted(command.Ground, command.Basis.Trim(), command.Tracker.Trim()));

    /// <summary>Why the actor may not grant it now; null when he may.</summary>
    public static Refusal? MayGrant(CaseRecord record, Actor actor) =>
        !actor.IsCoordinator ? new Refusal(
            "coordinator-only", 403, new("须由协调员决定", "The coordinator's"), new("绿色通道由协调员决定。", "The coordinator decides on the green channel."))
        : record.State.IsFinal() || record.State.IsDecided() ? Refusal.WrongState(record.State)
        : record.Priority is not null ? new Refusal(
            "priority-granted", 409, new("已在绿色通道", "In the green channel already"), new("本办件已在绿色通道。", "The case is in the green channel already."))
        : null;

    /// <summary>When the next report is to be asked for; null when none is.</summary>
    public static DateTimeOffset? NextReport(CaseRecord record) =>
        record.Priority is { } priority && TimeRules.ClockRuns(record) ? priority.At.AddDays(ReportEvery * (priority.ReportsAsked + 1)) : null;

    /// <summary>The reports that are due and were not asked for; one at a look, the latest.</summary>
    public static IEnumerable<CaseEvent> Due(CaseRecord record, DateTimeOffset now)
    {
        if (NextReport(record) is { } next && now >= next)
        {
            yield return new ProgressReportAsked(record.Priority!.Tracker, (int)((now - record.Priority.At).TotalDays / ReportEvery));
        }
    }
}

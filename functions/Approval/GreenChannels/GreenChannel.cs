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

    /// <summary>进展报告: every report that was asked for with a deadline, the last one last (TL-10).</summary>
    public IReadOnlyList<ProgressReport> Reports { get; init; } = [];

    /// <summary>Working days that its stages had before, by stage id; null when it was granted before they were kept.</summary>
    public IReadOnlyDictionary<string, int>? UsualLimits { get; init; }
}

internal sealed record PriorityCommand(PriorityGround Ground, string Basis, string Tracker);

/// <param name="Reason">Why the case takes the usual way again.</param>
internal sealed record PriorityEndCommand(string Reason);

/// <summary>进入绿色通道: stages that have not opened get the limits of the green profile; none is left out, and the statutory limit stays.</summary>
internal sealed record PriorityGranted(PriorityGround Ground, string Basis, string Tracker) : CaseEvent
{
    /// <summary>Working days of the stages that get the green profile; null in ledgers from before they were kept.</summary>
    public IReadOnlyDictionary<string, int>? UsualLimits { get; init; }

    public override Text Title => new("已进入绿色通道", "In the green channel");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Priority = new Priority(Ground, Basis, Tracker, entry.Actor.Id, entry.At) { UsualLimits = UsualLimits },
        Stages = [.. record.Stages.Select(s => s.State == StageState.Waiting ? s with { LimitDays = GreenChannel.LimitDays(s.LimitDays) } : s)],
    };
}

/// <summary>退出绿色通道: stages that have not opened get their usual limits back; what is open keeps its due.</summary>
internal sealed record PriorityEnded(string Reason) : CaseEvent
{
    public override Text Title => new("已退出绿色通道", "Out of the green channel");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Priority = null,
        Stages = [.. record.Stages.Select(s =>
            s.State == StageState.Waiting && record.Priority?.UsualLimits?.TryGetValue(s.Id, out var usual) is true ? s with { LimitDays = usual } : s)],
    };
}

/// <summary>绿色通道 (IN-14): first in every inbox, tighter stage limits, a named tracker who reports (<see cref="ProgressReports"/>).</summary>
internal static class GreenChannel
{
    /// <summary>The green profile: half of the working days, rounded up.</summary>
    public static int LimitDays(int usual) => (usual + 1) / 2;

    /// <summary>The coordinator grants it under a recorded ground, once and before the decision.</summary>
    public static Outcome Grant(CaseRecord record, PriorityCommand command, RuleContext context) =>
        MayGrant(record, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Basis) ? Refusal.ReasonMissing("basis")
        : Guards.IsBlank(command.Tracker) ? Refusal.Invalid(
            "tracker-missing", new("须指定跟踪人员。", "Name who follows the case."), new Dictionary<string, Text> { ["/tracker"] = new("必填", "Required") })
        : Outcome.Of(new PriorityGranted(command.Ground, command.Basis.Trim(), command.Tracker.Trim())
        {
            UsualLimits = record.Stages.Where(s => s.State == StageState.Waiting).ToDictionary(s => s.Id, s => s.LimitDays, StringComparer.Ordinal),
        });

    /// <summary>The coordinator ends it for a reason, before the decision.</summary>
    public static Outcome End(CaseRecord record, PriorityEndCommand command, RuleContext context) =>
        MayEnd(record, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason")
        : Outcome.Of(new PriorityEnded(command.Reason.Trim()));

    /// <summary>Why the actor may not grant it now; null when he may.</summary>
    public static Refusal? MayGrant(CaseRecord record, Actor actor) =>
        RefuseDecision(record, actor) is { } refusal ? refusal
        : record.Priority is not null ? new Refusal(
            "priority-granted", 409, new("已在绿色通道", "In the green channel already"), new("本办件已在绿色通道。", "The case is in the green channel already."))
        : null;

    /// <summary>Why the actor may not end it now; null when he may.</summary>
    public static Refusal? MayEnd(CaseRecord record, Actor actor) =>
        RefuseDecision(record, actor) ?? (record.Priority is null ? NotInChannel : null);

    public static readonly Refusal NotInChannel = new(
        "no-priority", 409, new("不在绿色通道", "Not in the green channel"), new("本办件不在绿色通道。", "The case is not in the green channel."));

    private static Refusal? RefuseDecision(CaseRecord record, Actor actor) =>
        !actor.IsCoordinator ? new Refusal(
            "coordinator-only", 403, new("须由协调员决定", "The coordinator's"), new("绿色通道由协调员决定。", "The coordinator decides on the green channel."))
        : record.State.IsFinal() || record.State.IsDecided() ? Refusal.WrongState(record.State)
        : null;
}

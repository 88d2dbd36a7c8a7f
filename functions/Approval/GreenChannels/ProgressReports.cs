using NoVisit.Localization;

namespace NoVisit.Approval;

/// <param name="Report">How the case goes on, and what stands in its way.</param>
internal sealed record ProgressReportCommand(string Report);

/// <summary>
/// 半月进展报告 (IN-14, TL-10, ST-08): of a case in the green channel a report is asked for every half month. Who does not report is urged at the
/// deadline; the second urging goes to the head of the department, and with it the urging by itself ends.
/// </summary>
internal static class ProgressReports
{
    /// <summary>Days from one report to the next.</summary>
    public const int Every = 15;

    /// <summary>Working days for a report.</summary>
    public const int Days = 2;

    /// <summary>Working days for a report that was urged.</summary>
    public const int UrgedDays = 1;

    public static Outcome Answer(CaseRecord record, ProgressReportCommand command, RuleContext context) =>
        MayReport(record, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Report) ? Refusal.Invalid(
            "report-empty", new("请写明进展情况。", "Write how the case goes on."), new Dictionary<string, Text> { ["/report"] = new("必填", "Required") })
        : Outcome.Of(new ProgressReported(Open(record)!.Number, command.Report.Trim()));

    /// <summary>The tracker or somebody of the lead department, when a report was asked for.</summary>
    public static Refusal? MayReport(CaseRecord record, Actor actor) =>
        record.Priority is not { } priority ? GreenChannel.NotInChannel
        : actor.Id != priority.Tracker && actor.Department != record.Lead ? new Refusal(
            "tracker-only", 403, new("须由跟踪人员报送", "The tracker's"),
            new("进展由跟踪人员或者牵头部门报送。", "The tracker or the lead department reports."))
        : !TimeRules.ClockRuns(record) ? Refusal.WrongState(record.State)
        : Open(record) is null ? new Refusal(
            "report-not-asked", 409, new("没有待报的进展", "No report is due"), new("目前没有待报送的进展报告。", "No report was asked for that is missing."))
        : null;

    /// <summary>When the case must be looked at for its reports; null when never.</summary>
    public static DateTimeOffset? Next(CaseRecord record) =>
        record.Priority is not { } priority || !TimeRules.ClockRuns(record) ? null
        : Open(record) is { ToHead: false } open && open.Due.AddSeconds(1) is var missing && missing < NextAsked(priority) ? missing
        : NextAsked(priority);

    /// <summary>What is due: the urging of a report that is missing, then the request for the next; of several half months the last.</summary>
    public static IEnumerable<CaseEvent> Due(CaseRecord record, RuleContext context)
    {
        if (record.Priority is not { } priority || !TimeRules.ClockRuns(record))
        {
            yield break;
        }

        if (Open(record) is { ToHead: false } open && context.Now > open.Due)
        {
            yield return new ProgressReportUrged(
                open.Number, open.Department, priority.Reports.Any(r => r.UrgedAt is not null), context.Clock.Due(context.Now, UrgedDays).At);
        }

        if (context.Now >= NextAsked(priority))
        {
            yield return new ProgressReportAsked(priority.Tracker, (int)((context.Now - priority.At).TotalDays / Every))
            {
                Department = context.Staff.DepartmentOf(priority.Tracker, record.ItemCode, context.Now) ?? record.Lead,
                Due = context.Clock.Due(context.Now, Days).At,
            };
        }
    }

    /// <summary>The report that is asked for; a new request takes the place of one that never came.</summary>
    public static ProgressReport? Open(CaseRecord record) => record.Priority?.Reports is [.., { At: null } last] ? last : null;

    private static DateTimeOffset NextAsked(Priority priority) => priority.At.AddDays(Every * (priority.ReportsAsked + 1));
}

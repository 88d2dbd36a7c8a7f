using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Notifications;

namespace NoVisit.Approval;

/// <summary>进展报告 of a case in the green channel (ST-08).</summary>
/// <param name="Number">1 for the first half month.</param>
/// <param name="Department">Who owes it: the tracker's department, or the lead when that is unknown.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Due">Until when; of an urging the new deadline.</param>
internal sealed record ProgressReport(int Number, string Department, DateTimeOffset AskedAt, DateTimeOffset Due)
{
    /// <summary>When it was missing and urged last; null while it was not.</summary>
    public DateTimeOffset? UrgedAt { get; init; }

    /// <summary>The department's head was urged; nothing more follows by itself.</summary>
    public bool ToHead { get; init; }

    /// <summary>The report; null as long as there is none.</summary>
    public string? Text { get; init; }
    public string? By { get; init; }
    public DateTimeOffset? At { get; init; }
}

/// <summary>The tracker has to report how the case goes on.</summary>
internal sealed record ProgressReportAsked(string Tracker, int Report) : CaseEvent
{
    /// <summary>Code; null, as <see cref="Due"/>, in ledgers from before a report was a duty.</summary>
    public string? Department { get; init; }
    public DateTimeOffset? Due { get; init; }

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Priority = record.Priority! with
        {
            ReportsAsked = Report,
            Reports = Due is { } due && Department is { } department
                ? [.. record.Priority.Reports, new ProgressReport(Report, department, entry.At, due)] : record.Priority.Reports,
        },
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => Due is not { } due || Department is not { } department ? []
        : [StaffMessage.To(department, StageRole.Reviewer, NoticeKind.ProgressReportAsked, ("reason", new(Tracker, Tracker)), StaffMessage.Due(due))];
}

/// <summary>催报: the report is missing at its deadline (TL-10).</summary>
internal sealed record ProgressReportUrged(int Report, string Department, bool ToHead, DateTimeOffset Due) : CaseEvent
{
    private static readonly Text Duty = new("项目进展报告", "Progress report");
    private static readonly Text Demand = new("半月进展报告逾期未报送,请立即报送。", "The half-monthly progress report is missing; report at once.");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithReport(Report, r => r with { Due = Due, UrgedAt = entry.At, ToHead = ToHead });

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) =>
    [
        StaffMessage.To(
            Department, ToHead ? StageRole.Approver : StageRole.Reviewer, NoticeKind.TaskUrged, ("stage", Duty), ("reason", Demand), StaffMessage.Due(Due)),
    ];
}

/// <summary>报送进展.</summary>
internal sealed record ProgressReported(int Report, string Text) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithReport(Report, r => r with { Text = Text, By = entry.Actor.Id, At = entry.At });
}

internal static class ProgressReportChanges
{
    public static CaseRecord WithReport(this CaseRecord record, int number, Func<ProgressReport, ProgressReport> change) => record with
    {
        Priority = record.Priority! with { Reports = [.. record.Priority.Reports.Select(r => r.Number == number ? change(r) : r)] },
    };
}

using NoVisit.Catalogue;

namespace NoVisit.Approval.ReportingUp;

/// <summary>
/// 上报件 (KD-04). Administrative License Law, art. 43: the lower organ examines first and reports its opinion with all materials to the superior,
/// which may not ask the applicant for the same again. The superior's stages are the ordinary ones after the report; its decision is the case's.
/// </summary>
internal static class ReportUpRules
{
    /// <summary>Whose decision ends the case: the lead's, or after a report the superior's.</summary>
    public static string DecidingDepartment(CaseRecord record) =>
        Report(record) is { } report && record.Stages.LastOrDefault(s => s.Phase > report.Phase && s.Type == StageType.Decide) is { } decision
            ? decision.Department
            : record.Lead;

    /// <summary>审查 here, or 上报 with the superior: where the case stands when nothing stops its clock.</summary>
    public static CaseState ReviewState(CaseRecord record) => Report(record) is null ? CaseState.InReview : CaseState.ReportedUp;

    private static Stage? Report(CaseRecord record) => record.Stages.FirstOrDefault(s => s.Type == StageType.ReportUp && s.State.IsDone());
}

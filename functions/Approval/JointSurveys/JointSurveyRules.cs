using NoVisit.Catalogue;

namespace NoVisit.Approval.JointSurveys;

/// <summary>
/// 一车式联合踏勘 (WF-07): one inspection of several departments. Each department's record is a task of its own, so inbox, limit, reminder and
/// re-inspection work for each alone; the survey is done when all of them are.
/// </summary>
internal static class JointSurveyRules
{
    /// <summary>The stage, or of a joint survey its parts: one for each participant, opened at the same instant.</summary>
    /// <param name="item">The item version that is filed.</param>
    /// <param name="flow">The stage as published.</param>
    /// <param name="stage">The same, frozen for the case.</param>
    public static IEnumerable<Stage> Parts(ServiceItem item, FlowStage flow, Stage stage) =>
        flow.Type != StageType.JointSurvey ? [stage] : flow.Participants.Select(department => stage with
        {
            Id = PartId(stage.Id, department),
            Department = department,
            PartOf = stage.Id,
            Participants = null,
            Tacit = IsTacit(item, flow, department),
        });

    public static string PartId(string stageId, string department) => $"{stageId}-{department}";

    /// <summary>
    /// Absence counts as agreement only where the same department's later silence would (TL-07): never for the lead, never where safety,
    /// environment or health are at stake, because publication allows no tacit stage there.
    /// </summary>
    private static bool IsTacit(ServiceItem item, FlowStage survey, string department)
    {
        var later = item.Stages.Where(s => s.Phase > survey.Phase && s.Department.Code == department).ToList();
        return department != item.Lead.Code && later.Count > 0 && later.All(s => s.Tacit && !s.NoTacit);
    }
}

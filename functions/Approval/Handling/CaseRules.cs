using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Identity.Delegations;

namespace NoVisit.Approval;

/// <summary>What a rule may know besides the record and the command.</summary>
/// <param name="Clock">Working days, office hours and limits.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Now">The instant of the act, UTC.</param>
internal sealed record RuleContext(LimitClock Clock, Actor Actor, DateTimeOffset Now)
{
    /// <summary>Rights, deputies and rosters as they are on record.</summary>
    public StaffOrder Staff { get; init; } = StaffOrder.None;
}

/// <summary>Guards that several commands share.</summary>
internal static class Guards
{
    /// <summary>
    /// The actor may act on the stage: its department, its role, open, and not claimed by a colleague. A task that came up to the head may be handled by
    /// an approver in anybody's place (WF-12, WF-04).
    /// </summary>
    public static Refusal? MayAct(CaseRecord record, Stage stage, Actor actor)
    {
        if (actor.Department != stage.Department)
        {
            return Refusal.OtherDepartment(stage.Department);
        }

        var asHead = stage.Escalation is not null && actor.Has(StageRole.Approver);
        if (!actor.Has(stage.Role) && !asHead)
        {
            return Refusal.WrongRole(stage.Role);
        }

        if (record.State.IsFinal())
        {
            return Refusal.WrongState(record.State);
        }

        if (!stage.State.IsActive())
        {
            return Refusal.StageClosed(stage);
        }

        return stage.ClaimedBy is { } holder && holder != actor.Id && !asHead ? Refusal.ClaimedByOther(holder) : null;
    }

    /// <summary>
    /// 一审一核 (WF-11b, WF-08): whoever accepted, reviewed or inspected the case cannot decide it; nor who would not make its certificate, over himself.
    /// </summary>
    public static bool BreaksFourEyes(CaseRecord record, Actor actor) =>
        record.Stages.Any(s => s.Type is StageType.Accept or StageType.Review or StageType.Opinion or StageType.Survey or StageType.JointSurvey or StageType.JointReview or StageType.Certificate
            && (s.DoneBy == actor.Id || s.Survey?.Inspectors.Contains(actor.Id) is true || s.EarlierHands?.Contains(actor.Id) is true));

    public static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);
}

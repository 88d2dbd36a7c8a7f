using NoVisit.Catalogue;
using NoVisit.Deadlines;

namespace NoVisit.Approval;

/// <summary>What a rule may know besides the record and the command.</summary>
/// <param name="Clock">Working days, office hours and limits.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Now">The instant of the act, UTC.</param>
internal sealed record RuleContext(LimitClock Clock, Actor Actor, DateTimeOffset Now);

/// <summary>Guards that several commands share.</summary>
internal static class Guards
{
    /// <summary>The actor may act on the stage: its department, its role, open, and not claimed by a colleague.</summary>
    public static Refusal? MayAct(CaseRecord record, Stage stage, Actor actor)
    {
        if (actor.Department != stage.Department)
        {
            return Refusal.OtherDepartment(stage.Department);
        }

        if (!actor.Has(stage.Role))
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

        return stage.ClaimedBy is { } holder && holder != actor.Id ? Refusal.ClaimedByOther(holder) : null;
    }

    /// <summary>
    /// 一审一核 (WF-11b, WF-08): whoever accepted, reviewed or inspected the case cannot decide it.
    /// </summary>
    public static bool BreaksFourEyes(CaseRecord record, Actor actor) =>
        record.Stages.Any(s => s.Type is StageType.Accept or StageType.Review or StageType.Opinion or StageType.Survey or StageType.JointSurvey or StageType.JointReview
            && (s.DoneBy == actor.Id || s.Survey?.Inspectors.Contains(actor.Id) is true || s.EarlierHands?.Contains(actor.Id) is true));

    public static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);
}

using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Decisions;

internal sealed record DecisionCommand(string Outcome, string? Reason = null, string? Basis = null, string? Remedies = null, string? StageId = null);

/// <summary>
/// 决定. Administrative License Law, art. 38: the conditions are met: grant in writing; refuse: in writing, with reasons, telling the
/// applicant of reconsideration and litigation. Never by who accepted or reviewed (WF-08, WF-11b).
/// </summary>
internal static class DecisionRules
{
    public static Outcome Decide(CaseRecord record, DecisionCommand command, RuleContext context)
    {
        var open = record.Stages.Where(s => Decides(s) && s.State.IsActive()).ToList();
        var mine = open.Where(s => s.Department == context.Actor.Department && (command.StageId is null || s.Id == command.StageId)).ToList();
        if (mine.Count == 0)
        {
            return Closed(record, context.Actor, open);
        }

        var stage = mine[0];
        if (Guards.MayAct(record, stage, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (Guards.BreaksFourEyes(record, context.Actor))
        {
            return Refusal.FourEyes;
        }

        return command.Outcome switch
        {
            "grant" when record.Deferred.Count > 0 && IsLast(record, stage) => Supplements.ToleranceRules.StillMissing(record),
            "grant" => Decided(stage, true, command, null),
            "refuse" when Guards.IsBlank(command.Reason) => Refusal.ReasonMissing("reason"),
            "refuse" when Guards.IsBlank(command.Basis) => Refusal.ReasonMissing("basis"),
            "refuse" => Decided(stage, false, command, command.Remedies ?? Acceptance.AcceptanceRules.Remedies),
            _ => Refusal.Invalid("unknown-outcome", new("决定只能是准予或不予。", "A decision is grant or refuse."),
                new Dictionary<string, Text> { ["/outcome"] = new("不认识的决定", "Unknown decision") }),
        };
    }

    /// <summary>A decision that others countersign is a draft until all have signed (WF-05).</summary>
    private static Outcome Decided(Stage stage, bool granted, DecisionCommand command, string? remedies) => Outcome.Of(
        stage.Type == StageType.Countersign
            ? new DecisionDrafted(stage.Id, granted, command.Reason, command.Basis, remedies)
            : new StageDecided(stage.Id, granted, command.Reason, command.Basis, remedies));

    /// <summary>The stage takes a decision, alone or countersigned; a signature is none.</summary>
    internal static bool Decides(Stage stage) => stage.Type is StageType.Decide or StageType.Countersign && stage.PartOf is null;

    /// <summary>No stage after this one decides: its grant would be the case's.</summary>
    private static bool IsLast(CaseRecord record, Stage stage) =>
        !record.Stages.Any(s => Decides(s) && s.Phase > stage.Phase && s.State != StageState.Cancelled);

    private static Outcome Closed(CaseRecord record, Actor actor, List<Stage> open)
    {
        var deciding = record.Stages.Where(Decides).ToList();
        if (deciding.All(s => s.Department != actor.Department))
        {
            return Refusal.OtherDepartment(open.FirstOrDefault()?.Department ?? deciding.FirstOrDefault()?.Department ?? record.Lead);
        }

        return !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver) : Refusal.WrongState(record.State);
    }
}

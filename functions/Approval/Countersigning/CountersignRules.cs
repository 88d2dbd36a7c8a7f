using NoVisit.Catalogue;
using NoVisit.Deadlines;

namespace NoVisit.Approval.Countersigning;

/// <param name="Agree">Signs; otherwise refuses, with a reason.</param>
/// <param name="Reason">Of a refusal.</param>
internal sealed record CountersignCommand(bool Agree, string? Reason = null);

/// <summary>
/// 会签 (WF-05): the lead drafts the decision, every signer's chief representative signs, at once or one after another. It is issued when all have
/// signed; one reasoned refusal sends it back to the lead. Silence is never a signature: a decision is never deemed given (TL-07).
/// </summary>
internal static class CountersignRules
{
    public static Outcome Sign(CaseRecord record, CountersignCommand command, RuleContext context)
    {
        var signatures = record.Stages.Where(s => s.Type == StageType.Countersign && s.PartOf is not null).ToList();
        var mine = signatures.Where(s => s.Department == context.Actor.Department).ToList();
        if ((mine.FirstOrDefault(s => s.State.IsActive()) ?? mine.LastOrDefault()) is not { } stage)
        {
            return signatures.FirstOrDefault(s => s.State.IsActive()) is { } other ? Refusal.OtherDepartment(other.Department) : Refusal.WrongState(record.State);
        }

        if (Guards.MayAct(record, stage, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (Guards.BreaksFourEyes(record, context.Actor))
        {
            return Refusal.FourEyes;
        }

        if (command.Agree)
        {
            return Outcome.Of(new Countersigned(stage.Id, command.Reason));
        }

        return Guards.IsBlank(command.Reason)
            ? Refusal.ReasonMissing("reason")
            : Outcome.Of(new CountersignatureRefused(
                stage.Id, command.Reason!.Trim(), context.Clock.Due(context.Now, record.Find(stage.PartOf!)!.LimitDays).At));
    }

    /// <summary>The signatures that the draft waits for and that are to be called now; empty when all have signed or there is no draft.</summary>
    public static IReadOnlyList<Stage> Missing(CaseRecord record, LimitClock clock, DateTimeOffset now)
    {
        if (record.Draft is not { } draft || record.Find(draft.StageId) is not { } stage)
        {
            return [];
        }

        var missing = (stage.Signers ?? []).Where(d => record.Find(PartId(stage.Id, d)) is not { State: StageState.Agreed } part || part.Round != stage.Round);
        return [.. missing.Take(stage.SignersInOrder ? 1 : int.MaxValue).Select(department => new Stage
        {
            Id = PartId(stage.Id, department),
            Name = new(stage.Name.Zh + ":会签", stage.Name.En + ": countersignature"),
            Department = department,
            Type = StageType.Countersign,
            Role = StageRole.Approver,
            Phase = stage.Phase,
            LimitDays = stage.LimitDays,
            PartOf = stage.Id,
            Due = clock.Due(now, stage.LimitDays).At,
            Round = stage.Round,
        })];
    }

    public static string PartId(string stageId, string department) => $"{stageId}-{department}";
}

using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Payments;

namespace NoVisit.Approval.Review;

/// <param name="Amount">Fen, by a stage that assesses a fee; nothing otherwise.</param>
/// <param name="Outputs">What the stage has to bring for the ones after it (WF-13); nothing otherwise.</param>
internal sealed record OpinionCommand(
    string Outcome, string Text, string? Conditions = null, long? Amount = null, IReadOnlyList<OutputCommand>? Outputs = null);

internal sealed record SurveyCommand(
    IReadOnlyList<string> Inspectors, DateTimeOffset At, string Findings, string Outcome, IReadOnlyList<string>? Photos = null,
    IReadOnlyList<string>? Points = null);

/// <summary>What a department does with its task: claim, release, opinion, survey (WF-03, WF-07, WF-09).</summary>
internal static class TaskRules
{
    public static Outcome Claim(CaseRecord record, string stageId, RuleContext context) =>
        Open(record, stageId, context) switch
        {
            (_, { } refusal) => refusal,
            ({ ClaimedBy: not null }, _) => Outcome.Of(),
            _ => Outcome.Of(new TaskClaimed(stageId, context.Actor.Id)),
        };

    public static Outcome Release(CaseRecord record, string stageId, RuleContext context) =>
        Open(record, stageId, context) switch
        {
            (_, { } refusal) => refusal,
            ({ ClaimedBy: null }, _) => Outcome.Of(),
            _ => Outcome.Of(new TaskReleased(stageId)),
        };

    /// <summary>An opinion is agree, agree with conditions, or disagree with a reason; anything else is refused (WF-03).</summary>
    public static Outcome Opine(CaseRecord record, string stageId, OpinionCommand command, RuleContext context)
    {
        var (stage, refusal) = Open(record, stageId, context);
        if (refusal is not null)
        {
            return refusal;
        }

        if (stage!.Type is not (StageType.Review or StageType.Opinion or StageType.Certificate or StageType.ReportUp))
        {
            return WrongAct(stage);
        }

        if (ParseOutcome(command.Outcome) is not { } outcome)
        {
            return UnknownOpinion;
        }

        if (outcome == StageState.Disagreed && Guards.IsBlank(command.Text))
        {
            return Refusal.ReasonMissing("text");
        }

        if (outcome == StageState.AgreedWithConditions && Guards.IsBlank(command.Conditions))
        {
            return Refusal.ReasonMissing("conditions");
        }

        var outputs = command.Outputs ?? [];
        return FeeRules.RefuseAssessment(record, stage, outcome != StageState.Disagreed, command.Amount) is { } assessment ? assessment
            : OutputRules.Refuse(stage, outcome != StageState.Disagreed, outputs) is { } unproduced ? unproduced
            : Outcome.Of(stage.Type == StageType.ReportUp
                ? new ReportedUpward(stageId, outcome, command.Text, command.Conditions)
                : new OpinionGiven(stageId, outcome, command.Text, command.Conditions, command.Amount)
                {
                    Outputs = outputs.Count == 0 ? null : outputs,
                });
    }

    /// <summary>On-site verification is done by two or more officers (Licence Law art. 34).</summary>
    public static Outcome RecordSurvey(CaseRecord record, string stageId, SurveyCommand command, RuleContext context)
    {
        var (stage, refusal) = Open(record, stageId, context);
        if (refusal is not null)
        {
            return refusal;
        }

        if (stage!.Type is not (StageType.Survey or StageType.JointSurvey))
        {
            return WrongAct(stage);
        }

        var inspectors = command.Inspectors.Where(i => !Guards.IsBlank(i)).Select(i => i.Trim()).Distinct(StringComparer.Ordinal).ToList();
        var needed = Math.Max(2, stage.MinInspectors);
        if (inspectors.Count < needed)
        {
            return Refusal.Invalid("too-few-inspectors",
                new($"现场核查应当由至少{needed}名工作人员进行(行政许可法第三十四条)。", $"At least {needed} officers inspect on the spot (Administrative License Law, art. 34)."),
                new Dictionary<string, Text> { ["/inspectors"] = new($"至少{needed}人", $"At least {needed}") });
        }

        if (ParseOutcome(command.Outcome) is not { } outcome)
        {
            return UnknownOpinion;
        }

        if (Guards.IsBlank(command.Findings))
        {
            return Refusal.ReasonMissing("findings");
        }

        var points = (command.Points ?? []).Where(p => !Guards.IsBlank(p)).Select(p => p.Trim()).ToList();
        if (stage.Type == StageType.JointSurvey && outcome == StageState.AgreedWithConditions && points.Count == 0)
        {
            return Refusal.Invalid("rectification-points-missing",
                new("要求整改的,必须逐项列明整改内容。", "What is to be put right is listed point by point."),
                new Dictionary<string, Text> { ["/points"] = new("必填", "Required") });
        }

        if (outcome == StageState.Agreed && points.Count > 0)
        {
            return Refusal.Invalid("rectification-points-unexpected",
                new("通过的核查不能附整改内容,请选择附条件同意。", "An inspection that passed asks for nothing; answer agreeWithConditions."),
                new Dictionary<string, Text> { ["/points"] = new("与结论不符", "Contradicts the outcome") });
        }

        if (command.At > context.Now)
        {
            return Refusal.Invalid("survey-in-future", new("核查时间不能晚于现在。", "The inspection cannot lie in the future."),
                new Dictionary<string, Text> { ["/at"] = new("晚于现在", "In the future") });
        }

        return Outcome.Of(new SurveyRecorded(stageId, outcome, new Survey(inspectors, command.At, command.Findings, command.Photos ?? [])
        {
            Points = points.Count == 0 ? null : points,
        }));
    }

    /// <summary>The stage, or why the actor may not act on it.</summary>
    public static (Stage? Stage, Refusal? Refusal) Open(CaseRecord record, string stageId, RuleContext context) =>
        record.Find(stageId) is { } stage ? (stage, Guards.MayAct(record, stage, context.Actor)) : (null, Refusal.UnknownTask);

    /// <summary>One of the three opinions there are; null for anything else (WF-03).</summary>
    public static StageState? ParseOutcome(string? outcome) => outcome switch
    {
        "agree" => StageState.Agreed,
        "agreeWithConditions" => StageState.AgreedWithConditions,
        "disagree" => StageState.Disagreed,
        _ => null,
    };

    internal static readonly Refusal UnknownOpinion = Refusal.Invalid(
        "unknown-opinion", new("意见只能是同意、附条件同意或不同意。", "An opinion is agree, agreeWithConditions or disagree."),
        new Dictionary<string, Text> { ["/outcome"] = new("不认识的意见", "Unknown opinion") });

    private static Refusal WrongAct(Stage stage) => Refusal.Invalid(
        "wrong-act", new($"“{stage.Name.Zh}”环节不适用此操作。", $"The stage “{stage.Name.En}” is not handled by this act."));
}

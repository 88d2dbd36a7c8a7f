using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Rectifications;

/// <param name="Statement">What was put right.</param>
/// <param name="Materials">Upload ids of proof, if any.</param>
internal sealed record RectificationCommand(string Statement, IReadOnlyList<string>? Materials = null);

/// <summary>
/// 整改 (WF-06): what the inspections want put right is merged into one list, the clock stands while the applicant works on it, and only the parts
/// that did not pass are inspected again. An inspection that fails again after a rectification is a disagreement, which the lead settles (WF-03).
/// </summary>
internal static class RectificationRules
{
    /// <summary>Working days after which the supervisor is told that a rectification lasts; no law sets it, the city may.</summary>
    public const int NoticedDays = 15;

    /// <summary>The notice that has to go out now that all inspections are recorded; null when all passed or the flow knows no rectification.</summary>
    public static RectificationRequested? Call(CaseRecord record)
    {
        var next = record.Stages.Where(s => s.State == StageState.Waiting).Select(s => s.Phase).DefaultIfEmpty(int.MaxValue).Min();
        var wait = record.Stages.Where(s => s.Type == StageType.Wait && s.Phase <= next).MaxBy(s => s.Phase);
        if (wait is null || Unpassed(record, wait) is not { Count: > 0 } unpassed)
        {
            return null;
        }

        return new RectificationRequested(wait.Id, $"s{record.Clock!.Suspensions.Count + 1}", [.. unpassed.SelectMany(Points)]);
    }

    public static Outcome Answer(CaseRecord record, string? statement, IReadOnlyList<CaseMaterial> materials, RuleContext context)
    {
        if (record.State != CaseState.Suspended || record.Stages.FirstOrDefault(s => s.Type == StageType.Wait && s.State.IsActive()) is not { } wait)
        {
            return Refusal.WrongState(record.State);
        }

        if (Guards.IsBlank(statement))
        {
            return Refusal.Invalid("rectification-unexplained", new("请说明整改情况。", "Say what was put right."),
                new Dictionary<string, Text> { ["/statement"] = new("必填", "Required") });
        }

        var open = record.Rectifications[^1];
        var clock = record.Clock! with
        {
            Suspensions = [.. record.Clock.Suspensions.Select(s => s.Id == open.SuspensionId ? s with { End = context.Now } : s)],
        };
        var promised = context.Clock.PromisedDue(clock, record.Limits)!;
        var legal = context.Clock.LegalDue(clock, record.Limits)!;
        return Outcome.Of(new RectificationAnswered(
            wait.Id, statement!.Trim(), materials, promised.At, legal.At, promised.Provisional || legal.Provisional,
            [.. Unpassed(record, wait).Select(s => new StageDue(s.Id, context.Clock.Due(context.Now, s.LimitDays).At))]));
    }

    /// <summary>The applicant is to rectify and may bring proof.</summary>
    public static bool Awaits(CaseRecord record) =>
        record.State == CaseState.Suspended && record.Stages.Any(s => s.Type == StageType.Wait && s.State.IsActive());

    /// <summary>The inspections before the wait, back to the wait before it, that want something put right.</summary>
    private static List<Stage> Unpassed(CaseRecord record, Stage wait)
    {
        var from = record.Stages.Where(s => s.Type == StageType.Wait && s.Phase < wait.Phase).Select(s => s.Phase).DefaultIfEmpty(0).Max();
        return [.. record.Stages.Where(s => s.Type is StageType.Survey or StageType.JointSurvey && s.Phase > from && s.Phase < wait.Phase
            && (s.State == StageState.AgreedWithConditions || (s.State == StageState.Disagreed && s.Round == 1)))];
    }

    private static IEnumerable<RectificationPoint> Points(Stage stage) =>
        (stage.Survey?.Points is { Count: > 0 } points ? points : [stage.OpinionText!]).Select(p => new RectificationPoint(stage.Id, stage.Department, p));
}

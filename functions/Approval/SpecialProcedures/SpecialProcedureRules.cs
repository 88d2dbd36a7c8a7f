using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.SpecialProcedures;

/// <param name="Kind">hearing, bidding, auction, inspection, testing, quarantine, appraisal, expertReview.</param>
/// <param name="Body">Who carries it out.</param>
/// <param name="WorkingDays">Working days it takes, told to the applicant.</param>
/// <param name="Notice">What else the applicant is told.</param>
internal sealed record SuspensionCommand(string Kind, string Body, int WorkingDays, string Notice);

internal sealed record SuspensionEndCommand(string Result);

/// <summary>
/// 特别程序 (WF-16, TL-06). Administrative License Law, art. 45: the time for a hearing, bidding, auction, inspection, testing, quarantine, appraisal
/// or expert review is not counted; the organ tells the applicant in writing how long it takes. Several at once stop the clock once.
/// </summary>
internal static class SpecialProcedureRules
{
    /// <summary>The longest time that one notice may name, in working days: about a year.</summary>
    public const int MaxWorkingDays = 250;

    public static Outcome Open(CaseRecord record, SuspensionCommand command, RuleContext context)
    {
        if (MayOpen(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (ParseKind(command.Kind) is not { } kind)
        {
            return Refusal.Invalid(
                "unknown-procedure",
                new("只有听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审可以停止计时(行政许可法第四十五条)。",
                    "Only a hearing, bidding, auction, inspection, testing, quarantine, appraisal or expert review stops the clock (Administrative License Law, art. 45)."),
                new Dictionary<string, Text> { ["/kind"] = new("不认识的特别程序", "Unknown procedure") });
        }

        if (Faults(command) is { Count: > 0 } faults)
        {
            return Refusal.Invalid(
                "procedure-notice-incomplete",
                new("特别程序应当书面告知申请人承办机构、所需时间和事由。", "The applicant is told in writing who does it, how long it takes and why."), faults);
        }

        var body = command.Body.Trim();
        return record.Procedures.Any(p => p.EndedAt is null && p.Kind == kind && p.Body == body)
            ? new Refusal(
                "procedure-already-open", 409, new("该特别程序已在进行", "Already open"),
                new($"{body}的{ProcedureWords.Of(kind).Zh}已在进行,结束后才能再次启动。", $"The {ProcedureWords.Of(kind).En} by {body} is open already; it has to end first."))
            : Outcome.Of(new SpecialProcedureOpened(
                $"s{record.Clock!.Suspensions.Count + 1}", kind, body, command.WorkingDays,
                context.Clock.Due(context.Now, command.WorkingDays).At, command.Notice.Trim(), context.Actor.Department!));
    }

    public static Outcome End(CaseRecord record, string id, SuspensionEndCommand command, RuleContext context)
    {
        if (record.Procedures.FirstOrDefault(p => p.Id == id) is not { } procedure)
        {
            return new Refusal("unknown-suspension", 404, new("没有这项特别程序", "No such special procedure"), new("没有找到该特别程序。", "The special procedure was not found."));
        }

        if (MayEnd(record, procedure, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (Guards.IsBlank(command.Result))
        {
            return Refusal.Invalid(
                "procedure-result-missing", new("必须写明特别程序的结果。", "Say what came of the procedure."),
                new Dictionary<string, Text> { ["/result"] = new("必填", "Required") });
        }

        return Outcome.Of(new SpecialProcedureEnded(id, command.Result.Trim(), Resumption.After(record, record.Clock!, id, context)));
    }

    /// <summary>A reviewer or approver of a department that has a task open (or standing for another procedure).</summary>
    public static Refusal? MayOpen(CaseRecord record, Actor actor)
    {
        if (!actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver))
        {
            return Refusal.WrongRole(StageRole.Reviewer);
        }

        if (record.State is not (CaseState.InReview or CaseState.ReportedUp or CaseState.Suspended))
        {
            return Refusal.WrongState(record.State);
        }

        var standing = record.Stages.Where(s => s.State.IsActive() || s.State == StageState.Suspended).ToList();
        return standing.Any(s => s.Department == actor.Department) ? null : Refusal.OtherDepartment(standing.FirstOrDefault()?.Department ?? record.Lead);
    }

    /// <summary>A reviewer or approver of the department that opened it, or of the lead.</summary>
    public static Refusal? MayEnd(CaseRecord record, SpecialProcedure procedure, Actor actor) =>
        !actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Reviewer)
        : actor.Department != procedure.Department && actor.Department != record.Lead ? Refusal.OtherDepartment(procedure.Department)
        : procedure.EndedAt is not null ? new Refusal(
            "suspension-ended", 409, new("该特别程序已结束", "Already ended"), new("该特别程序已经结束。", "The special procedure has ended already."))
        : record.State != CaseState.Suspended ? Refusal.WrongState(record.State)
        : null;

    private static Dictionary<string, Text> Faults(SuspensionCommand command)
    {
        var faults = new Dictionary<string, Text>();
        if (Guards.IsBlank(command.Body))
        {
            faults["/body"] = new("必须写明承办机构", "Say who carries it out");
        }

        if (Guards.IsBlank(command.Notice))
        {
            faults["/notice"] = new("必须写明事由", "Say why");
        }

        if (command.WorkingDays is < 1 or > MaxWorkingDays)
        {
            faults["/workingDays"] = new($"须为 1 至 {MaxWorkingDays} 个工作日", $"1 to {MaxWorkingDays} working days");
        }

        return faults;
    }

    private static ProcedureKind? ParseKind(string kind) =>
        Enum.GetValues<ProcedureKind>().Where(k => Words.Of(k) == kind).Select(k => (ProcedureKind?)k).FirstOrDefault();
}

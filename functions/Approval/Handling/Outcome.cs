using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Localization;

namespace NoVisit.Approval;

/// <summary>What a rule answers to a command: events, or a refusal with a reason for a person. Nothing is ever silently ignored.</summary>
internal abstract record Outcome
{
    public sealed record Done(IReadOnlyList<CaseEvent> Events) : Outcome;

    /// <param name="Refusal">Why.</param>
    /// <param name="Recorded">What goes on record although the command is refused: a breach by who gave it (IN-08).</param>
    public sealed record Refused(Refusal Refusal, params IReadOnlyList<CaseEvent> Recorded) : Outcome;

    public static Outcome Of(params IReadOnlyList<CaseEvent> events) => new Done(events);

    public static implicit operator Outcome(Refusal refusal) => new Refused(refusal);
}

/// <summary>Why a command was refused.</summary>
/// <param name="Problem">Last segment of the problem type, stable: <c>/problems/{Problem}</c>.</param>
/// <param name="Status">403 for rights, 409 for the state of the case, 422 for the command's own content.</param>
/// <param name="Title">In short.</param>
/// <param name="Detail">What the reader can do about it.</param>
/// <param name="Errors">By material code, field code or JSON pointer.</param>
internal sealed record Refusal(string Problem, int Status, Text Title, Text Detail, IReadOnlyDictionary<string, Text>? Errors = null)
{
    public static Refusal WrongState(CaseState state) => new(
        "wrong-state", 409, new("当前状态不能进行此操作", "Not possible in this state"),
        new($"办件当前状态为“{StateWords.Of(state).Zh}”,不能进行此操作。请刷新后查看最新状态。",
            $"The case is “{StateWords.Of(state).En}”, so this cannot be done now. Reload to see its latest state."));

    public static Refusal StageClosed(Stage stage) => new(
        "task-closed", 409, new("该环节已办理或尚未开始", "Task is not open"),
        new($"“{stage.Name.Zh}”环节不在办理中。", $"The stage “{stage.Name.En}” is not open."));

    public static Refusal UnknownTask => new(
        "unknown-task", 404, new("没有这个任务", "No such task"), new("没有找到该任务。", "The task was not found."));

    public static Refusal OtherDepartment(string department) => new(
        "other-department", 403, new("不属于本部门", "Another department's task"),
        new($"该任务属于 {department},您无权办理。", $"This task belongs to {department}; you may not act on it."));

    public static Refusal WrongRole(StageRole role) => new(
        "wrong-role", 403, new("岗位权限不符", "Wrong role"), new($"该操作需要 {role} 岗位。", $"This act needs the role {role}."));

    public static Refusal ClaimedByOther(string person) => new(
        "claimed-by-another", 409, new("任务已被他人签收", "Claimed by a colleague"),
        new($"该任务已由 {person} 签收,请由其办理或先退回。", $"{person} has claimed this task; they handle it or release it first."));

    public static Refusal FourEyes => new(
        "four-eyes", 403, new("审查与决定不能为同一人", "Four eyes"),
        new("同一办件的受理、审查人员不得作出决定,请由另一名工作人员办理(一审一核)。",
            "Whoever accepted or reviewed this case cannot decide it; a second person has to."));

    public static Refusal ReasonMissing(string field) => new(
        "reason-missing", 422, new("必须说明理由", "A reason is required"),
        new("不同意、不予许可、不予受理和退回都必须写明理由和依据。", "Disagreeing, refusing, not accepting and returning need a reason and its basis."),
        new Dictionary<string, Text> { ["/" + field] = new("必填", "Required") });

    public ProblemException ToProblem() => new(
        new ProblemKind(Problem, Status, Title, Detail), errors: Errors?.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal));

    public static Refusal Invalid(string problem, Text detail, IReadOnlyDictionary<string, Text>? errors = null) =>
        new(problem, 422, new("内容不符合要求", "Not valid"), detail, errors);
}

internal static class StateWords
{
    /// <summary>A state in words for people.</summary>
    public static Text Of(CaseState state) => state switch
    {
        CaseState.Submitted => new("待受理", "awaiting acceptance"),
        CaseState.PreReview => new("预审中", "in pre-review"),
        CaseState.CorrectionRequested => new("待补正", "awaiting your correction"),
        CaseState.Resubmitted => new("已补正,待受理", "corrected, awaiting acceptance"),
        CaseState.PreAccepted => new("预受理", "pre-accepted"),
        CaseState.NotAccepted => new("不予受理", "not accepted"),
        CaseState.Returned => new("已退回", "returned"),
        CaseState.InReview => new("审查中", "in review"),
        CaseState.Suspended => new("已停钟", "clock stopped"),
        CaseState.ReportedUp => new("已上报", "reported upward"),
        CaseState.DecidedGrant => new("准予", "granted"),
        CaseState.DecidedRefuse => new("不予许可", "refused"),
        CaseState.CertificateReady => new("证照已生成", "certificate ready"),
        CaseState.Dispatched => new("已寄出", "dispatched"),
        CaseState.Delivered => new("已送达", "delivered"),
        CaseState.Closed => new("已办结", "closed"),
        CaseState.Withdrawn => new("已撤回", "withdrawn"),
        _ => new("已终止", "terminated"),
    };
}

using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.Termination;

/// <param name="Ground">applicantDied, applicantEnded, objectGone or forceMajeure.</param>
/// <param name="Statement">In words.</param>
/// <param name="Evidence">Each document that proves the ground, by name and number.</param>
internal sealed record TerminationCommand(TerminationGround Ground, string Statement, IReadOnlyList<string> Evidence);

/// <summary>
/// 终止 before the decision: the lead's chief representative ends a case on which nothing is left to decide. After the decision there is a licence or a
/// refusal, which stands: a licence whose holder has died or whose object is gone is cancelled as a certificate (注销, Licence Law art. 70).
/// </summary>
internal static class TerminationRules
{
    public static Outcome Terminate(CaseRecord record, TerminationCommand command, RuleContext context) =>
        MayTerminate(record, context.Actor) is { } refusal ? refusal
        : Guards.IsBlank(command.Statement) ? Incomplete("statement")
        : command.Evidence.All(Guards.IsBlank) ? Incomplete("evidence")
        : Outcome.Of(new CaseTerminated(
            command.Ground, command.Statement.Trim(), [.. command.Evidence.Where(e => !Guards.IsBlank(e)).Select(e => e.Trim())]));

    /// <summary>An approver of the lead, until the decision.</summary>
    public static Refusal? MayTerminate(CaseRecord record, Actor actor) =>
        actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : record.State.IsFinal() ? Refusal.WrongState(record.State)
        : record.State.IsDecided() ? new Refusal(
            "terminated-after-decision", 409, new("已作出决定,不能终止", "Decided already"),
            new("办件已作出决定。已取得许可的,依照行政许可法第七十条办理证照注销。",
                "The case is decided. A licence is cancelled under art. 70 of the Administrative License Law, as a certificate."))
        : null;

    public static Text WordOf(TerminationGround ground) => ground switch
    {
        TerminationGround.ApplicantDied => new("申请人死亡或者丧失行为能力", "The applicant has died or can no longer act"),
        TerminationGround.ApplicantEnded => new("申请人依法终止", "The applicant has ended"),
        TerminationGround.ObjectGone => new("申请事项的对象已不存在", "What was to be licensed is gone"),
        _ => new("因不可抗力无法实施许可事项", "Force majeure makes it impossible"),
    };

    private static Refusal Incomplete(string field) => Refusal.Invalid(
        "termination-incomplete", new("终止必须写明事由并列明证据。", "A termination states its ground and names its evidence."),
        new Dictionary<string, Text> { ["/" + field] = new("必填", "Required") });
}

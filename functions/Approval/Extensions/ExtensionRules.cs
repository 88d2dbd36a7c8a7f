using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;

namespace NoVisit.Approval.Extensions;

internal sealed record ExtensionCommand(int WorkingDays, string Reason);

internal sealed record ExtensionApprovalCommand(bool Approve, string? Reason = null);

/// <summary>
/// 延期 (TL-09). Administrative License Law, art. 42: once, within what the law allows, approved by the head of the organ, the reason told to the
/// applicant. Asked for by the lead department before the promised due; never approved by who asked.
/// </summary>
internal static class ExtensionRules
{
    public static Outcome Request(CaseRecord record, ExtensionCommand command, RuleContext context)
    {
        if (MayRequest(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (context.Clock.CanExtend(record.Clock!, record.Limits, command.WorkingDays, context.Now) is { } reason)
        {
            return Refused(reason);
        }

        return Guards.IsBlank(command.Reason)
            ? Refusal.Invalid(
                "extension-reason-missing", new("延期必须说明理由,并告知申请人。", "An extension needs a reason, which the applicant is told."),
                new Dictionary<string, Text> { ["/reason"] = new("必填", "Required") })
            : Outcome.Of(new ExtensionRequested(
                command.WorkingDays, command.Reason.Trim(), context.Staff.HeadOf(record.Lead, record.ItemCode, context.Now)));
    }

    public static Outcome Answer(CaseRecord record, ExtensionApprovalCommand command, RuleContext context)
    {
        if (MayAnswer(record, context.Actor) is { } refusal)
        {
            return refusal;
        }

        if (!command.Approve)
        {
            return Guards.IsBlank(command.Reason) ? Refusal.ReasonMissing("reason") : Outcome.Of(new ExtensionRefused(command.Reason!.Trim()));
        }

        var request = record.Extension!;
        var clock = record.Clock! with { Extension = record.Clock.Extension! with { ApprovedAt = context.Now } };
        var promised = context.Clock.PromisedDue(clock, record.Limits)!;
        var legal = context.Clock.LegalDue(clock, record.Limits)!;
        return Outcome.Of(new ExtensionApproved(
            request.WorkingDays, request.Reason, promised.At, legal.At, promised.Provisional || legal.Provisional, command.Reason?.Trim()));
    }

    /// <summary>A reviewer or approver of the lead, while the clock runs.</summary>
    public static Refusal? MayRequest(CaseRecord record, Actor actor) =>
        actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !actor.Has(StageRole.Reviewer) && !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Reviewer)
        : record.State is not (CaseState.InReview or CaseState.ReportedUp) ? Refusal.WrongState(record.State)
        : null;

    /// <summary>
    /// An approver of the lead who did not ask himself. While the clock stands nobody is late and the new due time cannot be named, so the answer waits
    /// until it runs.
    /// </summary>
    public static Refusal? MayAnswer(CaseRecord record, Actor actor) =>
        actor.Department != record.Lead ? Refusal.OtherDepartment(record.Lead)
        : !actor.Has(StageRole.Approver) ? Refusal.WrongRole(StageRole.Approver)
        : record.State is not (CaseState.InReview or CaseState.ReportedUp) ? Refusal.WrongState(record.State)
        : record.Extension is not { } request ? new Refusal(
            "no-extension-request", 409, new("没有延期申请", "No extension was asked for"), new("本办件没有延期申请。", "Nobody asked for an extension of this case."))
        : request.Approved is not null ? new Refusal(
            "extension-answered", 409, new("延期申请已答复", "Answered already"), new("该延期申请已经答复。", "The request was answered already."))
        : request.By == actor.Id ? new Refusal(
            "extension-own-request", 403, new("不能批准自己的申请", "Not by who asked"),
            new("延期由提出申请以外的负责人批准。", "An extension is approved by another person than the one who asked."))
        : null;

    private static Refusal Refused(ExtensionRefusal reason) => new(
        $"extension-{JsonNamingPolicy.KebabCaseLower.ConvertName(reason.Code)}", reason.Code == "beyondMaximum" ? 422 : 409,
        new("不能延期", "Cannot be extended"), reason.Message);
}

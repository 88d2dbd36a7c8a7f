using NoVisit.Catalogue;
using NoVisit.Identity.Delegations;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>One department's decision on its stage.</summary>
internal sealed record StageDecided(string StageId, bool Granted, string? Reason, string? Basis, string? Remedies) : CaseEvent
{
    public override IReadOnlyList<Right> Needs(CaseRecord record) => [Right.Decide, Right.UseSeal];

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.WithStage(
        StageId, s => s.Done(Granted ? StageState.Agreed : StageState.Disagreed, entry) with { OpinionText = Reason, Basis = Basis });
}

/// <summary>决定 on the whole case: the clock is frozen.</summary>
internal sealed record DecisionMade(bool Granted, string? Reason, string? Basis, string? Remedies, string By) : CaseEvent
{
    public override Text Title => Granted ? new("准予决定", "Granted") : new("不予决定", "Refused");

    public override NoticeText Notice => Granted
        ? new("decidedGrant", new("准予行政许可决定书", "Decision to grant"), new("经审查,符合法定条件,准予。", "The conditions are met; granted."))
        : new("decidedRefuse", new("不予行政许可决定书", "Decision to refuse"), new(
            $"理由:{Reason}。依据:{Basis}。救济途径:{Remedies}", $"Reason: {Reason} Basis: {Basis} Remedies: {Remedies}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = Granted ? CaseState.DecidedGrant : CaseState.DecidedRefuse,
        Decision = new Decision(Granted, Reason, Basis, Remedies, By, entry.At),
        Clock = record.Clock is null ? null : record.Clock with { FrozenAt = entry.At },
        Stages = record.Stages.Cancelled(),
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Granted ? new(NoticeKind.DecidedGrant) : new(NoticeKind.DecidedRefuse, ("reason", Reason ?? ""));

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record) => PassedOn(record, Granted);

    /// <summary>The department that had the power before supervises what is decided under it now (WF-11).</summary>
    internal static IEnumerable<StaffMessage> PassedOn(CaseRecord record, bool granted) => record.FormerDepartment is not { } former ? [] :
    [
        StaffMessage.To(former, StageRole.Approver, NoticeKind.DecisionPassedOn, ("reason", granted ? new("准予", "granted") : new("不予许可", "refused"))),
    ];
}

/// <summary>制证: the certificates, or the reasoned refusal, are signed and in the library.</summary>
internal sealed record CertificatesIssued(IReadOnlyList<Result> Results) : CaseEvent
{
    public override Text Title => new("证照已生成", "Certificates issued");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = record.Decision is { Granted: true } ? CaseState.CertificateReady : record.State,
        Results = [.. record.Results, .. Results],
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode)
    {
        var comma = english ? ", " : "、";
        return record.Decision is not { Granted: true } ? null : new(
            NoticeKind.CertificateReady,
            ("certificate", string.Join(comma, Results.Select(r => english ? r.Name.En : r.Name.Zh))),
            ("certificateNumber", string.Join(comma, Results.Select(r => r.Number))));
    }
}

/// <summary>办结.</summary>
internal sealed record CaseClosed : CaseEvent
{
    public override Text Title => new("已办结", "Closed");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { State = CaseState.Closed };
}

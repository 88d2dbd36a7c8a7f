using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>预受理的前置证照: a certificate that a filing needs and another case of the applicant has yet to bring (IN-06).</summary>
/// <param name="CaseNumber">The case that will bring it.</param>
/// <param name="MaterialCode">The material for which it stands.</param>
/// <param name="Certificate">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Days">Working days for which the filing may wait once it is pre-accepted.</param>
internal sealed record Awaited(string CaseNumber, string MaterialCode, string Certificate, Text Name, int Days)
{
    /// <summary>End of the wait, UTC; null before the pre-acceptance.</summary>
    public DateTimeOffset? LapsesAt { get; init; }
}

/// <summary>预受理: registered; the departments look at it provisionally while a certificate is still to come (IN-06).</summary>
/// <param name="Awaited">What for, and until when.</param>
/// <param name="Phase">The phase whose stages open.</param>
/// <param name="Stages">Those that open, without a limit.</param>
internal sealed record PreAccepted(Awaited Awaited, int Phase, IReadOnlyList<string> Stages) : CaseEvent
{
    public override Text Title => new("已预受理", "Accepted in advance");

    public override NoticeText Notice => new("preAccepted", new("预受理通知书", "Notice of pre-acceptance"), new(
        $"您的申请除“{Awaited.Name.Zh}”(由办件{Awaited.CaseNumber}办理)外材料齐全、符合法定形式,现予预受理并先行审查。该证照办结后自动转为受理,办理期限自受理之日的次一工作日起算;{Day}前仍未取得的,申请予以退回。",
        $"But for the {Awaited.Name.En} (case {Awaited.CaseNumber}) your filing is complete and in due form; it is registered and looked at provisionally. It is accepted by itself when that certificate is issued, and its limit counts from the working day after. If the certificate is not there by {Day}, the filing is returned."))
    {
        AnswerDue = Awaited.LapsesAt,
    };

    private string Day => NoticeTemplates.Day(Awaited.LapsesAt!.Value);

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = CaseState.PreAccepted,
        Awaited = Awaited,
        Phase = Phase,
        Stages = [.. record.Stages.Select(s => s.Id == record.AcceptanceStage.Id ? s.Done(StageState.Agreed, entry)
            : Stages.Contains(s.Id) ? s with { State = StageState.Open, OpenedAt = entry.At, Round = s.Round + 1 }
            : s)],
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) =>
        new(NoticeKind.PreAccepted, ("certificate", english ? Awaited.Name.En : Awaited.Name.Zh), ("due", Day));
}

/// <summary>The awaited certificate is there and taken by reference (IN-06, DS-02); acceptance follows in the same transaction.</summary>
internal sealed record AwaitedArrived(CaseMaterial Material) : CaseEvent
{
    public override Text Title => new("前置证照已办结", "The awaited certificate is there");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Materials = [.. record.Materials, Material],
        Notices = [.. record.Notices.Select(n => n is { Kind: "preAccepted", AnsweredAt: null } ? n with { AnsweredAt = entry.At } : n)],
    };
}

/// <summary>Another case waits for a result of this one: it is woken when there is one, or when there will be none (IN-06).</summary>
internal sealed record ResultAwaited(string By) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { AwaitedBy = [.. record.AwaitedBy, By] };
}

using NoVisit.Approval.Rectifications;
using NoVisit.Approval.ReportingUp;
using NoVisit.Deadlines;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>整改通知: one list of all departments; the clock stands until the applicant has answered (WF-06, TL-06).</summary>
internal sealed record RectificationRequested(string StageId, string SuspensionId, IReadOnlyList<RectificationPoint> Points) : CaseEvent
{
    public const string NoticeKindName = "rectificationRequested";

    public override Text Title => new("需要整改", "Rectification requested");

    public override NoticeText Notice => new(NoticeKindName, new("整改通知书", "Rectification notice"), new(
        $"现场核查提出以下整改要求,请一并整改并答复。整改期间停止计时,复查只核查未通过的部分。\n{List()}",
        $"The inspection asks for the following. Please put all of it right and answer. The clock stands meanwhile; only what did not pass is inspected again.\n{List()}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) =>
        record.WithStage(StageId, s => s.Reopened(entry.At, null)) with
        {
            State = CaseState.Suspended,
            Phase = record.Find(StageId)!.Phase,
            Clock = record.Clock! with
            {
                Suspensions = [.. record.Clock.Suspensions,
                    new Suspension(SuspensionId, SuspensionGround.Rectification, entry.At, null, RectificationRules.NoticedDays)],
            },
            PromisedDue = Passed(record.PromisedDue, entry.At),
            LegalDue = Passed(record.LegalDue, entry.At),
            Rectifications = [.. record.Rectifications, new Rectification(StageId, SuspensionId, Points, entry.At)],
        };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.RectificationRequested, ("reason", string.Join(english ? "; " : ";", Points.Select(p => p.Point))));

    /// <summary>A due time is unknown while the clock stands, unless it had passed before: a delay is never forgotten.</summary>
    private static DateTimeOffset? Passed(DateTimeOffset? due, DateTimeOffset at) => due <= at ? due : null;

    private string List() => string.Join('\n', Points.Select((p, i) => $"{i + 1}. {p.Point}"));
}

/// <summary>整改答复: the clock runs on, and only the inspections that did not pass are open again (WF-06).</summary>
internal sealed record RectificationAnswered(
    string StageId, string Statement, IReadOnlyList<CaseMaterial> Materials, DateTimeOffset PromisedDue, DateTimeOffset LegalDue, bool Provisional,
    IReadOnlyList<StageDue> Reinspections) : CaseEvent
{
    public override Text Title => new("已整改,待复查", "Rectified, awaiting re-inspection");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var open = record.Rectifications[^1];
        return record with
        {
            State = ReportUpRules.ReviewState(record),
            Phase = record.Stages.First(s => s.Id == Reinspections[0].StageId).Phase,
            Clock = record.Clock! with
            {
                Suspensions = [.. record.Clock.Suspensions.Select(s => s.Id == open.SuspensionId ? s with { End = entry.At } : s)],
            },
            PromisedDue = PromisedDue,
            LegalDue = LegalDue,
            DueProvisional = Provisional,
            Stages = [.. record.Stages.Select(s =>
                s.Id == StageId ? s.Done(StageState.Agreed, entry) with { OpinionText = Statement }
                : Reinspections.FirstOrDefault(d => d.StageId == s.Id) is { } again ? s.Reopened(entry.At, again.Due)
                : s)],
            Materials = [.. record.Materials.Select(m => Materials.Any(a => a.Code == m.Code) ? m with { Superseded = true } : m), .. Materials],
            Rectifications = [.. record.Rectifications.SkipLast(1), open with { Statement = Statement, AnsweredAt = entry.At }],
            Notices = [.. record.Notices.Select(n =>
                n is { Kind: RectificationRequested.NoticeKindName, AnsweredAt: null } ? n with { AnsweredAt = entry.At } : n)],

            // A due time that moved is reminded of anew (TL-04).
            Reminded = [.. record.Reminded.Where(of => of switch
            {
                "promised" => record.PromisedDue is not null,
                "legal" => record.LegalDue is not null,
                _ => Reinspections.All(d => d.StageId != of),
            })],
        };
    }
}

using NoVisit.Approval.JointReviews;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;
using NoVisit.Payments;

namespace NoVisit.Approval.Views;

/// <summary>停钟: one stop of the clock, as the applicant reads it.</summary>
/// <param name="Id">Unique in the case; of a special procedure also its id.</param>
/// <param name="Ground">Why.</param>
/// <param name="Since">The clock stands from here.</param>
/// <param name="Until">Until when by the notice; null when none names an end.</param>
/// <param name="EndedAt">Null while the clock stands.</param>
internal sealed record PauseView(string Id, SuspensionGround Ground, DateTimeOffset Since, DateTimeOffset? Until, DateTimeOffset? EndedAt);

/// <param name="WorkingDays">By how much.</param>
/// <param name="Reason">Told to the applicant (Licence Law art. 42).</param>
/// <param name="ApprovedAt">When the head of the organ approved.</param>
internal sealed record ExtendedView(int WorkingDays, string Reason, DateTimeOffset ApprovedAt);

/// <param name="Points">All departments' points in one list.</param>
/// <param name="RequestedAt">When the notice went out.</param>
/// <param name="Statement">The applicant's answer.</param>
/// <param name="AnsweredAt">Null while it is awaited.</param>
internal sealed record RectificationView(
    IReadOnlyList<RectificationPointView> Points, DateTimeOffset RequestedAt, string? Statement, DateTimeOffset? AnsweredAt);

internal sealed record RectificationPointView(DepartmentView Department, string Point);

/// <param name="Department">Called to the meeting.</param>
/// <param name="MayBeAbsent">Its silence may count as agreement (TL-07).</param>
internal sealed record ParticipantView(DepartmentView Department, bool MayBeAbsent);

internal sealed record MeetingView(DateTimeOffset At, string Minutes, IReadOnlyList<VoteView> Votes);

/// <param name="Participant">Who came; null when nobody did.</param>
internal sealed record VoteView(DepartmentView Department, string? Participant, StageState Outcome, string? Reason);

/// <param name="StageId">The stage whose decision it is.</param>
/// <param name="Outcome">grant or refuse.</param>
/// <param name="Signatures">In the order of signing.</param>
/// <param name="InOrder">Each signs after the one before.</param>
internal sealed record DraftView(
    string StageId, string Outcome, string? Reason, string? Basis, string? Remedies, string By, DateTimeOffset At,
    IReadOnlyList<SignatureView> Signatures, bool InOrder);

/// <param name="State">waiting until it is the signer's turn, open, claimed, agreed.</param>
internal sealed record SignatureView(DepartmentView Department, StageState State, string? By, DateTimeOffset? At);

/// <summary>What a case's proceedings look like from outside: stops, extension, rectification, meeting, signatures.</summary>
internal static class Proceedings
{
    public static IReadOnlyList<PauseView> Pauses(CaseRecord r) =>
        [.. (r.Clock?.Suspensions ?? []).Select(s => new PauseView(s.Id, s.Ground, s.Start, s.Ground switch
        {
            SuspensionGround.SpecialProcedure => r.Procedures.FirstOrDefault(p => p.Id == s.Id)?.NoticedEnd,
            SuspensionGround.Payment => r.Bill?.PayBy,
            _ => null,
        }, s.End))];

    public static ExtendedView? Extended(CaseRecord r) =>
        r.Extension is { Approved: true } e ? new ExtendedView(e.WorkingDays, e.Reason, e.DecidedAt!.Value) : null;

    public static IReadOnlyList<RectificationView> Rectifications(CaseRecord r, Func<string, DepartmentView> department) =>
        [.. r.Rectifications.Select(x => new RectificationView(
            [.. x.Points.Select(p => new RectificationPointView(department(p.Department), p.Point))], x.RequestedAt, x.Statement, x.AnsweredAt))];

    /// <summary>Of an inspection that is open again: the points of the last round that are its own.</summary>
    public static IReadOnlyList<string>? PointsToReinspect(CaseRecord r, Stage stage) =>
        stage is { Round: > 1, Type: StageType.Survey or StageType.JointSurvey } && stage.State.IsStanding()
            && r.Rectifications is [.., { AnsweredAt: not null } round]
            && round.Points.Where(p => p.StageId == stage.Id).Select(p => p.Point).ToList() is { Count: > 0 } points ? points : null;

    public static IReadOnlyList<ParticipantView>? Participants(CaseRecord r, Stage stage, Func<string, DepartmentView> department) =>
        stage.Type != StageType.JointReview ? null
            : [.. (stage.Participants ?? []).Select(code => new ParticipantView(department(code), MeetingRules.MayBeAbsent(r, code)))];

    /// <summary>Null for a stage on which no fee rests.</summary>
    public static IReadOnlyList<Text>? Assesses(CaseRecord r, Stage stage) =>
        FeeRules.AssessedBy(r, stage) is { Count: > 0 } fees ? [.. fees.Select(f => f.Name)] : null;

    public static MeetingView? Meeting(Stage stage, Func<string, DepartmentView> department) =>
        stage.Meeting is not { } meeting ? null : new MeetingView(
            meeting.At, meeting.Minutes, [.. meeting.Votes.Select(v => new VoteView(department(v.Department), v.Participant, v.Outcome, v.Reason))]);

    public static DraftView? Draft(CaseRecord r, Func<string, DepartmentView> department)
    {
        if (r.Draft is not { } draft || r.Find(draft.StageId) is not { } stage)
        {
            return null;
        }

        return new DraftView(
            draft.StageId, draft.Granted ? "grant" : "refuse", draft.Reason, draft.Basis, draft.Remedies, draft.By, draft.At,
            [.. (stage.Signers ?? []).Select(code =>
            {
                var part = r.Stages.FirstOrDefault(s => s.PartOf == stage.Id && s.Department == code && s.Round == stage.Round);
                return new SignatureView(department(code), part?.State ?? StageState.Waiting, part?.DoneBy, part?.DoneAt);
            })],
            stage.SignersInOrder);
    }
}

using System.Globalization;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Approval;

/// <summary>特别程序告知: the clocks of the case and of its stages stand from here (WF-16, TL-06).</summary>
internal sealed record SpecialProcedureOpened(
    string Id, ProcedureKind Kind, string Body, int WorkingDays, DateTimeOffset NoticedEnd, string Statement, string Department) : CaseEvent
{
    public override Text Title => new($"进入特别程序:{ProcedureWords.Of(Kind).Zh}", $"Special procedure: {ProcedureWords.Of(Kind).En}");

    /// <summary>Licence Law art. 45: the applicant is told in writing how long it takes.</summary>
    public override NoticeText Notice => new("suspended", new("特别程序告知书", "Notice of a special procedure"), new(
        $"因{ProcedureWords.Of(Kind).Zh}(承办:{Body}),需要{WorkingDays}个工作日,预计{NoticeTemplates.Day(NoticedEnd)}前结束。依照行政许可法第四十五条,所需时间不计算在办理期限内。{Statement}",
        $"A {ProcedureWords.Of(Kind).En} by {Body} takes {WorkingDays} working days, until {NoticeTemplates.Day(NoticedEnd)}. Under art. 45 of the Administrative License Law it does not count towards the limit. {Statement}"));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = CaseState.Suspended,
        Clock = record.Clock! with
        {
            Suspensions = [.. record.Clock.Suspensions, new Suspension(Id, SuspensionGround.SpecialProcedure, entry.At, null, WorkingDays)],
        },
        PromisedDue = Passed(record.PromisedDue, entry.At),
        LegalDue = Passed(record.LegalDue, entry.At),
        Stages = [.. record.Stages.Select(s => s.State.IsActive() ? s with { State = StageState.Suspended, Due = Passed(s.Due, entry.At) } : s)],
        Procedures = [.. record.Procedures, new SpecialProcedure(Id, Kind, Body, WorkingDays, Statement, Department, entry.At, NoticedEnd)],
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(
        NoticeKind.Suspended,
        ("reason", english ? ProcedureWords.Of(Kind).En : ProcedureWords.Of(Kind).Zh),
        ("days", WorkingDays.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A due time is unknown while the clock stands, unless it had passed before: a delay is never forgotten.</summary>
    private static DateTimeOffset? Passed(DateTimeOffset? due, DateTimeOffset at) => due <= at ? due : null;
}

/// <summary>The due times from which the case goes on.</summary>
internal sealed record Resumption(DateTimeOffset PromisedDue, DateTimeOffset LegalDue, bool Provisional, IReadOnlyList<StageDue> Stages)
{
    /// <summary>The dues when a stop ends now; null when another one still stops the clock.</summary>
    public static Resumption? After(CaseRecord record, ClockState stopped, string suspensionId, RuleContext context)
    {
        var clock = stopped with { Suspensions = [.. stopped.Suspensions.Select(s => s.Id == suspensionId ? s with { End = context.Now } : s)] };
        if (clock.Suspensions.Any(s => s.End is null))
        {
            return null;
        }

        var promised = context.Clock.PromisedDue(clock, record.Limits)!;
        var legal = context.Clock.LegalDue(clock, record.Limits)!;
        return new Resumption(promised.At, legal.At, promised.Provisional || legal.Provisional, [.. record.Stages
            .Where(s => s.State == StageState.Suspended && s.Type != StageType.Pay)
            .Select(s => new StageDue(s.Id, context.Clock.StageDue(s.OpenedAt!.Value, s.LimitDays, clock)!.At))]);
    }
}

/// <summary>特别程序结束; without <paramref name="Resumption"/> the clock still stands, for another procedure or for a payment.</summary>
internal sealed record SpecialProcedureEnded(string Id, string Result, Resumption? Resumption) : CaseEvent
{
    public override Text Title => Resumption is null
        ? new("一项特别程序结束", "A special procedure ended")
        : new("特别程序结束,恢复办理", "Special procedure ended, work goes on");

    public override NoticeText? Notice => Resumption is not { } on ? null : new(
        "resumed", new("恢复办理通知书", "Notice that work goes on"), new(
            $"特别程序已结束,结果:{Unstopped}。自即日起恢复计时,承诺{NoticeTemplates.Day(on.PromisedDue)}前办结。",
            $"The special procedure has ended: {Unstopped}. Time counts again; a decision is promised by {NoticeTemplates.Day(on.PromisedDue)}."));

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry)
    {
        var ended = record with
        {
            Clock = record.Clock! with { Suspensions = [.. record.Clock.Suspensions.Select(s => s.Id == Id ? s with { End = entry.At } : s)] },
            Procedures = [.. record.Procedures.Select(p => p.Id == Id ? p with { EndedAt = entry.At, Result = Result } : p)],
        };

        // A bill that is due stops the clock, not the work.
        return ended.Clock!.Suspensions.Any(s => s is { End: null, Ground: not SuspensionGround.Payment }) ? ended : ended.Resumed(Resumption);
    }

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Resumption is not { } on ? null : new(NoticeKind.Resumed, ("due", NoticeTemplates.Day(on.PromisedDue)));

    /// <summary>The result as people write it, without the full stop that the notice sets.</summary>
    private string Unstopped => Result.TrimEnd('。', '.', ' ');
}

/// <summary>The clock stands longer than was noticed, or without a noticed end: told to the supervisor, once for each stop (WF-16).</summary>
internal sealed record SuspensionOverstayed(string Id, string Department, DateTimeOffset NoticedEnd) : CaseEvent
{
    public const string Rule = "suspension";

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        Accountabilities = [.. record.Accountabilities, new Accountability(IdOf(record, Id), Rule, null, Department, null, entry.At, NoticedEnd)],
    };

    public override IEnumerable<StaffMessage> StaffMessages(CaseRecord record)
    {
        (string, Text) reason = ("reason", new("停钟超过告知的时间仍未结束", "The clock stands longer than was noticed"));
        return [StaffMessage.To(Department, StageRole.Reviewer, NoticeKind.WorkWarning, reason), StaffMessage.ToSupervisors(NoticeKind.WorkWarning, reason)];
    }

    public static bool IsOnRecord(CaseRecord record, string suspensionId) =>
        record.Accountabilities.Any(a => a.Id == IdOf(record, suspensionId));

    private static string IdOf(CaseRecord record, string suspensionId) => $"{record.Number}~{Rule}-{suspensionId}";
}

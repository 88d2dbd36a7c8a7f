using NoVisit.Approval;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Flow;

namespace NoVisit.Certificates.Life;

/// <summary>延续 of a food licence whose last day is 10 April 2026 (Licence Law art. 50).</summary>
[Rule("RS-09")]
public sealed class RenewalTests
{
    private static readonly Renewal Old = new("1.2.156.3005.2.OLD", "320681-20210411-AAAAAA-A", "C-FOOD", new DateOnly(2026, 4, 10));

    [Fact]
    public void Filed_thirty_days_ahead_and_not_decided_it_counts_as_renewed_the_moment_the_certificate_expires()
    {
        var renewed = Look(Accepted("2026-03-02 09:00"), "2026-04-11 00:00");

        Assert.Equal(CaseState.DecidedGrant, renewed.State);
        Assert.Equal((true, Actor.System.Id), (renewed.Decision!.Granted, renewed.Decision.By));
        Assert.Contains(renewed.Notices, n => n.Kind == "deemedRenewed");
    }

    [Fact]
    public void Until_the_end_of_the_last_day_nothing_is_deemed() =>
        Assert.Equal(CaseState.InReview, Look(Accepted("2026-03-02 09:00"), "2026-04-10 23:59:59").State);

    [Fact]
    [Rule("SV-03")]
    public void The_failure_is_on_record_once()
    {
        var renewed = Look(Look(Accepted("2026-03-02 09:00"), "2026-04-11 00:00"), "2026-05-01 09:00");

        Assert.Single(renewed.Accountabilities, a => a.Rule == RenewalRules.Breach);
    }

    [Fact]
    public void The_thirtieth_day_ahead_is_in_time() =>
        Assert.Equal(CaseState.DecidedGrant, Look(Accepted("2026-03-11 09:00"), "2026-04-11 00:00").State);

    [Fact]
    public void Filed_later_it_is_an_ordinary_case() =>
        Assert.Equal(CaseState.InReview, Look(Accepted("2026-03-12 09:00"), "2026-04-11 00:00").State);

    [Fact]
    public void A_filing_that_nobody_accepted_counts_as_renewed_too() =>
        Assert.Equal(CaseState.DecidedGrant, Look(Filed("2026-03-02 09:00"), "2026-04-11 00:00").State);

    [Fact]
    public void What_the_applicant_has_not_corrected_is_not_renewed()
    {
        var asked = Do(Filed("2026-03-06 09:00"), "2026-03-09 09:00", CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("correct", [new Defect("M005", null, "缺页", "补全")]), c));

        Assert.Empty(RenewalRules.Due(asked, CaseWalk.Time("2026-04-11 00:00")));
    }

    [Fact]
    public void A_refusal_in_time_stands()
    {
        var refused = Accepted("2026-03-02 09:00") with { State = CaseState.DecidedRefuse };

        Assert.Empty(RenewalRules.Due(refused, CaseWalk.Time("2026-04-11 00:00")));
    }

    [Fact]
    public void The_clock_looks_at_the_expiry() =>
        Assert.Equal(CaseWalk.Time("2026-04-11 00:00"), RenewalRules.Next(Accepted("2026-03-02 09:00")));

    [Fact]
    public void A_case_that_renews_nothing_is_never_deemed() =>
        Assert.Null(RenewalRules.Next(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().Record));

    private static CaseRecord Filed(string at)
    {
        var filing = CaseWalk.Filing(CaseWalk.Food, CaseWalk.Time(at)) with { Renews = Old };
        return CaseMachine.Advance(null, CaseWalk.Number, [filing], new RuleContext(CaseWalk.Clock, CaseWalk.Filer, CaseWalk.Time(at))).After;
    }

    private static CaseRecord Accepted(string at) =>
        Do(Filed(at), at, CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c));

    private static CaseRecord Do(CaseRecord record, string at, Actor actor, Func<CaseRecord, RuleContext, Outcome> rule)
    {
        var context = new RuleContext(CaseWalk.Clock, actor, CaseWalk.Time(at));
        return CaseMachine.Advance(record, record.Number, Assert.IsType<Outcome.Done>(rule(record, context)).Events, context).After;
    }

    /// <summary>Looks as the orchestrations do, until nothing is due.</summary>
    private static CaseRecord Look(CaseRecord record, string at)
    {
        var context = new RuleContext(CaseWalk.Clock, Actor.System, CaseWalk.Time(at));
        while (TimeRules.Due(record, context) is { Count: > 0 } due)
        {
            record = CaseMachine.Advance(record, record.Number, due, context).After;
        }

        return record;
    }
}

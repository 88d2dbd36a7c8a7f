using NoVisit.Approval.Records;

namespace NoVisit.Approval.GreenChannels;

/// <summary>绿色通道 (IN-14): first in every inbox, tighter stages, a tracker who reports every half month.</summary>
[Rule("IN-14")]
public sealed class GreenChannelTests
{
    private static readonly Actor Coordinator = new("coordinator", "coordinator", "SPJ");
    private static readonly PriorityCommand KeyProject = new(PriorityGround.KeyProject, "市重点项目清单第12号", "gu.tracker");

    [Fact]
    public void Its_tasks_stand_before_all_others()
    {
        var usual = Assert.Single(InboxRow.Of(Case().Record));
        var first = Assert.Single(InboxRow.Of(Green().Record));

        Assert.True(string.CompareOrdinal(first.RowKey, usual.RowKey) < 0);
        Assert.Equal((false, true), (usual.Priority, first.Priority));
    }

    [Fact]
    public void Stages_to_come_have_half_the_days_rounded_up() => Assert.Equal(
        Case().Record.Stages.Skip(1).Select(s => (s.LimitDays + 1) / 2), Green().Record.Stages.Skip(1).Select(s => s.LimitDays));

    [Fact]
    public void No_stage_is_left_out() => Assert.Equal(Case().Record.Stages.Select(s => s.Id), Green().Record.Stages.Select(s => s.Id));

    [Fact]
    public void The_limits_of_the_law_and_of_the_promise_stay() => Assert.Equal(
        (Case().Accept().Record.LegalDue, Case().Accept().Record.PromisedDue), (Green().Accept().Record.LegalDue, Green().Accept().Record.PromisedDue));

    [Fact]
    public void Only_the_coordinator_grants_it() => Assert.Equal(
        "coordinator-only", Case().Refused(CatalogueCase.Clerk("FGW"), (r, c) => GreenChannel.Grant(r, KeyProject, c)).Problem);

    [Fact]
    public void It_is_granted_once() =>
        Assert.Equal("priority-granted", Green().Refused(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject, c)).Problem);

    [Fact]
    public void It_rests_on_a_list_or_decision() => Assert.Equal(
        "reason-missing", Case().Refused(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject with { Basis = " " }, c)).Problem);

    [Fact]
    public void Somebody_follows_it() => Assert.Equal(
        "tracker-missing", Case().Refused(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject with { Tracker = "" }, c)).Problem);

    [Theory]
    [InlineData("2026-03-17 09:59", 0)]
    [InlineData("2026-03-17 10:00", 1)]
    [InlineData("2026-04-01 10:00", 2)]
    public void A_report_is_asked_for_every_half_month(string at, int reports) =>
        Assert.Equal(reports, Green().Accept().At(at).Look().Record.Priority!.ReportsAsked);

    [Fact]
    public void Looking_twice_asks_once()
    {
        var walk = Green().Accept().At("2026-03-17 10:00").Look().Look();

        Assert.Single(walk.Ledger, e => e.Event is ProgressReportAsked);
    }

    private static CatalogueCase Case() => new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00");

    private static CatalogueCase Green() => Case().Do(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject, c));
}

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

    [Fact]
    public void Only_the_coordinator_ends_it() => Assert.Equal(
        "coordinator-only", Green().Refused(CatalogueCase.Clerk("FGW"), (r, c) => GreenChannel.End(r, new("已竣工"), c)).Problem);

    [Fact]
    public void Its_end_has_a_reason() =>
        Assert.Equal("reason-missing", Green().Refused(Coordinator, (r, c) => GreenChannel.End(r, new(" "), c)).Problem);

    [Fact]
    public void What_is_not_in_it_does_not_leave_it() =>
        Assert.Equal("no-priority", Case().Refused(Coordinator, (r, c) => GreenChannel.End(r, new("误设"), c)).Problem);

    [Fact]
    public void After_it_stages_to_come_have_their_usual_days_and_open_ones_keep_theirs()
    {
        var walk = Green().Accept();
        var open = walk.Open.Select(id => (walk.Stage(id).LimitDays, walk.Stage(id).Due)).ToList();
        walk.Do(Coordinator, (r, c) => GreenChannel.End(r, new("已移出重点项目清单"), c));

        Assert.Equal(open, walk.Open.Select(id => (walk.Stage(id).LimitDays, walk.Stage(id).Due)));
        Assert.Equal(
            Case().Record.Stages.Where(s => walk.Stage(s.Id).State == StageState.Waiting).Select(s => s.LimitDays),
            walk.Record.Stages.Where(s => s.State == StageState.Waiting).Select(s => s.LimitDays));
        Assert.False(InboxRow.Of(walk.Record)[0].Priority);
    }

    [Fact]
    public void After_it_no_report_is_asked_for()
    {
        var walk = Green().Accept().Do(Coordinator, (r, c) => GreenChannel.End(r, new("已移出重点项目清单"), c)).At("2026-03-17 10:00").Look();

        Assert.DoesNotContain(walk.Ledger, e => e.Event is ProgressReportAsked);
    }

    [Fact]
    public void It_may_be_granted_again() => Assert.NotNull(
        Green().Do(Coordinator, (r, c) => GreenChannel.End(r, new("误操作"), c)).Do(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject, c)).Record.Priority);

    private static CatalogueCase Case() => new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00");

    private static CatalogueCase Green() => Case().Do(Coordinator, (r, c) => GreenChannel.Grant(r, KeyProject, c));
}

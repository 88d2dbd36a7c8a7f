using NoVisit.Approval.Handled;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Urgings;

/// <summary>TL-10. The billiard hall is led by SPJ; on 2 March 2026 its first task is opened for SCJ.</summary>
[Rule("TL-10")]
public sealed class UrgingTests
{
    private static readonly UrgingCommand First = new("B", "请尽快办理登记。");

    [Fact]
    public void The_lead_urges_and_a_reply_is_due_in_one_working_day()
    {
        var urging = Assert.Single(Urged().Record.Urgings);

        Assert.Equal(("SCJ", false, At("2026-03-04 17:30")), (urging.Department, urging.ToHead, urging.ReplyDue));
    }

    [Fact]
    public void The_coordinator_urges_too()
    {
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Does("2026-03-03 10:00", Coordinator, (r, c) => UrgingRules.Urge(r, First, c));

        Assert.Equal("coordinator", Assert.Single(handled.Record.Urgings).By);
    }

    [Fact]
    public void The_second_goes_to_the_head_of_the_department()
    {
        var handled = Urged();
        handled.Does("2026-03-05 09:00", Reviewer("SPJ"), (r, c) => UrgingRules.Urge(r, First, c));

        Assert.Equal([false, true], handled.Record.Urgings.Where(u => u.By != Actor.System.Id).Select(u => u.ToHead));
    }

    [Fact]
    public void While_a_reply_can_still_come_no_second_one_is_sent() =>
        Assert.Equal("urging-awaits-reply", Urged().IsRefused("2026-03-04 17:30", Reviewer("SPJ"), (r, c) => UrgingRules.Urge(r, First, c)).Problem);

    [Fact]
    public void The_department_replies()
    {
        var handled = Urged();
        handled.Does("2026-03-04 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u1", new("今日办结"), c));

        Assert.Equal(("今日办结", At("2026-03-04 10:00")), (handled.Record.Urgings[0].Reply, handled.Record.Urgings[0].RepliedAt!.Value));
    }

    [Fact]
    public void The_second_is_answered_by_the_head()
    {
        var handled = Urged();
        handled.Does("2026-03-05 09:00", Reviewer("SPJ"), (r, c) => UrgingRules.Urge(r, First, c));

        Assert.Equal("wrong-role", handled.IsRefused("2026-03-05 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u2", new("今日办结"), c)).Problem);
    }

    [Fact]
    public void It_is_answered_once()
    {
        var handled = Urged();
        handled.Does("2026-03-04 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u1", new("今日办结"), c));

        Assert.Equal("urging-answered", handled.IsRefused("2026-03-04 11:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u1", new("再复"), c)).Problem);
    }

    [Fact]
    public void Another_department_does_not_answer() =>
        Assert.Equal("other-department", Urged().IsRefused("2026-03-04 10:00", Reviewer("WJW"), (r, c) => UrgingRules.Reply(r, "u1", new("今日办结"), c)).Problem);

    [Fact]
    public void An_empty_reply_is_refused() =>
        Assert.Equal("urging-reply-empty", Urged().IsRefused("2026-03-04 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u1", new(""), c)).Problem);

    [Fact]
    public void An_unknown_one_is_not_answered() =>
        Assert.Equal("unknown-urging", Urged().IsRefused("2026-03-04 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Reply(r, "u7", new("今日办结"), c)).Problem);

    [Fact]
    public void A_department_that_does_not_lead_urges_nobody() =>
        Assert.Equal("other-department", Accepted(BilliardHall, "2026-03-02").IsRefused("2026-03-03 10:00", Reviewer("SCJ"), (r, c) => UrgingRules.Urge(r, First, c)).Problem);

    [Theory]
    [InlineData("B", " ", "urging-without-demand")]
    [InlineData("C1", "请办理", "task-closed")]
    [InlineData("ZZ", "请办理", "unknown-task")]
    public void Only_an_open_task_is_urged_and_says_what_for(string stage, string demand, string problem) =>
        Assert.Equal(problem, Accepted(BilliardHall, "2026-03-02").IsRefused("2026-03-03 10:00", Coordinator, (r, c) => UrgingRules.Urge(r, new(stage, demand), c)).Problem);

    [Fact]
    public void A_stage_that_breaks_its_limit_is_urged_by_the_system_once()
    {
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Passes("2026-03-06 18:00");
        var urging = Assert.Single(handled.Record.Urgings, u => u.StageId == "B");

        Assert.Equal(("SCJ", false, Actor.System.Id, At("2026-03-04 17:30")), (urging.Department, urging.ToHead, urging.By, urging.ReplyDue));
    }

    [Fact]
    public void After_the_systems_urging_the_next_goes_to_the_head()
    {
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Does("2026-03-05 09:00", Reviewer("SPJ"), (r, c) => UrgingRules.Urge(r, First, c));

        Assert.Equal([false, true], handled.Record.Urgings.Where(u => u.StageId == "B").Select(u => u.ToHead));
    }

    [Fact]
    public void A_clerk_answers_the_urging_of_his_own_stage()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00");
        handled.Does("2026-03-04 09:00", Clerk("SCJ"), (r, c) => UrgingRules.Reply(r, "a-A-1", new("今日受理"), c));

        Assert.Equal("今日受理", Assert.Single(handled.Record.Urgings).Reply);
    }

    private static HandledCase Urged()
    {
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Does("2026-03-03 10:00", Reviewer("SPJ"), (r, c) => UrgingRules.Urge(r, First, c));
        return handled;
    }
}

using NoVisit.Approval.Flow;
using NoVisit.Approval.Handled;
using NoVisit.Approval.Orchestrations;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.SpecialProcedures;

/// <summary>WF-16, TL-06. Monday 2 March 2026 begins four weeks without holidays; the food licence is promised in 4 working days.</summary>
[Rule("TL-06", "WF-16")]
public sealed class SpecialProcedureTests
{
    private static readonly SuspensionCommand ExpertReview = new("expertReview", "食品安全专家组", 5, "请专家评审加工工艺。");
    private static readonly SuspensionCommand Testing = new("testing", "市检测中心", 3, "检测场所空气。");

    [Fact]
    public void The_clock_stands_and_no_due_time_is_known()
    {
        var handled = Opened();

        Assert.Equal(CaseState.Suspended, handled.Record.State);
        Assert.Equal(StageState.Suspended, handled.Record.Find("B")!.State);
        Assert.Null(handled.Record.PromisedDue);
        Assert.Null(handled.Record.LegalDue);
        Assert.Null(handled.DueOf("B"));
    }

    [Fact]
    public void The_applicant_is_told_in_writing_what_it_is_and_how_long_it_takes()
    {
        var handled = Opened();
        var notice = Assert.Single(handled.Record.Notices, n => n.Kind == "suspended");

        Assert.Contains("食品安全专家组", notice.Body.Zh, StringComparison.Ordinal);
        Assert.Contains("5个工作日,预计2026-03-10", notice.Body.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("评审通过")]
    [InlineData("评审通过。")]
    public void The_notice_that_work_goes_on_ends_its_sentence_once(string result)
    {
        var notice = new SpecialProcedureEnded("s1", result, new Resumption(CaseWalk.Time("2026-03-10 17:30"), CaseWalk.Time("2026-03-20 17:30"), false, [])).Notice!;

        Assert.StartsWith("特别程序已结束,结果:评审通过。自即日起", notice.Body.Zh, StringComparison.Ordinal);
        Assert.StartsWith("The special procedure has ended: 评审通过. Time counts", notice.Body.En, StringComparison.Ordinal);
    }

    /// <summary>Stopped Tuesday 10:00 to Thursday 11:30: two office days and one and a half hours.</summary>
    [Fact]
    public void Due_times_move_by_exactly_the_office_time_it_took()
    {
        var handled = Opened();
        End(handled, "2026-03-05 11:30", "s1");

        Assert.Equal(CaseState.InReview, handled.Record.State);
        Assert.Equal(At("2026-03-11 10:30"), handled.Record.PromisedDue);
        Assert.Equal(At("2026-03-19 10:30"), handled.Record.LegalDue);
        Assert.Equal(At("2026-03-06 10:30"), handled.DueOf("B"));
    }

    [Fact]
    public void Two_expert_reviews_one_after_another_leave_due_and_elapsed_exact()
    {
        var handled = Opened();
        End(handled, "2026-03-04 10:00", "s1");
        Open(handled, "2026-03-05 15:00", ExpertReview);
        End(handled, "2026-03-09 15:00", "s2");
        var clock = handled.Record.Clock!;

        Assert.Equal(At("2026-03-11 17:30"), handled.Record.PromisedDue);
        Assert.Equal(TimeSpan.FromHours(25.5), Clock.StoppedTime(clock, At("2026-03-09 15:00")));
        Assert.Equal(TimeSpan.FromHours(14.5), Clock.RunningTime(clock, At("2026-03-09 15:00")));
    }

    [Fact]
    public void Two_at_once_stop_the_clock_once_and_it_runs_on_with_the_last()
    {
        var handled = Opened();
        Open(handled, "2026-03-04 10:00", Testing);
        End(handled, "2026-03-05 10:00", "s1");
        Assert.Equal(CaseState.Suspended, handled.Record.State);
        Assert.DoesNotContain(handled.Record.Notices, n => n.Kind == "resumed");

        End(handled, "2026-03-06 10:00", "s2");
        Assert.Equal(At("2026-03-11 17:30"), handled.Record.PromisedDue);
        Assert.Single(handled.Record.Notices, n => n.Kind == "resumed");
    }

    /// <summary>From Friday 13 February 17:30 to Tuesday 24 February 09:00 lie the make-up Saturday and the Spring Festival.</summary>
    [Fact]
    public void One_that_begins_and_ends_around_the_Spring_Festival_costs_only_the_make_up_Saturday()
    {
        var handled = Accepted(FoodLicence, "2026-02-12");
        Open(handled, "2026-02-13 17:30", ExpertReview);
        End(handled, "2026-02-24 09:00", "s1");

        Assert.Equal(At("2026-02-26 17:30"), handled.Record.PromisedDue);
    }

    [Fact]
    public void A_claimed_task_comes_back_to_who_had_claimed_it()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does("2026-03-03 09:30", Reviewer("SCJ"), (r, c) => Review.TaskRules.Claim(r, "B", c));
        Open(handled, "2026-03-03 10:00", ExpertReview);
        End(handled, "2026-03-04 10:00", "s1");

        Assert.Equal((StageState.Claimed, "reviewer.SCJ"), (handled.Record.Find("B")!.State, handled.Record.Find("B")!.ClaimedBy));
    }

    [Fact]
    public void Nobody_is_late_while_the_clock_stands()
    {
        var handled = Opened();
        handled.Passes("2026-03-10 17:30");

        Assert.Empty(handled.Record.Accountabilities);
    }

    [Fact]
    public void Longer_than_noticed_warns_the_supervisor_once()
    {
        var handled = Opened();
        handled.Passes("2026-04-20 10:00");
        var warning = Assert.Single(handled.Record.Accountabilities);

        Assert.Equal(("suspension", "SCJ", At("2026-03-10 17:30"), At("2026-03-10 17:30:01")), (warning.Rule, warning.Department, warning.Due, warning.At));
    }

    [Fact]
    public void A_delay_from_before_is_not_forgotten()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        Open(handled, "2026-03-04 10:00", ExpertReview);
        End(handled, "2026-03-06 10:00", "s1");

        Assert.Equal(At("2026-03-03 17:30"), handled.DueOf("B"));
        Assert.Single(handled.Record.Accountabilities, a => a is { Rule: "stage", StageId: "B" });
    }

    [Fact]
    public void Reminders_are_given_anew_for_the_due_times_that_moved()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Agrees("2026-03-03 10:00", Reviewer("SCJ"), "B");
        handled.Passes("2026-03-05 18:00");
        Open(handled, "2026-03-06 09:00", ExpertReview);
        End(handled, "2026-03-10 09:00", "s1");
        handled.Passes("2026-03-10 17:00");

        Assert.Equal(2, handled.Ledger.Count(e => e.Event is ReminderGiven { Of: "promised" }));
    }

    [Fact]
    public void Stages_and_clock_are_woken_when_it_opens_and_when_it_ends()
    {
        var handled = Opened();
        var clock = ClockOrchestrator.InstanceId(handled.Record.Number);
        var stage = $"{handled.Record.Number}-B-1";
        Assert.Equal([stage, clock], Wakes.Instances(handled.Last!).Select(w => w.InstanceId));

        End(handled, "2026-03-05 10:00", "s1");
        Assert.Equal([stage, clock], Wakes.Instances(handled.Last!).Select(w => w.InstanceId));
    }

    [Fact]
    public void A_withdrawal_ends_what_stands()
    {
        var handled = Opened();
        handled.Does("2026-03-04 10:00", new Actor("zhang.san", "applicant", null), (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不办了"));

        Assert.Equal(StageState.Cancelled, handled.Record.Find("B")!.State);
        Assert.Contains(new Wake($"{handled.Record.Number}-B-1", Over: true), Wakes.Instances(handled.Last!));
        Assert.Null(TimeRules.NextOfClock(handled.Record, Clock));
    }

    [Fact]
    public void The_stages_go_on_running_for_the_orchestration_of_the_case() =>
        Assert.Equal(StepKind.RunStages, CaseFlow.Next(Opened().Record, Clock).Kind);

    [Theory]
    [InlineData("lunch", "专家组", 5, "评审", "unknown-procedure")]
    [InlineData("hearing", " ", 5, "评审", "procedure-notice-incomplete")]
    [InlineData("hearing", "专家组", 0, "评审", "procedure-notice-incomplete")]
    [InlineData("hearing", "专家组", 251, "评审", "procedure-notice-incomplete")]
    [InlineData("hearing", "专家组", 5, "", "procedure-notice-incomplete")]
    public void Its_notice_is_complete_or_it_is_refused(string kind, string body, int days, string notice, string problem) =>
        Assert.Equal(problem, Accepted(FoodLicence, "2026-03-02").IsRefused(
            "2026-03-03 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.Open(r, new(kind, body, days, notice), c)).Problem);

    [Fact]
    public void A_department_without_an_open_task_cannot_open_one() =>
        Assert.Equal("other-department", Accepted(FoodLicence, "2026-03-02").IsRefused(
            "2026-03-03 10:00", Reviewer("WJW"), (r, c) => SpecialProcedureRules.Open(r, Testing, c)).Problem);

    [Fact]
    public void A_clerk_cannot_open_one() =>
        Assert.Equal("wrong-role", Accepted(FoodLicence, "2026-03-02").IsRefused(
            "2026-03-03 10:00", Clerk("SCJ"), (r, c) => SpecialProcedureRules.Open(r, Testing, c)).Problem);

    [Fact]
    public void Before_acceptance_no_clock_can_be_stopped() =>
        Assert.Equal("wrong-state", Filed(FoodLicence, "2026-03-02 09:00").IsRefused(
            "2026-03-02 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.Open(r, Testing, c)).Problem);

    [Fact]
    public void The_same_procedure_cannot_be_open_twice() =>
        Assert.Equal("procedure-already-open", Opened().IsRefused(
            "2026-03-04 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.Open(r, ExpertReview, c)).Problem);

    [Fact]
    public void An_unknown_one_cannot_be_ended() =>
        Assert.Equal("unknown-suspension", Opened().IsRefused(
            "2026-03-04 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.End(r, "s9", new("通过"), c)).Problem);

    [Fact]
    public void An_end_without_result_is_refused() =>
        Assert.Equal("procedure-result-missing", Opened().IsRefused(
            "2026-03-04 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.End(r, "s1", new(" "), c)).Problem);

    [Fact]
    public void It_ends_once()
    {
        var handled = Opened();
        End(handled, "2026-03-04 10:00", "s1");

        Assert.Equal("suspension-ended", handled.IsRefused(
            "2026-03-04 11:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.End(r, "s1", new("通过"), c)).Problem);
    }

    [Fact]
    public void Only_who_opened_it_or_the_lead_ends_it() =>
        Assert.Equal("other-department", Opened().IsRefused(
            "2026-03-04 10:00", Reviewer("WJW"), (r, c) => SpecialProcedureRules.End(r, "s1", new("通过"), c)).Problem);

    [Fact]
    public void The_ledger_alone_gives_the_same_record()
    {
        var handled = Opened();
        End(handled, "2026-03-05 10:00", "s1");
        var replayed = CaseFold.Replay(handled.Record.Number, handled.Ledger);

        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(handled.Record, CaseJson.Options), System.Text.Json.JsonSerializer.Serialize(replayed, CaseJson.Options));
        Assert.Null(LedgerEntry.FirstBroken(handled.Record.Number, handled.Ledger));
    }

    private static HandledCase Opened()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        Open(handled, "2026-03-03 10:00", ExpertReview);
        return handled;
    }

    private static void Open(HandledCase handled, string at, SuspensionCommand command) =>
        handled.Does(at, Reviewer("SCJ"), (r, c) => SpecialProcedureRules.Open(r, command, c));

    private static void End(HandledCase handled, string at, string id) =>
        handled.Does(at, Reviewer("SCJ"), (r, c) => SpecialProcedureRules.End(r, id, new("评审通过"), c));
}

using NoVisit.Approval.Review;
using NoVisit.Identity.Delegations;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Handovers;

/// <summary>Hand-overs of the papers of a food licence, stage B1 of SCJ, open from 10:00 on 2 March 2026.</summary>
public sealed class HandoverTests
{
    private static readonly CaseRecord Food = Accepted(FoodLicence, "2026-03-02").Record;

    /// <summary>Accepted by SPJ, now with SCJ.</summary>
    private static readonly CaseRecord Hall = Accepted(BilliardHall, "2026-03-02").Record;

    [Fact]
    [Rule("WF-10")]
    public void A_transfer_has_the_times_of_sending_and_receiving()
    {
        var handover = Transferred().LastHandover(Transferred().Find("B")!);

        Assert.Equal(
            ("reviewer.SCJ", "reviewer2.SCJ", At("2026-03-02 11:00"), At("2026-03-02 11:00"), null),
            (handover.From, handover.To, handover.SentAt, handover.ReceivedAt!.Value, handover.OpenedAt));
    }

    [Fact]
    [Rule("WF-10")]
    public void The_first_read_of_the_department_opens_its_tasks()
    {
        var opened = HandoverRules.Open(Hall, Reviewer("SCJ"))!;

        Assert.Equal(["B"], opened.StageIds);
    }

    [Fact]
    [Rule("WF-10")]
    public void A_second_read_opens_nothing() => Assert.Null(HandoverRules.Open(Opened(Hall, Reviewer("SCJ")), Reviewer("SCJ")));

    [Fact]
    [Rule("WF-10")]
    public void Another_department_opens_nothing() => Assert.Null(HandoverRules.Open(Hall, Reviewer("GAJ")));

    [Fact]
    [Rule("WF-10")]
    public void Inside_a_department_nothing_is_handed_over() => Assert.Null(HandoverRules.Open(Food, Reviewer("SCJ")));

    [Fact]
    [Rule("WF-10")]
    public void What_was_given_to_a_colleague_is_opened_by_him_alone() => Assert.Equal(
        (true, false), (HandoverRules.Open(Transferred(), Reviewer("SCJ")) is null, HandoverRules.Open(Transferred(), Second) is null));

    [Fact]
    [Rule("WF-10")]
    public void Opening_a_task_makes_nobodys_version_of_it_stale() =>
        Assert.Equal(Hall.Find("B")!.Version, Opened(Hall, Reviewer("SCJ")).Find("B")!.Version);

    [Fact]
    [Rule("WF-10")]
    public void Claiming_is_receiving()
    {
        var after = FoundedStaff.Order.After(Food, "2026-03-02 11:00", Reviewer("SCJ"), (r, c) => TaskRules.Claim(r, "B", c));

        Assert.Equal(At("2026-03-02 11:00"), after.LastHandover(after.Find("B")!).ReceivedAt);
    }

    [Fact]
    public void The_task_is_the_colleagues() => Assert.Equal("reviewer2.SCJ", Transferred().Find("B")!.ClaimedBy);

    [Fact]
    [Rule("WF-12")]
    public void A_task_goes_to_nobody_without_the_right_for_it() => Assert.Equal(
        "unknown-colleague", FoundedStaff.Order.Refusal(Food, "2026-03-02 11:00", Reviewer("SCJ"), To("clerk.SCJ")).Problem);

    [Fact]
    public void A_task_goes_to_nobody_who_is_away() => Assert.Equal("colleague-absent", FoundedStaff.Order.OnLeave(
        "reviewer2.SCJ", "SCJ", "2026-03-02", "2026-03-03").Refusal(Food, "2026-03-02 11:00", Reviewer("SCJ"), To("reviewer2.SCJ")).Problem);

    [Fact]
    public void A_colleagues_task_is_not_given_away_by_others() =>
        Assert.Equal("claimed-by-another", FoundedStaff.Order.Refusal(Transferred(), "2026-03-02 11:30", Reviewer("SCJ"), To("reviewer.SCJ")).Problem);

    [Fact]
    public void The_head_gives_it_to_whom_he_likes() => Assert.Equal(
        "reviewer.SCJ", FoundedStaff.Order.After(Transferred(), "2026-03-02 11:30", Approver("SCJ"), To("reviewer.SCJ")).Find("B")!.ClaimedBy);

    [Fact]
    [Rule("WF-14")]
    public void While_the_holder_is_away_his_task_moves_to_the_deputy() =>
        Assert.Equal("reviewer2.SCJ", Looked(Away, Claimed(), "2026-03-03 08:30").Find("B")!.ClaimedBy);

    [Fact]
    [Rule("WF-14")]
    public void The_move_is_on_record() => Assert.Equal(
        [new TaskMovedToDeputy("B", "reviewer.SCJ", "reviewer2.SCJ", "absent")], Due(Away, Claimed(), "2026-03-03 08:30").OfType<TaskMovedToDeputy>());

    [Fact]
    [Rule("WF-14")]
    public void The_clock_runs_on() => Assert.Equal(
        (Food.Find("B")!.Due, Food.PromisedDue),
        (Looked(Away, Claimed(), "2026-03-03 08:30").Find("B")!.Due, Looked(Away, Claimed(), "2026-03-03 08:30").PromisedDue));

    [Fact]
    [Rule("WF-14")]
    public void Looking_twice_moves_it_once() =>
        Assert.DoesNotContain(Due(Away, Looked(Away, Claimed(), "2026-03-03 08:30"), "2026-03-03 08:40"), e => e is TaskMovedToDeputy);

    [Fact]
    [Rule("WF-14")]
    public void Before_the_leave_begins_nothing_moves() => Assert.DoesNotContain(Due(Away, Claimed(), "2026-03-02 23:59"), e => e is TaskMovedToDeputy);

    [Fact]
    [Rule("WF-14")]
    public void A_deputy_who_is_away_too_gets_nothing() => Assert.DoesNotContain(
        Due(Away.OnLeave("reviewer2.SCJ", "SCJ", "2026-03-03", "2026-03-04"), Claimed(), "2026-03-03 08:30"), e => e is TaskMovedToDeputy);

    [Fact]
    [Rule("WF-14", "WF-11b")]
    public void A_deputy_who_examined_the_case_does_not_get_its_decision()
    {
        var company = Accepted(CompanySetUp, "2026-03-02").Record;
        var claimed = FoundedStaff.Order.After(company, "2026-03-02 11:00", Approver("SCJ"), (r, c) => TaskRules.Claim(r, "B", c));
        var staff = FoundedStaff.Order.OnLeave("approver.SCJ", "SCJ", "2026-03-02", "2026-03-03").WithDeputy("approver.SCJ", "SCJ", "clerk.SCJ") with
        {
            Delegations = [.. FoundedStaff.Order.Delegations.Where(d => d.Person != "clerk.SCJ"), FoundedStaff.Order.Delegations.First(d => d.Person == "approver.SCJ") with { Person = "clerk.SCJ" }],
        };

        Assert.DoesNotContain(Due(staff, claimed, "2026-03-02 12:00"), e => e is TaskMovedToDeputy);
    }

    [Theory]
    [Rule("WF-14")]
    [InlineData("2026-03-03 17:30:00", false)]
    [InlineData("2026-03-03 17:30:01", true)]
    public void A_task_that_was_given_and_not_opened_in_a_working_day_moves_to_the_deputy(string at, bool moves)
    {
        var staff = FoundedStaff.Order.WithDeputy("reviewer2.SCJ", "SCJ", "reviewer.SCJ");

        Assert.Equal(moves, Due(staff, Transferred(), at).Any(e => e is TaskMovedToDeputy { Cause: "unopened" }));
    }

    [Fact]
    [Rule("WF-14")]
    public void An_opened_task_stays() => Assert.DoesNotContain(
        Due(FoundedStaff.Order.WithDeputy("reviewer2.SCJ", "SCJ", "reviewer.SCJ"), Opened(Transferred(), Second), "2026-03-04 09:00"), e => e is TaskMovedToDeputy);

    private static readonly Actor Second = new("reviewer2.SCJ", "reviewer", "SCJ");

    private static StaffOrder Away => FoundedStaff.Order.OnLeave("reviewer.SCJ", "SCJ", "2026-03-03", "2026-03-05").WithDeputy("reviewer.SCJ", "SCJ", "reviewer2.SCJ");

    private static CaseRecord Claimed() => FoundedStaff.Order.After(Food, "2026-03-02 11:00", Reviewer("SCJ"), (r, c) => TaskRules.Claim(r, "B", c));

    private static CaseRecord Transferred() => FoundedStaff.Order.After(Claimed(), "2026-03-02 11:00", Reviewer("SCJ"), To("reviewer2.SCJ"));

    private static CaseRecord Opened(CaseRecord record, Actor actor) =>
        FoundedStaff.Order.After(record, "2026-03-02 11:10", actor, (r, c) => Outcome.Of(HandoverRules.Open(r, c.Actor)!));

    private static Func<CaseRecord, RuleContext, Outcome> To(string person) => (r, c) => HandoverRules.Transfer(r, "B", new TransferCommand(person), c);

    private static IReadOnlyList<CaseEvent> Due(StaffOrder staff, CaseRecord record, string at) =>
        TimeRules.Due(record, new RuleContext(Clock, Actor.System, At(at)) { Staff = staff });

    private static CaseRecord Looked(StaffOrder staff, CaseRecord record, string at) =>
        staff.After(record, at, Actor.System, (r, c) => Outcome.Of(TimeRules.Due(r, c)));
}

using System.Globalization;
using System.Text.Json;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.Views;
using NoVisit.Approval.Withdrawal;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Notifications;

namespace NoVisit.Approval.Consultations;

/// <summary>会商: on the food licence SCJ asks the police (GAJ) and the tax office (SWJ) until 11 February 2026.</summary>
[Rule("WF-05")]
public sealed class ConsultationTests
{
    private static readonly ConsultationCommand Question = new(["GAJ", "SWJ"], "该场所是否涉及其他案件?", new DateOnly(2026, 2, 11));

    [Fact]
    public void Departments_are_asked_until_the_end_of_a_day()
    {
        var thread = Assert.Single(Asked().Record.Consultations);

        Assert.Equal(("k1", "SCJ", CaseWalk.Time("2026-02-11 17:30")), (thread.Id, thread.ByDepartment, thread.Due));
    }

    [Fact]
    public void Each_asked_department_is_told() => Assert.Equal(
        [("GAJ", NoticeKind.ConsultationAsked), ("SWJ", NoticeKind.ConsultationAsked)],
        Asked().Ledger[^1].Event.StaffMessages(Asked().Record).Select(m => (m.Post.Department!, m.Kind)));

    [Fact]
    public void A_reply_stands_in_the_thread()
    {
        var reply = Assert.Single(Replied(Asked(), "2026-02-11 10:00").Record.Consultations[0].Replies);

        Assert.Equal(("GAJ", "无在办案件", false), (reply.Department, reply.Text, reply.Late));
    }

    [Fact]
    public void A_late_reply_is_taken_and_marked() =>
        Assert.True(Assert.Single(Replied(Asked(), "2026-02-12 10:00").Record.Consultations[0].Replies).Late);

    [Fact]
    public void Who_has_not_replied_is_reminded_once()
    {
        var walk = Replied(Asked(), "2026-02-11 10:00").At("2026-02-11 17:30:01").Look();

        Assert.Equal([["SWJ"]], walk.Ledger.Select(e => e.Event).OfType<ConsultationReminded>().Select(r => r.Departments));
        Assert.DoesNotContain(walk.At("2026-02-12 09:00").Look().Ledger.Skip(walk.Ledger.Count), e => e.Event is ConsultationReminded);
    }

    [Fact]
    public void Nothing_waits_for_a_reply()
    {
        var walk = Asked();
        walk.Opine("B", CaseWalk.Reviewer).Survey("C", CaseWalk.Reviewer, "a", "b").Decide(CaseWalk.Approver);

        Assert.Equal(CaseState.DecidedGrant, walk.Record.State);
    }

    [Fact]
    public void With_the_case_its_threads_end()
    {
        var walk = Asked().Do(CaseWalk.Filer, (r, _) => WithdrawalRules.Withdraw(r, "不再办理"));

        Assert.Equal("wrong-state", walk.Refused(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Reply(r, "k1", new("无"), c)).Problem);
        Assert.Equal("wrong-state", walk.Refused(CaseWalk.Reviewer, (r, c) => ConsultationRules.Close(r, "k1", new("无影响"), c)).Problem);
    }

    [Fact]
    public void A_thread_wakes_the_clock_that_reminds() =>
        Assert.Contains(ClockOrchestrator.InstanceId(CaseWalk.Number), Wakes.Instances(Asked().Last).Select(w => w.InstanceId));

    [Fact]
    public void The_asking_department_closes_it()
    {
        var walk = Asked().Do(CaseWalk.Reviewer, (r, c) => ConsultationRules.Close(r, "k1", new("无影响"), c));

        Assert.Equal("consultation-closed", walk.Refused(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Reply(r, "k1", new("无"), c)).Problem);
        Assert.Empty(walk.At("2026-02-11 17:30:01").Due().OfType<ConsultationReminded>());
    }

    [Fact]
    public void Another_department_neither_replies_nor_closes()
    {
        var walk = Asked();

        Assert.Equal("other-department", walk.Refused(CaseWalk.ReviewerOf("WJW"), (r, c) => ConsultationRules.Reply(r, "k1", new("无"), c)).Problem);
        Assert.Equal("other-department", walk.Refused(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Close(r, "k1", new("无"), c)).Problem);
    }

    [Fact]
    public void A_clerk_asks_nobody() =>
        Assert.Equal("wrong-role", Accepted().Refused(CaseWalk.Clerk, (r, c) => ConsultationRules.Open(r, Question, _ => true, c)).Problem);

    [Fact]
    public void Nobody_is_asked_before_acceptance() => Assert.Equal(
        "wrong-state", new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Refused(CaseWalk.Reviewer, (r, c) => ConsultationRules.Open(r, Question, _ => true, c)).Problem);

    [Fact]
    public void A_thread_that_is_not_there_is_not_answered() =>
        Assert.Equal("unknown-consultation", Asked().Refused(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Reply(r, "k9", new("无"), c)).Problem);

    [Fact]
    public void A_reply_says_something() =>
        Assert.Equal("consultation-empty", Asked().Refused(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Reply(r, "k1", new(" "), c)).Problem);

    [Theory]
    [InlineData("", "问题", "2026-02-11", "/departments")]
    [InlineData("XXX", "问题", "2026-02-11", "/departments/0")]
    [InlineData("SCJ", "问题", "2026-02-11", "/departments/0")]
    [InlineData("GAJ", " ", "2026-02-11", "/question")]
    [InlineData("GAJ", "问题", "2026-02-09", "/due")]
    public void A_consultation_names_departments_a_question_and_a_day_to_come(string department, string question, string due, string at)
    {
        var refusal = Accepted().Refused(CaseWalk.Reviewer, (r, c) => ConsultationRules.Open(
            r, new(department.Length == 0 ? [] : [department], question, DateOnly.ParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture)), d => d != "XXX", c));

        Assert.Equal(("consultation-incomplete", at), (refusal.Problem, Assert.Single(refusal.Errors!).Key));
    }

    [Fact]
    public void An_asked_department_may_read_the_case_and_another_may_not()
    {
        CaseAccess.RequireReadable(Asked().Record, Staff("GAJ"));

        Assert.Throws<ProblemException>(() => CaseAccess.RequireReadable(Asked().Record, Staff("WJW")));
    }

    [Fact]
    public void The_applicant_sees_nothing_of_it() =>
        Assert.DoesNotContain("其他案件", JsonSerializer.Serialize(Viewer().ForApplicant(Asked().Record), Json.Options), StringComparison.Ordinal);

    [Fact]
    public void Staff_see_it() => Assert.Single(Viewer().ForStaff(Asked().Record, null, Staff("GAJ")).Consultations);

    private static CaseViewer Viewer() => StandingViewer.At(CaseWalk.Time("2026-02-11 10:00"));

    private static Caller Staff(string department) => new($"reviewer.{department}", "工作人员", [Role.Reviewer], department, Assurance.RealName);

    private static CaseWalk Accepted() => new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept();

    private static CaseWalk Asked() => Accepted().Do(CaseWalk.Reviewer, (r, c) => ConsultationRules.Open(r, Question, _ => true, c));

    private static CaseWalk Replied(CaseWalk walk, string at) =>
        walk.At(at).Do(CaseWalk.ReviewerOf("GAJ"), (r, c) => ConsultationRules.Reply(r, "k1", new("无在办案件"), c));
}

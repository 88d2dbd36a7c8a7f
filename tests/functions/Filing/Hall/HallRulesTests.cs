using NoVisit.Approval;
using NoVisit.Identity;

namespace NoVisit.Filing.Hall;

/// <summary>线上线下一体 (IN-17): the window files in the same store, and the applicant goes on on line.</summary>
[Rule("IN-17")]
public sealed class HallRulesTests
{
    private static readonly Caller Clerk = new("clerk.SCJ", "陈", [Role.Clerk], "SCJ", Assurance.Strong);
    private static readonly Caller Zhang = new("zhang.san", "张三", [Role.Applicant], null, Assurance.RealName);

    [Fact]
    public void What_a_clerk_enters_came_to_the_window() => Assert.Equal(Channel.Hall, HallRules.Of(Clerk, null, false));

    [Fact]
    public void Or_by_phone() => Assert.Equal(Channel.Hotline, HallRules.Of(Clerk, Channel.Hotline, false));

    [Theory]
    [InlineData(Channel.Hall)]
    [InlineData(Channel.Hotline)]
    internal void Nobody_else_files_at_the_window(Channel channel) => Assert.Null(HallRules.Of(Zhang, channel, false));

    [Fact]
    public void A_clerk_files_nothing_on_line() => Assert.Null(HallRules.Of(Clerk, Channel.Web, false));

    [Fact]
    public void The_applicant_files_on_line() => Assert.Equal((Channel.Web, Channel.Agent), (HallRules.Of(Zhang, null, false), HallRules.Of(Zhang, null, true)));

    [Fact]
    public void Limits_are_the_same_on_every_way()
    {
        var submitted = CaseWalk.Filing(CaseWalk.SoleTrader, CaseWalk.Time("2026-03-02 09:30"));
        var walkedIn = HallRules.At(submitted, Channel.Hall, "unlinked~1");

        Assert.Equal((submitted.AcceptanceDue, submitted.AcceptanceStageDue, submitted.Limits), (walkedIn.AcceptanceDue, walkedIn.AcceptanceStageDue, walkedIn.Limits));
    }

    [Fact]
    public void Who_has_the_number_takes_the_case_into_his_account()
    {
        var linked = Assert.IsType<Outcome.Done>(HallRules.Link(WalkedIn(), "zhang.san", "unlinked~1"));

        Assert.Equal("zhang.san", Assert.IsType<ApplicantLinked>(Assert.Single(linked.Events)).PersonId);
    }

    [Theory]
    [InlineData("unlinked~2")]
    [InlineData(null)]
    public void Anybody_else_learns_nothing(string? unlinked) =>
        Assert.Equal("not-found", Assert.IsType<Outcome.Refused>(HallRules.Link(WalkedIn(), "li.si", unlinked)).Refusal.Problem);

    [Fact]
    public void A_case_of_an_account_is_not_taken_away() => Assert.Equal(
        "not-found",
        Assert.IsType<Outcome.Refused>(HallRules.Link(new CaseWalk(CaseWalk.SoleTrader, "2026-03-02 09:30").Record, "li.si", "unlinked~1")).Refusal.Problem);

    private static CaseRecord WalkedIn()
    {
        var record = new CaseWalk(CaseWalk.SoleTrader, "2026-03-02 09:30").Record;
        return record with { Applicant = record.Applicant with { PersonId = "unlinked~1" } };
    }
}

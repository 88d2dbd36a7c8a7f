using NoVisit.Approval.Leading;

namespace NoVisit.Approval.JointReviews;

/// <summary>会审 (WF-05) of the investment project.</summary>
[Rule("WF-05", "TL-07")]
public sealed class MeetingTests
{
    [Fact]
    public void The_conclusion_of_the_lead_closes_the_meeting() =>
        Assert.Equal(["D"], AtMeeting().Meet().Open);

    [Fact]
    public void Minutes_and_votes_stay_with_the_stage() =>
        Assert.Equal(
            ["ZRJ", "STJ", "SLJ", "YJJ", "ZJJ"], AtMeeting().Meet().Stage("C").Meeting!.Votes.Select(v => v.Department));

    [Fact]
    public void Only_the_lead_records_the_meeting()
    {
        var walk = AtMeeting();

        Assert.Equal("other-department", walk.Refused(CatalogueCase.Reviewer("STJ"), (r, c) => MeetingRules.Record(r, walk.MeetingCommand(), c)).Problem);
    }

    [Fact]
    public void Every_department_that_was_called_has_a_vote()
    {
        var walk = AtMeeting();
        var command = walk.MeetingCommand();

        Assert.Contains("/votes", Refused(walk, command with { Votes = [.. command.Votes.Skip(1)] }));
    }

    [Fact]
    public void A_vote_against_needs_its_reason() =>
        Assert.Contains("/votes/1/reason", Refused(AtMeeting(), AtMeeting().MeetingCommand("agree", new VoteCommand("STJ", "disagree", "leader.STJ"))));

    [Fact]
    public void A_meeting_without_minutes_is_none() =>
        Assert.Contains("/minutes", Refused(AtMeeting(), AtMeeting().MeetingCommand() with { Minutes = "" }));

    /// <summary>TL-07: the environment is never deemed to agree.</summary>
    [Fact]
    public void The_environment_department_cannot_be_absent() =>
        Assert.Contains("/votes/1", Refused(AtMeeting(), AtMeeting().MeetingCommand("agree", new VoteCommand("STJ", "absent"))));

    [Fact]
    public void Every_department_is_told_where_and_when()
    {
        var walk = Called(AtMeeting());

        Assert.Equal(
            ["SLJ", "STJ", "YJJ", "ZJJ", "ZRJ"],
            walk.Ledger[^1].Event.StaffMessages(walk.Record).Select(m => m.Post.Department!).Order(StringComparer.Ordinal));
        Assert.Contains(walk.Ledger[^1].Event.StaffMessages(walk.Record).First().Variables, v => v is ("due", { Zh: "2026-03-04 15:00" }));
    }

    [Theory]
    [InlineData("2026-03-03 16:00", "政务服务中心301室", "/at")]
    [InlineData("2026-03-04 15:00", " ", "/place")]
    public void A_call_names_a_place_and_a_time_that_leaves_a_day(string at, string place, string field)
    {
        var refusal = AtMeeting().Refused(CatalogueCase.Reviewer("FGW"), (r, c) => LeadRules.CallSurvey(r, new("C", CatalogueCase.Time(at), place), c));

        Assert.Equal(("survey-call-invalid", field), (refusal.Problem, Assert.Single(refusal.Errors!).Key));
    }

    [Fact]
    public void No_meeting_is_called_before_its_stage() => Assert.Equal(
        "unknown-task",
        new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept().Refused(
            CatalogueCase.Reviewer("FGW"), (r, c) => LeadRules.CallSurvey(r, new("C", CatalogueCase.Time("2026-03-04 15:00"), "301室"), c)).Problem);

    [Fact]
    public void From_a_meeting_before_the_hour_it_was_called_to_nobody_can_be_absent()
    {
        var walk = Called(AtMeeting()).At("2026-03-04 15:30");

        Assert.Contains("/votes/4", Refused(walk, walk.MeetingCommand("agree", new VoteCommand("ZJJ", "absent"))));
    }

    [Fact]
    public void A_department_that_was_called_by_an_earlier_build_may_be_absent()
    {
        var walk = AtMeeting().Do(CatalogueCase.Reviewer("FGW"), (_, _) => Outcome.Of(
            new MeetingCalled("C", CatalogueCase.Time("2026-03-04 15:00"), "政务服务中心301室", ["ZJJ"]))).At("2026-03-04 16:00");
        walk.Do(CatalogueCase.Reviewer("FGW"), (r, c) => MeetingRules.Record(r, walk.MeetingCommand("agree", new VoteCommand("ZJJ", "absent")), c));

        Assert.Equal("ZJJ", Assert.Single(walk.Record.Accountabilities, a => a.Rule == MeetingHeld.Absence).Department);
    }

    [Fact]
    public void From_a_meeting_that_was_not_called_nobody_can_be_absent() =>
        Assert.Contains("/votes/4", Refused(AtMeeting(), AtMeeting().MeetingCommand("agree", new VoteCommand("ZJJ", "absent"))));

    [Fact]
    public void From_a_meeting_on_another_day_than_called_nobody_can_be_absent()
    {
        var walk = Called(AtMeeting()).At("2026-03-05 16:00");

        Assert.Contains("/votes/4", Refused(walk, walk.MeetingCommand("agree", new VoteCommand("ZJJ", "absent"))));
    }

    [Fact]
    public void A_department_whose_opinion_is_tacit_may_be_absent_and_that_is_on_record()
    {
        var walk = Called(AtMeeting()).At("2026-03-04 16:00");
        walk.Do(CatalogueCase.Reviewer("FGW"), (r, c) => MeetingRules.Record(r, walk.MeetingCommand("agree", new VoteCommand("ZJJ", "absent")), c));

        Assert.Equal("ZJJ", Assert.Single(walk.Record.Accountabilities, a => a.Rule == MeetingHeld.Absence).Department);
    }

    [Fact]
    public void There_is_no_second_meeting()
    {
        var walk = AtMeeting().Meet();

        Assert.Equal("task-closed", walk.Refused(CatalogueCase.Reviewer("FGW"), (r, c) => MeetingRules.Record(r, walk.MeetingCommand(), c)).Problem);
    }

    private static IEnumerable<string> Refused(CatalogueCase walk, MeetingCommand command) =>
        walk.Refused(CatalogueCase.Reviewer("FGW"), (r, c) => MeetingRules.Record(r, command, c)).Errors!.Keys;

    private static CatalogueCase Called(CatalogueCase walk) =>
        walk.Do(CatalogueCase.Reviewer("FGW"), (r, c) => LeadRules.CallSurvey(r, new("C", CatalogueCase.Time("2026-03-04 15:00"), "政务服务中心301室"), c));

    private static CatalogueCase AtMeeting()
    {
        var walk = new CatalogueCase(CatalogueCase.Investment).At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        return walk.At("2026-03-03 15:00");
    }
}

using Microsoft.AspNetCore.Http;
using NoVisit.Http;

namespace NoVisit.Approval;

/// <summary>If-Match on a case: what disturbs whom.</summary>
public sealed class CaseVersionTests
{
    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver);

    [Fact]
    public void A_colleagues_opinion_on_the_same_stage_makes_mine_stale()
    {
        var seen = walk.Record.Sequence;
        walk.Decide(CaseWalk.ApproverOf("GAJ"));

        Assert.Equal(412, CaseVersion.Stale(walk.Record, "C1", seen)!.Status);
    }

    [Fact]
    public void It_names_who_acted_since()
    {
        var seen = walk.Record.Sequence;
        walk.Decide(CaseWalk.ApproverOf("GAJ"));

        Assert.Contains(CaseWalk.ApproverOf("GAJ").Id, CaseVersion.Stale(walk.Record, "C1", seen)!.Detail.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_departments_opinion_at_the_same_time_disturbs_nobody()
    {
        var seen = walk.Record.Sequence;
        walk.Decide(CaseWalk.ApproverOf("GAJ"));

        Assert.Null(CaseVersion.Stale(walk.Record, "C2", seen));
    }

    [Fact]
    public void A_change_of_state_makes_a_command_on_the_case_stale()
    {
        var seen = walk.Record.Sequence;
        walk.Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Equal("stale", CaseVersion.Stale(walk.Record, null, seen)!.Problem);
    }

    [Fact]
    public void An_opinion_does_not_make_a_command_on_the_case_stale()
    {
        var seen = walk.Record.Sequence;
        walk.Decide(CaseWalk.ApproverOf("GAJ"));

        Assert.Null(CaseVersion.Stale(walk.Record, null, seen));
    }

    [Fact]
    public void A_star_matches_whatever_happened() => Assert.Null(CaseVersion.Stale(walk.Record, "C1", null));

    [Theory]
    [InlineData("\"7\"", 7L)]
    [InlineData("*", null)]
    public void The_tag_is_the_sequence_or_a_star(string header, long? sequence) => Assert.Equal(sequence, CaseVersion.Of(With(header)));

    [Theory]
    [InlineData("\"abc\"", 412)]
    [InlineData("", 428)]
    public void Any_other_tag_is_refused(string header, int status) =>
        Assert.Equal(status, Assert.Throws<ProblemException>(() => CaseVersion.Of(With(header))).Kind.Status);

    private static HttpRequest With(string ifMatch)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = ifMatch;
        return request;
    }
}

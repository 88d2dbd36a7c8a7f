using System.Text.Json;
using NoVisit.Approval.Acceptance;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Hall;

namespace NoVisit.Approval.SpotCorrections;

/// <summary>当场更正 (Licence Law art. 32(3)), around the Spring Festival of 2026: off from 15 to 23 February, made up on Saturday the 14th.</summary>
[Rule("IN-09")]
public sealed class SpotCorrectionTests
{
    private readonly CaseWalk walk = new(CaseWalk.Food, "2026-02-13 09:30");

    [Fact]
    public void The_applicant_mends_what_the_clerk_marked()
    {
        Offer("2026-02-14 10:00");
        walk.At("2026-02-14 17:30").Do(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, Phone, c.Now));

        Assert.Equal("13900139000", walk.Record.Values["applicant.phone"].GetString());
        Assert.Null(walk.Record.SpotCorrection);
    }

    [Fact]
    public void The_filing_stays_where_it_is_and_the_five_days_run_on()
    {
        var before = walk.Record;
        Offer("2026-02-14 10:00");
        walk.Do(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, Phone, c.Now));

        Assert.Equal((CaseState.Submitted, before.AcceptanceDue, before.Stages[0].Due), (walk.Record.State, walk.Record.AcceptanceDue, walk.Record.Stages[0].Due));
    }

    [Fact]
    [Rule("IN-08")]
    public void It_is_not_the_one_correction_notice()
    {
        Offer("2026-02-14 10:00");
        walk.Correct(new Defect("M006", null, "未标注面积", "请标注"));

        Assert.Equal((CaseState.CorrectionRequested, 1), (walk.Record.State, walk.Record.Notices.Count));
    }

    [Fact]
    public void It_can_be_done_until_the_close_of_the_same_working_day()
    {
        Offer("2026-02-14 10:00");

        Assert.Equal(CaseWalk.Time("2026-02-14 17:30"), walk.Record.SpotCorrection!.Until);
        Assert.Equal("spot-correction-lapsed", walk.At("2026-02-14 17:30:01").Refused(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, Phone, c.Now)).Problem);
    }

    [Fact]
    public void Nothing_else_is_mended_that_way()
    {
        Offer("2026-02-14 10:00");
        var other = new Dictionary<string, JsonElement> { ["business.scope"] = CaseWalk.Json("食品生产") };

        var refusal = walk.Refused(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, other, c.Now));
        Assert.Equal(("spot-correction-mismatch", "business.scope"), (refusal.Problem, refusal.Errors!.Single().Key));
    }

    [Fact]
    public void An_answer_mends_something()
    {
        Offer("2026-02-14 10:00");

        Assert.Equal("spot-correction-mismatch", walk.Refused(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, new Dictionary<string, JsonElement>(), c.Now)).Problem);
    }

    [Fact]
    public void Nothing_is_mended_that_nobody_marked() =>
        Assert.Equal("nothing-to-correct", walk.Refused(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, Phone, c.Now)).Problem);

    [Fact]
    public void Nothing_is_mended_after_acceptance()
    {
        Offer("2026-02-14 10:00");
        walk.Accept();

        Assert.Equal("nothing-to-correct", walk.Refused(CaseWalk.Filer, (r, c) => SpotCorrectionRules.Correct(r, Phone, c.Now)).Problem);
    }

    [Theory]
    [InlineData("applicant.fax")]
    [InlineData(null)]
    public void The_clerk_names_fields_that_are_filled_in(string? field) => Assert.Equal(
        "spot-fields", walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("correctOnSpot", Fields: field is null ? null : [field], Reason: "停机"), c)).Problem);

    [Fact]
    public void The_clerk_says_what_is_wrong() => Assert.Equal(
        "reason-missing", walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("correctOnSpot", Fields: ["applicant.phone"]), c)).Problem);

    [Fact]
    [Rule("DS-04")]
    public void What_was_compared_is_no_longer_what_is_declared()
    {
        Offer("2026-02-14 10:00");
        var compared = walk.Record with { Comparisons = [new("M002", "C-ID", "applicant.phone", ComparisonOutcome.Match, walk.Now)] };

        var corrected = compared.WithValues(Phone);
        Assert.Equal((ComparisonOutcome.Unknown, null), (corrected.Comparisons.Single().Outcome, corrected.Comparisons.Single().AsOf));
    }

    [Fact]
    [Rule("IN-17")]
    public void The_clerk_mends_it_for_who_stands_at_his_window()
    {
        Offer("2026-02-14 10:00");
        walk.Do(CaseWalk.Clerk, (r, c) => SpotCorrectionRules.CorrectAtWindow(r with { Channel = Channel.Hall }, Phone, c));

        Assert.Equal((CaseWalk.Clerk, "13900139000"), (walk.Ledger[^1].Actor, walk.Record.Values["applicant.phone"].GetString()));
    }

    [Fact]
    [Rule("IN-17")]
    public void What_came_in_on_line_its_applicant_mends_himself()
    {
        Offer("2026-02-14 10:00");

        Assert.Equal("not-a-walk-in", walk.Refused(CaseWalk.Clerk, (r, c) => SpotCorrectionRules.CorrectAtWindow(r, Phone, c)).Problem);
    }

    [Fact]
    [Rule("IN-17")]
    public void A_clerk_of_another_department_mends_nothing()
    {
        Offer("2026-02-14 10:00");

        Assert.Equal("other-department", walk.Refused(
            CatalogueCase.Clerk("WJW"), (r, c) => SpotCorrectionRules.CorrectAtWindow(r with { Channel = Channel.Hall }, Phone, c)).Problem);
    }

    private static Dictionary<string, JsonElement> Phone => new() { ["applicant.phone"] = CaseWalk.Json("13900139000") };

    private void Offer(string at) => walk.At(at).Do(
        CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("correctOnSpot", Fields: ["applicant.phone"], Reason: "电话号码少一位"), c));
}

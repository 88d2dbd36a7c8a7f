using System.Text.Json;
using NoVisit.Approval.Acceptance;

namespace NoVisit.Approval.PreReviews;

/// <summary>
/// 网上预审 of item 11, filed on Tuesday, 10 February 2026: the Spring Festival is off from 15 to 23 February, 14 and 28 February are made up. Its answer
/// is due on Thursday the 12th, the acceptance decision on Tuesday the 24th.
/// </summary>
[Rule("IN-05")]
public sealed class PreReviewTests
{
    private static readonly Actor Clerk = CatalogueCase.Clerk("ZRJ");
    private static readonly Actor Zhang = new("zhang.san", "applicant", null);
    private static readonly Defect Map = new("M033", null, "定界图未盖章", "请盖章后重传");

    private readonly CatalogueCase filed = new(CatalogueCase.Land, "2026-02-10 09:30", preReview: true);

    [Fact]
    public void Who_asks_for_it_gets_it_with_its_own_limit_of_working_days() =>
        Assert.Equal((CaseState.PreReview, At("2026-02-12 17:30")), (filed.Record.State, filed.Stage("A").Due!.Value));

    [Fact]
    public void Who_does_not_ask_is_filed_as_ever() =>
        Assert.Equal(CaseState.Submitted, new CatalogueCase(CatalogueCase.Land, "2026-02-10 09:30").Record.State);

    [Fact]
    public void The_five_working_days_count_from_the_receipt_all_the_same() => Assert.Equal(At("2026-02-24 17:30"), filed.Record.AcceptanceDue);

    [Fact]
    public void Passed_it_goes_on_to_acceptance_and_no_clock_starts()
    {
        Answer("2026-02-11 10:00", new("pass"));

        Assert.Equal((CaseState.Submitted, null, At("2026-02-12 17:30")), (filed.Record.State, filed.Record.PromisedDue, filed.Stage("A").Due!.Value));
        Assert.Equal("preReviewPassed", Assert.Single(filed.Record.Notices).Kind);
    }

    [Fact]
    public void The_limit_of_the_clerks_task_never_passes_the_five_days()
    {
        Answer("2026-02-12 17:00", new("pass"));
        filed.At("2026-02-24 17:30:01").Look();

        Assert.Equal(CaseState.InReview, filed.Record.State);
        Assert.Equal(At("2026-03-06 17:30"), filed.Record.PromisedDue!.Value);
    }

    [Fact]
    public void Nothing_is_accepted_before_the_answer() =>
        Assert.Equal("wrong-state", filed.Refused(Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c)).Problem);

    [Fact]
    public void Its_list_is_the_one_correction_notice()
    {
        Answer("2026-02-11 10:00", new("correct", [Map]));
        filed.At("2026-02-12 10:00").Do(Zhang, (r, c) => CorrectionRules.Answer(r, new Dictionary<string, JsonElement>(), [new(CaseWalk.Upload("M033", "u-new"))], c));

        Assert.Equal(CaseState.Resubmitted, filed.Record.State);
        Assert.Equal("second-correction-notice", filed.Refused(Clerk, (r, c) => AcceptanceRules.Handle(
            r, new("correct", [new("M015", null, "报告缺页", "请补齐")]), c)).Problem);
    }

    [Fact]
    public void A_list_without_defects_is_none() => Assert.Equal("no-defects", Refused(new("correct")).Problem);

    [Theory]
    [InlineData(null, "海门区自然资源局", "/reason")]
    [InlineData("用地不在本市", null, "/competentAuthority")]
    public void Out_of_scope_has_a_reason_and_names_the_competent_organ(string? reason, string? authority, string missing) =>
        Assert.Equal(missing, Refused(new("outOfScope", Reason: reason, CompetentAuthority: authority)).Errors!.Single().Key);

    [Fact]
    public void Out_of_scope_ends_the_case()
    {
        Answer("2026-02-11 10:00", new("outOfScope", Reason: "用地不在本市", CompetentAuthority: "海门区自然资源局"));

        Assert.Equal((CaseState.NotAccepted, "notAccepted"), (filed.Record.State, filed.Record.Notices.Single().Kind));
    }

    [Fact]
    public void Any_other_answer_is_refused() => Assert.Equal("unknown-outcome", Refused(new("accept")).Problem);

    [Fact]
    public void Another_department_answers_nothing() =>
        Assert.Equal("other-department", filed.Refused(CatalogueCase.Clerk("SCJ"), (r, c) => PreReviewRules.Answer(r, new("pass"), c)).Problem);

    [Fact]
    public void It_is_answered_once()
    {
        Answer("2026-02-11 10:00", new("pass"));

        Assert.Equal("wrong-state", Refused(new("pass")).Problem);
    }

    [Fact]
    public void At_the_due_instant_itself_it_has_not_lapsed() =>
        Assert.Equal(CaseState.PreReview, filed.At("2026-02-12 17:30").Look().Record.State);

    [Fact]
    public void Unanswered_it_goes_on_to_acceptance_by_itself_and_on_record_once()
    {
        filed.At("2026-02-12 17:30:01").Look().Look();

        Assert.Equal((CaseState.Submitted, At("2026-02-14 17:30")), (filed.Record.State, filed.Stage("A").Due!.Value));
        Assert.Equal((PreReviewRules.Breach, "ZRJ", At("2026-02-12 17:30")), filed.Record.Accountabilities.Select(a => (a.Rule, a.Department, a.Due)).Single());
    }

    [Fact]
    [Rule("IN-09")]
    public void Unanswered_in_all_it_is_accepted_as_of_the_receipt()
    {
        filed.At("2026-02-24 17:30:01").Look().Look();

        Assert.Equal((CaseState.InReview, At("2026-02-10 09:30")), (filed.Record.State, filed.Record.Clock!.AcceptedAt));
        Assert.Equal(["preReview", "stage", "acceptance"], filed.Record.Accountabilities.Select(a => a.Rule).Take(3));
    }

    private static DateTimeOffset At(string at) => CatalogueCase.Time(at);

    private void Answer(string at, PreReviewCommand command) => filed.At(at).Do(Clerk, (r, c) => PreReviewRules.Answer(r, command, c));

    private Refusal Refused(PreReviewCommand command) => filed.Refused(Clerk, (r, c) => PreReviewRules.Answer(r, command, c));
}

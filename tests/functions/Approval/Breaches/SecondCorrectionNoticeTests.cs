using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Handled;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Breaches;

/// <summary>IN-08: a second notice about an old defect is refused, and that it was tried goes on record.</summary>
[Rule("IN-08")]
[Rule("SV-03")]
public sealed class SecondCorrectionNoticeTests
{
    [Fact]
    public void The_refused_attempt_is_on_record_against_the_clerk()
    {
        var handled = Corrected();
        Assert.Equal("second-correction-notice", handled.IsRefused("2026-03-04 10:00", Clerk("SCJ"), Correct("M008")).Problem);
        var breach = Assert.Single(handled.Record.Accountabilities);

        Assert.Equal(("secondCorrectionNotice", "SCJ", "clerk.SCJ"), (breach.Rule, breach.Department, breach.Person));
        Assert.Equal(CaseState.Resubmitted, handled.Record.State);
    }

    [Fact]
    public void Tried_again_it_is_refused_again_and_recorded_once()
    {
        var handled = Corrected();
        handled.IsRefused("2026-03-04 10:00", Clerk("SCJ"), Correct("M008"));
        Assert.Equal("second-correction-notice", handled.IsRefused("2026-03-04 11:00", Clerk("SCJ"), Correct("M008")).Problem);

        Assert.Single(handled.Ledger, e => e.Event is BreachRecorded);
    }

    [Fact]
    public void A_defect_of_what_was_newly_supplied_may_be_raised()
    {
        var handled = Corrected();
        handled.Does("2026-03-04 10:00", Clerk("SCJ"), Correct("M006"));

        Assert.Equal(CaseState.CorrectionRequested, handled.Record.State);
    }

    private static HandledCase Corrected()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), Correct("M006"));
        handled.Does("2026-03-03 10:00", new Actor("zhang.san", "applicant", null), (r, c) =>
            CorrectionRules.Answer(r, new Dictionary<string, System.Text.Json.JsonElement>(), [File("M006", "2026-03-03 10:00")], c));
        return handled;
    }

    private static Func<CaseRecord, RuleContext, Outcome> Correct(string material) => (r, c) => AcceptanceRules.Handle(
        r, new AcceptanceCommand("correct", Defects: [new Defect(material, null, "模糊不清", "重新拍照上传")]), c);
}

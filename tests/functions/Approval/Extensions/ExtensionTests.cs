using NoVisit.Approval.Flow;
using NoVisit.Approval.Handled;
using NoVisit.Approval.Orchestrations;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Extensions;

/// <summary>TL-09, Licence Law art. 42. The food licence accepted on Monday 2 March 2026 is due on Friday 6 March, by law on Monday 16 March.</summary>
[Rule("TL-09")]
public sealed class ExtensionTests
{
    private static readonly ExtensionCommand FiveDays = new(5, "现场情况复杂,需要补充核查");

    [Fact]
    public void An_approved_extension_moves_both_due_times_and_they_are_frozen()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);

        Assert.Equal(At("2026-03-13 17:30"), handled.Record.PromisedDue);
        Assert.Equal(At("2026-03-23 17:30"), handled.Record.LegalDue);
        Assert.Equal((At("2026-03-13 17:30"), At("2026-03-23 17:30")), handled.Ledger.Select(e => e.Event).OfType<ExtensionApproved>().Select(e => (e.PromisedDue, e.LegalDue)).Single());
    }

    [Fact]
    public void The_applicant_is_told_the_reason_and_the_new_date()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);

        Assert.Contains("现场情况复杂,需要补充核查。将在2026-03-13前办结", Assert.Single(handled.Record.Notices, n => n.Kind == "extended").Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_alone_moves_nothing_and_is_not_told_to_the_applicant()
    {
        var handled = Asked("2026-03-05 10:00");

        Assert.Equal(At("2026-03-06 17:30"), handled.Record.PromisedDue);
        Assert.DoesNotContain(handled.Record.Timeline, t => t.Type == "extensionRequested");
    }

    [Fact]
    public void A_refused_extension_is_told_to_staff_only()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), (r, c) => ExtensionRules.Answer(r, new(false, "可以按期办结"), c));

        Assert.Equal(At("2026-03-06 17:30"), handled.Record.PromisedDue);
        Assert.Equal((false, "可以按期办结"), (handled.Record.Extension!.Approved, handled.Record.Extension.Answer));
        Assert.DoesNotContain(handled.Record.Notices, n => n.Kind.StartsWith("extension", StringComparison.Ordinal));
    }

    [Fact]
    public void Asked_at_the_last_minute_is_in_time() =>
        Assert.Equal(5, Asked("2026-03-06 17:30").Record.Extension!.WorkingDays);

    [Fact]
    public void Asked_one_minute_late_is_refused() =>
        Assert.Equal("extension-too-late", Refused("2026-03-06 17:31", "SCJ", FiveDays));

    [Fact]
    public void It_is_asked_for_once()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);

        Assert.Equal("extension-already-extended", handled.IsRefused("2026-03-05 12:00", Reviewer("SCJ"), (r, c) => ExtensionRules.Request(r, FiveDays, c)).Problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void More_than_the_item_allows_is_refused(int days) =>
        Assert.Equal("extension-beyond-maximum", Refused("2026-03-05 10:00", "SCJ", FiveDays with { WorkingDays = days }));

    [Fact]
    public void An_item_without_extension_refuses_it()
    {
        var handled = Accepted("320681-XK-ZJJ-0008-1", "2026-03-02");

        Assert.Equal("extension-not-provided-for", handled.IsRefused("2026-03-03 10:00", Reviewer("ZJJ"), (r, c) => ExtensionRules.Request(r, FiveDays, c)).Problem);
    }

    [Fact]
    public void Without_a_reason_it_is_refused() =>
        Assert.Equal("extension-reason-missing", Refused("2026-03-05 10:00", "SCJ", FiveDays with { Reason = " " }));

    [Fact]
    public void Only_the_lead_asks() => Assert.Equal("other-department", Refused("2026-03-05 10:00", "WJW", FiveDays));

    [Fact]
    public void A_clerk_does_not_ask() =>
        Assert.Equal("wrong-role", Accepted(FoodLicence, "2026-03-02").IsRefused("2026-03-05 10:00", Clerk("SCJ"), (r, c) => ExtensionRules.Request(r, FiveDays, c)).Problem);

    [Fact]
    public void Nobody_approves_his_own_request()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does("2026-03-05 10:00", Approver("SCJ"), (r, c) => ExtensionRules.Request(r, FiveDays, c));

        Assert.Equal("extension-own-request", handled.IsRefused("2026-03-05 11:00", Approver("SCJ"), Approve).Problem);
    }

    [Fact]
    public void A_reviewer_does_not_approve() =>
        Assert.Equal("wrong-role", Asked("2026-03-05 10:00").IsRefused("2026-03-05 11:00", Reviewer("SCJ"), Approve).Problem);

    [Fact]
    public void Nothing_asked_for_cannot_be_approved() =>
        Assert.Equal("no-extension-request", Accepted(FoodLicence, "2026-03-02").IsRefused("2026-03-05 11:00", Approver("SCJ"), Approve).Problem);

    [Fact]
    public void It_is_answered_once()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);

        Assert.Equal("extension-answered", handled.IsRefused("2026-03-05 12:00", Approver("SCJ"), Approve).Problem);
    }

    [Fact]
    public void A_refusal_needs_a_reason() =>
        Assert.Equal("reason-missing", Asked("2026-03-05 10:00").IsRefused(
            "2026-03-05 11:00", Approver("SCJ"), (r, c) => ExtensionRules.Answer(r, new(false), c)).Problem);

    [Fact]
    public void While_the_clock_stands_it_is_neither_asked_for_nor_answered()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Reviewer("SCJ"), (r, c) => SpecialProcedures.SpecialProcedureRules.Open(r, new("hearing", "法制科", 5, "听证"), c));

        Assert.Equal("wrong-state", handled.IsRefused("2026-03-05 12:00", Approver("SCJ"), Approve).Problem);
    }

    [Fact]
    public void A_stop_after_the_extension_moves_the_extended_due()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);
        handled.Does("2026-03-10 09:00", Reviewer("SCJ"), (r, c) => SpecialProcedures.SpecialProcedureRules.Open(r, new("hearing", "法制科", 5, "听证"), c));
        handled.Does("2026-03-12 09:00", Reviewer("SCJ"), (r, c) => SpecialProcedures.SpecialProcedureRules.End(r, "s1", new("听证结束"), c));

        Assert.Equal(At("2026-03-17 17:30"), handled.Record.PromisedDue);
    }

    [Fact]
    public void The_clock_is_woken_by_the_approval()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Does("2026-03-05 11:00", Approver("SCJ"), Approve);

        Assert.Equal([ClockOrchestrator.InstanceId(handled.Record.Number)], Wakes.Instances(handled.Last!).Select(w => w.InstanceId));
        Assert.Equal(At("2026-03-12 17:30"), TimeRules.NextOfClock(handled.Record, Clock));
    }

    [Fact]
    public void Approved_after_the_limit_has_passed_it_is_reminded_of_anew_and_not_broken_twice()
    {
        var handled = Asked("2026-03-05 10:00");
        handled.Passes("2026-03-09 09:00");
        handled.Does("2026-03-09 10:00", Approver("SCJ"), Approve);

        Assert.Equal(At("2026-03-12 17:30"), TimeRules.NextOfClock(handled.Record, Clock));
        handled.Passes("2026-03-12 17:30");
        Assert.Single(handled.Ledger, e => e.Event is ReminderGiven { Of: "promised" } && e.At == At("2026-03-12 17:30"));
        handled.Passes("2026-03-13 18:00");
        Assert.Equal(At("2026-03-06 17:30"), handled.Ledger.Select(e => e.Event).OfType<LimitBroken>().Single(l => l.Rule == "promised").Due);
    }

    private static Outcome Approve(CaseRecord record, RuleContext context) => ExtensionRules.Answer(record, new(true), context);

    private static HandledCase Asked(string at)
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does(at, Reviewer("SCJ"), (r, c) => ExtensionRules.Request(r, FiveDays, c));
        return handled;
    }

    private static string Refused(string at, string department, ExtensionCommand command) =>
        Accepted(FoodLicence, "2026-03-02").IsRefused(at, Reviewer(department), (r, c) => ExtensionRules.Request(r, command, c)).Problem;
}

namespace NoVisit.Approval.Acceptance;

/// <summary>受理, on dates around the Spring Festival of 2026: off from 15 to 23 February, made up on Saturdays 14 and 28 February.</summary>
[Rule("IN-09", "KD-06")]
public sealed class AcceptanceRulesTests
{
    private readonly CaseWalk walk = new(CaseWalk.Food, "2026-02-10 09:30");

    [Fact]
    public void The_acceptance_decision_is_due_five_working_days_after_receipt() =>
        Assert.Equal(CaseWalk.Time("2026-02-24 17:30"), walk.Record.AcceptanceDue);

    [Fact]
    public void A_filing_of_a_rest_day_is_received_on_the_next_working_day() =>
        Assert.Equal(CaseWalk.Time("2026-03-02 17:30"), new CaseWalk(CaseWalk.Food, "2026-02-21 11:00").Record.AcceptanceDue);

    [Fact]
    public void The_promised_limit_counts_from_the_working_day_after_acceptance() =>
        Assert.Equal(CaseWalk.Time("2026-02-25 17:30"), walk.At("2026-02-12 10:00").Accept().Record.PromisedDue);

    [Fact]
    public void The_statutory_limit_counts_from_the_working_day_after_acceptance() =>
        Assert.Equal(CaseWalk.Time("2026-03-04 17:30"), walk.At("2026-02-12 10:00").Accept().Record.LegalDue);

    [Fact]
    public void An_immediate_item_is_promised_for_the_day_of_acceptance() =>
        Assert.Equal(CaseWalk.Time("2026-02-10 17:30"), new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Record.PromisedDue);

    [Fact]
    public void Acceptance_opens_the_next_phase_at_the_same_instant() =>
        Assert.Equal((StageState.Open, walk.At("2026-02-12 10:00").Now), (walk.Accept().Stage("B").State, walk.Stage("B").OpenedAt!.Value));

    [Fact]
    public void Acceptance_comes_with_a_numbered_notice() =>
        Assert.Equal(("accepted", $"{CaseWalk.Number}-002"), (walk.Accept().Record.Notices.Single().Kind, walk.Record.Notices.Single().Number));

    [Fact]
    public void Limits_that_reach_into_a_year_without_a_holiday_notice_are_provisional() =>
        Assert.True(new CaseWalk(CaseWalk.Food, "2026-12-28 09:30").Accept().Record.DueProvisional);

    [Fact]
    public void A_clerk_of_another_department_accepts_nothing() =>
        Assert.Equal("other-department", Refused("accept", new Actor("sun.clerk", "clerk", "SWJ")).Problem);

    [Fact]
    public void A_reviewer_accepts_nothing() => Assert.Equal("wrong-role", Refused("accept", CaseWalk.Reviewer).Problem);

    [Fact]
    public void What_a_colleague_claimed_is_not_accepted_over_his_head()
    {
        walk.Do(new Actor("zhao.clerk", "clerk", "SCJ"), (r, c) => Review.TaskRules.Claim(r, "A", c));

        Assert.Equal("claimed-by-another", Refused("accept").Problem);
    }

    [Fact]
    public void A_case_is_accepted_once()
    {
        walk.Accept();

        Assert.Equal("wrong-state", Refused("accept").Problem);
    }

    [Fact]
    public void Where_no_licence_is_needed_the_applicant_is_told_at_once()
    {
        walk.Do(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("noLicence", Reason: "备案即可", Basis: "《行政许可法》第三十二条第一款"), c));

        Assert.Equal((CaseState.NotAccepted, "licenceNotNeeded"), (walk.Record.State, walk.Record.Notices.Single().Kind));
    }

    [Theory]
    [InlineData(null, "依据", "/reason")]
    [InlineData("备案即可", " ", "/basis")]
    public void That_no_licence_is_needed_has_a_reason_and_a_basis(string? reason, string? basis, string missing) => Assert.Equal(
        missing,
        walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("noLicence", Reason: reason, Basis: basis), c)).Errors!.Single().Key);

    [Fact]
    public void Any_other_outcome_is_refused() => Assert.Equal("unknown-outcome", Refused("approve").Problem);

    [Theory]
    [InlineData(null, "农业农村局", "/reason")]
    [InlineData("  ", "农业农村局", "/reason")]
    [InlineData("不属于本部门职权范围", null, "/competentAuthority")]
    public void Not_accepting_needs_a_reason_and_the_competent_organ(string? reason, string? authority, string missing) =>
        Assert.Equal(missing, walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(
            r, new("notAccept", Reason: reason, CompetentAuthority: authority), c)).Errors!.Single().Key);

    [Fact]
    public void Not_accepting_ends_the_case_and_names_the_competent_organ()
    {
        walk.Do(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("notAccept", Reason: "不属于职权范围", CompetentAuthority: "农业农村局"), c));

        Assert.Contains("农业农村局", walk.Record.Notices.Single().Body.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "条例第三条", "/reason")]
    [InlineData("材料虚假", null, "/basis")]
    public void Returning_needs_reason_and_basis(string? reason, string? basis, string missing) =>
        Assert.Equal(missing, walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(
            r, new("return", Reason: reason, Basis: basis), c)).Errors!.Single().Key);

    [Fact]
    public void Returning_tells_the_remedies()
    {
        walk.Do(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("return", Reason: "材料虚假", Basis: "条例第三条"), c));

        Assert.Contains(AcceptanceRules.Remedies, walk.Record.Notices.Single().Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void At_the_due_instant_itself_nothing_is_deemed() =>
        Assert.DoesNotContain(walk.At("2026-02-24 17:30").Due(), e => e is Accepted);

    [Fact]
    public void After_five_silent_working_days_a_filing_counts_as_accepted() =>
        Assert.Equal(CaseState.InReview, walk.At("2026-02-24 17:30:01").Look().Record.State);

    [Fact]
    public void The_clocks_of_a_deemed_acceptance_start_with_the_receipt() =>
        Assert.Equal(
            (CaseWalk.Time("2026-02-14 17:30"), CaseWalk.Time("2026-03-02 17:30")),
            (walk.At("2026-02-24 17:30:01").Look().Record.PromisedDue!.Value, walk.Record.LegalDue!.Value));

    [Fact]
    public void A_filing_of_a_rest_day_was_received_on_the_next_working_day_when_it_is_deemed_accepted() =>
        Assert.Equal(
            CaseWalk.Time("2026-02-28 17:30"),
            new CaseWalk(CaseWalk.Food, "2026-02-21 11:00").At("2026-03-02 17:30:01").Look().Record.PromisedDue);

    [Fact]
    public void A_deemed_acceptance_is_on_record_against_the_clerks_department()
    {
        var record = walk.At("2026-02-24 17:30:01").Look().Record;

        Assert.Equal(
            ("SCJ", CaseWalk.Time("2026-02-24 17:30")),
            record.Accountabilities.Where(a => a.Rule == "acceptance").Select(a => (a.Department, a.Due)).Single());
    }

    private Refusal Refused(string outcome, Actor? actor = null) =>
        walk.Refused(actor ?? CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new(outcome), c));
}

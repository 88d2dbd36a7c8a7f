namespace NoVisit.Approval;

/// <summary>What time alone brings about, on dates around the Spring Festival of 2026 (off from 15 to 23 February, 14 and 28 made up).</summary>
[Rule("TL-04", "TL-07", "SV-03")]
public sealed class TimeRulesTests
{
    private readonly CaseWalk food = new(CaseWalk.Food, "2026-02-10 09:30");

    [Fact]
    public void A_reminder_comes_one_working_day_before_a_stage_is_due() =>
        Assert.Equal([new ReminderGiven("B", CaseWalk.Time("2026-02-11 17:30"))], food.Accept().At("2026-02-10 17:30").Due());

    [Fact]
    public void No_reminder_comes_before_its_time() => Assert.Empty(food.Accept().At("2026-02-10 17:29:59").Due());

    [Fact]
    public void A_limit_of_the_same_day_has_no_reminder() =>
        Assert.Empty(new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().At("2026-02-10 17:30").Due());

    [Fact]
    public void A_reminder_comes_once() => Assert.Empty(food.Accept().At("2026-02-10 17:30").Look().Due());

    [Fact]
    public void An_act_at_the_due_instant_is_in_time() =>
        Assert.DoesNotContain(food.Accept().At("2026-02-11 17:30").Due(), e => e is LimitBroken);

    [Fact]
    public void A_stage_that_is_late_is_on_record_against_its_department_and_who_claimed_it()
    {
        food.Accept().Do(CaseWalk.Reviewer, (r, c) => Review.TaskRules.Claim(r, "B", c));

        Assert.Contains(
            new LimitBroken("stage", "B", "SCJ", CaseWalk.Reviewer.Id, CaseWalk.Time("2026-02-11 17:30")), food.At("2026-02-11 17:30:01").Due());
    }

    [Fact]
    public void A_broken_limit_is_on_record_once() => Assert.Empty(food.Accept().At("2026-02-12 09:00").Look().Due());

    [Fact]
    public void The_promised_limit_breaks_after_its_last_day() => Assert.Contains(
        new LimitBroken("promised", null, "SCJ", null, CaseWalk.Time("2026-02-14 17:30")), food.Accept().At("2026-02-14 17:30:01").Due());

    [Fact]
    public void The_applicant_is_told_of_a_broken_promise()
    {
        var broken = food.Accept().At("2026-02-14 17:30:01").Due().OfType<LimitBroken>().Single(l => l.Rule == "promised");

        Assert.Equal(Notifications.NoticeKind.PromisedBreach, broken.Message(food.Record, english: false, new(new byte[32]))!.Kind);
    }

    [Fact]
    public void The_statutory_limit_breaks_on_its_own_day() => Assert.Contains(
        new LimitBroken("legal", null, "SCJ", null, CaseWalk.Time("2026-03-02 17:30")), food.Accept().At("2026-03-02 17:30:01").Due());

    [Fact]
    public void Make_up_days_count_and_the_festival_does_not() =>
        Assert.Equal(CaseWalk.Time("2026-02-24 17:30"), new CaseWalk(CaseWalk.Food, "2026-02-14 10:00").Accept().Stage("B").Due);

    [Fact]
    public void No_limit_breaks_after_the_decision() => Assert.Empty(
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).At("2026-05-01 09:00").Due());

    [Fact]
    public void No_limit_breaks_after_a_withdrawal()
    {
        food.Accept().Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Empty(food.At("2026-05-01 09:00").Due());
    }

    [Fact]
    public void Silence_of_a_co_department_is_agreement() =>
        Assert.Equal(StageState.DeemedAgreed, Joint().At("2026-02-11 17:30:01").Look().Stage("C4").State);

    [Fact]
    public void Silence_until_the_due_instant_itself_is_not_agreement() =>
        Assert.Equal(StageState.Open, Joint().At("2026-02-11 17:30").Look().Stage("C4").State);

    [Fact]
    public void Silent_agreement_is_on_record_against_the_department_too() =>
        Assert.Contains(Joint().At("2026-02-11 17:30:01").Look().Record.Accountabilities, a => a is { Rule: "stage", StageId: "C4", Department: "GJJ" });

    [Fact]
    public void Silence_of_a_department_that_decides_is_no_agreement() =>
        Assert.Equal(StageState.Open, Joint().At("2026-02-11 17:30:01").Look().Stage("C1").State);

    [Fact]
    public void The_last_silent_agreement_lets_the_case_be_decided() => Assert.Equal(
        CaseState.DecidedGrant,
        Joint().Decide(CaseWalk.ApproverOf("GAJ")).Decide(CaseWalk.ApproverOf("SWJ")).Decide(CaseWalk.ApproverOf("RSJ")).At("2026-02-11 17:30:01").Look().Record.State);

    [Fact]
    public void The_lead_is_never_deemed_to_agree()
    {
        var record = food.Accept().Record;
        var tacit = record with { Stages = [.. record.Stages.Select(s => s with { Tacit = true })] };

        Assert.DoesNotContain(TimeRules.Due(tacit, food.At("2026-03-10 09:00").As(Actor.System)), e => e is DeemedAgreed);
    }

    [Fact]
    public void A_clerk_who_is_late_with_his_stage_but_not_with_acceptance_breaks_only_the_stage()
    {
        food.At("2026-02-12 09:00").Look();

        Assert.Equal(["stage"], food.Record.Accountabilities.Select(a => a.Rule));
    }

    [Fact]
    public void A_deemed_acceptance_breaks_at_one_look_all_that_earlier_looks_would_have_found() => Assert.Equal(
        ["acceptance", "promised", "stage"], food.At("2026-02-24 17:30:01").Look().Record.Accountabilities.Select(a => a.Rule).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(CaseWalk.SoleTrader)]
    [InlineData(CaseWalk.Company)]
    [InlineData(CaseWalk.Food)]
    public void Looking_late_finds_the_same_broken_limits_as_looking_in_time(string item)
    {
        var late = new CaseWalk(item, "2026-02-10 09:30").At("2026-02-25 09:00").Look();
        var punctual = new CaseWalk(item, "2026-02-10 09:30");
        foreach (var hour in Enumerable.Range(1, 24 * 15))
        {
            punctual.At(CaseWalk.Time("2026-02-10 09:30").AddHours(hour)).Look();
        }

        punctual.At("2026-02-25 09:00").Look();
        Assert.Equal(Broken(punctual), Broken(late));
    }

    [Fact]
    public void Looking_twice_at_the_same_time_finds_nothing_more() => Assert.Empty(food.At("2026-04-01 09:00").Look().Due());

    [Fact]
    public void An_unanswered_correction_lapses_by_itself()
    {
        food.Correct(new Defect("M005", null, "缺页", "补全")).At("2026-03-09 17:30:01").Look();

        Assert.Equal("returned", food.Record.Notices[^1].Kind);
    }

    [Fact]
    public void The_case_looks_next_at_the_reminder_of_its_acceptance() =>
        Assert.Equal(CaseWalk.Time("2026-02-10 17:30"), TimeRules.NextOfCase(food.Record, CaseWalk.Clock));

    [Fact]
    public void After_the_reminder_the_case_looks_next_just_after_its_stage_is_due() =>
        Assert.Equal(CaseWalk.Time("2026-02-11 17:30:01"), TimeRules.NextOfCase(food.At("2026-02-10 17:30").Look().Record, CaseWalk.Clock));

    [Fact]
    public void After_its_late_stage_the_case_looks_next_just_after_acceptance_is_due() =>
        Assert.Equal(CaseWalk.Time("2026-02-24 17:30:01"), TimeRules.NextOfCase(food.At("2026-02-12 09:00").Look().Record, CaseWalk.Clock));

    [Fact]
    public void Awaiting_a_correction_the_case_looks_next_just_after_the_answer_is_due() => Assert.Equal(
        CaseWalk.Time("2026-03-09 17:30:01"),
        TimeRules.NextOfCase(food.Correct(new Defect("M005", null, "缺页", "补全")).Record, CaseWalk.Clock));

    [Fact]
    public void The_clock_looks_next_at_the_reminder_of_the_promise() =>
        Assert.Equal(CaseWalk.Time("2026-02-13 17:30"), TimeRules.NextOfClock(food.Accept().Record, CaseWalk.Clock));

    [Fact]
    public void The_clock_of_a_decided_case_looks_no_more() => Assert.Null(TimeRules.NextOfClock(
        new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Record, CaseWalk.Clock));

    private static CaseWalk Joint() => new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver);

    private static IEnumerable<(string, string?, DateTimeOffset)> Broken(CaseWalk walk) =>
        walk.Record.Accountabilities.Select(a => (a.Rule, a.StageId, a.Due)).OrderBy(a => (a.Rule, a.StageId));
}

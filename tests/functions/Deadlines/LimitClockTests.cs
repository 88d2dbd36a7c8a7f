using System.Globalization;

namespace NoVisit.Deadlines;

/// <summary>Wall-clock times in Asia/Shanghai. Monday 2 March 2026 begins four weeks without holidays.</summary>
[Rule("TL-01", "TL-03", "TL-06", "TL-09")]
public sealed class LimitClockTests
{
    private static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);
    private static readonly Limits Limits = new(4, 10, 5, new Dictionary<string, int> { ["B"] = 1 });
    private static readonly ClockState Accepted = new(At("2026-03-02 10:00"));

    [Theory]
    [InlineData("2026-02-12 10:00", 3, "2026-02-24 17:30")]
    [InlineData("2025-09-26 16:00", 7, "2025-10-13 17:30")]
    [InlineData("2026-09-18 09:00", 12, "2026-10-12 17:30")]
    [InlineData("2025-12-31 17:00", 1, "2026-01-04 17:30")]
    [InlineData("2026-03-02 10:00", 4, "2026-03-06 17:30")]
    [InlineData("2026-03-07 11:00", 1, "2026-03-09 17:30")]
    [InlineData("2026-03-02 20:00", 1, "2026-03-03 17:30")]
    [Rule("TL-02")]
    public void A_limit_ends_at_close_of_business_counted_from_the_day_after_acceptance(string accepted, int days, string due) =>
        Assert.Equal(At(due), Clock.PromisedDue(new(At(accepted)), Limits with { PromisedDays = days })!.At);

    [Theory]
    [InlineData("2026-03-04 10:00", "2026-03-04 17:30")]
    [InlineData("2026-03-04 00:30", "2026-03-04 17:30")]
    [InlineData("2026-03-04 17:29", "2026-03-04 17:30")]
    [InlineData("2026-03-04 17:30", "2026-03-05 17:30")]
    [InlineData("2026-03-06 18:00", "2026-03-09 17:30")]
    [InlineData("2026-03-07 10:00", "2026-03-09 17:30")]
    [InlineData("2026-02-14 10:00", "2026-02-14 17:30")]
    [InlineData("2026-02-14 19:00", "2026-02-24 17:30")]
    public void A_same_day_limit_ends_with_the_working_day_of_acceptance_or_the_next(string accepted, string due) =>
        Assert.Equal(At(due), Clock.PromisedDue(new(At(accepted)), Limits with { PromisedDays = 0 })!.At);

    [Theory]
    [InlineData("2026-02-12 10:00", "2026-02-26 17:30")] // 13, 14, 24, 25, 26
    [InlineData("2026-02-12 23:59", "2026-02-27 17:30")] // received on the 13th
    [InlineData("2026-02-13 00:01", "2026-02-27 17:30")] // likewise
    [InlineData("2026-02-14 10:00", "2026-02-28 17:30")] // make-up Saturday: 24, 25, 26, 27, 28
    [InlineData("2026-02-18 12:00", "2026-03-02 17:30")] // received on the 24th: 25, 26, 27, 28, 2
    [InlineData("2026-03-06 23:59", "2026-03-16 17:30")] // Friday night is received on Monday
    public void An_answer_to_a_filing_is_due_within_five_working_days(string submitted, string due) =>
        Assert.Equal(At(due), Clock.AcceptanceDue(At(submitted)).At);

    [Fact]
    public void A_result_is_delivered_within_ten_working_days() =>
        Assert.Equal(At("2026-03-05 17:30"), Clock.DeliveryDue(At("2026-02-13 11:00")).At);

    [Fact]
    [Rule("TL-01", "TL-02")]
    public void The_statutory_limit_runs_beside_the_promised_one() =>
        Assert.Equal(At("2026-03-16 17:30"), Clock.LegalDue(Accepted, Limits)!.At);

    [Fact]
    [Rule("TL-05")]
    public void A_stage_has_its_own_limit() =>
        Assert.Equal(At("2026-03-05 17:30"), Clock.StageDue(At("2026-03-04 09:30"), Limits.StageDays["B"], Accepted)!.At);

    [Fact]
    public void A_due_that_runs_into_an_unpublished_year_is_provisional()
    {
        Assert.True(Clock.PromisedDue(new(At("2026-12-30 10:00")), Limits)!.Provisional);
        Assert.False(Clock.PromisedDue(new(At("2026-12-30 10:00")), Limits with { PromisedDays = 1 })!.Provisional);
    }

    [Theory]
    [InlineData("2026-03-03 09:00", "2026-03-05 09:00", "2026-03-10 17:30")] // two whole office days
    [InlineData("2026-03-02 20:00", "2026-03-04 20:00", "2026-03-10 17:30")] // from night to night, likewise
    [InlineData("2026-03-03 13:00", "2026-03-04 13:00", "2026-03-09 17:30")] // 4 h 30 and 4 h make one office day
    [InlineData("2026-03-03 10:00", "2026-03-03 17:00", "2026-03-06 17:30")] // stopped and resumed in one day
    [InlineData("2026-03-03 18:00", "2026-03-04 08:00", "2026-03-06 17:30")] // at night
    [InlineData("2026-03-07 10:00", "2026-03-08 23:00", "2026-03-06 17:30")] // after the due, on a weekend
    [InlineData("2026-03-06 16:30", "2026-03-06 17:29", "2026-03-06 17:30")] // answered in the last minute
    [InlineData("2026-03-06 16:30", "2026-03-06 23:59", "2026-03-09 10:00")] // the hour that was left follows
    [InlineData("2026-03-06 16:30", "2026-03-09 10:00", "2026-03-09 11:00")]
    [InlineData("2026-03-02 11:00", "2026-03-02 18:00", "2026-03-06 17:30")] // on the day of acceptance
    public void Office_time_that_the_clock_stands_is_not_counted(string start, string end, string due) =>
        Assert.Equal(At(due), Clock.PromisedDue(Suspended((start, end)), Limits)!.At);

    [Fact]
    public void A_suspension_within_a_holiday_changes_nothing()
    {
        var state = new ClockState(At("2026-02-12 10:00")) { Suspensions = [Suspension("2026-02-16 09:00", "2026-02-20 17:30")] };
        Assert.Equal(At("2026-02-24 17:30"), Clock.PromisedDue(state, Limits with { PromisedDays = 3 })!.At);
    }

    [Fact]
    public void Two_suspensions_add_up_to_the_minute()
    {
        var state = Suspended(("2026-03-03 13:00", "2026-03-04 13:00"), ("2026-03-06 16:30", "2026-03-09 10:00"));
        Assert.Equal(At("2026-03-10 11:00"), Clock.PromisedDue(state, Limits)!.At);
    }

    [Fact]
    public void Overlapping_suspensions_count_once()
    {
        var state = Suspended(("2026-03-03 09:00", "2026-03-05 09:00"), ("2026-03-04 09:00", "2026-03-06 09:00"));
        Assert.Equal(At("2026-03-11 17:30"), Clock.PromisedDue(state, Limits)!.At);
    }

    [Fact]
    public void A_same_day_limit_that_was_suspended_overnight_ends_after_what_was_left()
    {
        var state = Accepted with { Suspensions = [Suspension("2026-03-02 15:30", "2026-03-03 10:00")] };
        Assert.Equal(At("2026-03-03 12:00"), Clock.PromisedDue(state, Limits with { PromisedDays = 0 })!.At);
    }

    [Fact]
    public void Nothing_is_due_while_the_clock_stands() =>
        Assert.Null(Clock.PromisedDue(Suspended(("2026-03-05 10:00", null)), Limits));

    [Fact]
    public void A_due_that_passed_before_the_clock_stopped_stays() =>
        Assert.Equal(At("2026-03-06 17:30"), Clock.PromisedDue(Suspended(("2026-03-09 10:00", null)), Limits)!.At);

    [Fact]
    public void Dues_are_frozen_at_the_decision()
    {
        var decided = Suspended(("2026-03-03 09:00", "2026-03-04 09:00")) with { FrozenAt = At("2026-03-05 16:00") };
        var later = decided with
        {
            Suspensions = [.. decided.Suspensions, Suspension("2026-03-05 17:00", null)],
            Extension = new(5, At("2026-03-05 10:00"), At("2026-03-05 17:00")),
        };
        Assert.Equal(At("2026-03-09 17:30"), Clock.PromisedDue(decided, Limits)!.At);
        Assert.Equal(At("2026-03-09 17:30"), Clock.PromisedDue(later, Limits)!.At);
    }

    [Fact]
    public void A_clock_that_stood_at_the_decision_stops_standing_there()
    {
        var state = Suspended(("2026-03-04 09:00", null)) with { FrozenAt = At("2026-03-05 09:00") };
        Assert.Equal(At("2026-03-09 17:30"), Clock.PromisedDue(state, Limits)!.At);
    }

    [Fact]
    public void A_suspension_cannot_end_before_it_starts() =>
        Assert.Throws<ArgumentException>(() => Suspension("2026-03-04 10:00", "2026-03-04 09:59"));

    [Fact]
    [Rule("TL-01")]
    public void An_approved_extension_moves_both_limits()
    {
        var state = Accepted with { Extension = new(3, At("2026-03-05 10:00"), At("2026-03-06 10:00")) };
        Assert.Equal(At("2026-03-11 17:30"), Clock.PromisedDue(state, Limits)!.At);
        Assert.Equal(At("2026-03-19 17:30"), Clock.LegalDue(state, Limits)!.At);
    }

    [Fact]
    public void An_extension_that_waits_for_approval_moves_nothing()
    {
        var state = Accepted with { Extension = new(3, At("2026-03-05 10:00"), null) };
        Assert.Equal(At("2026-03-06 17:30"), Clock.PromisedDue(state, Limits)!.At);
    }

    [Theory]
    [InlineData("2026-03-06 17:30", 5, null)]
    [InlineData("2026-03-06 17:31", 5, "tooLate")]
    [InlineData("2026-03-05 10:00", 6, "beyondMaximum")]
    [InlineData("2026-03-05 10:00", 0, "beyondMaximum")]
    public void An_extension_is_asked_for_before_the_due_and_within_the_maximum(string requested, int days, string? refusal) =>
        Assert.Equal(refusal, Clock.CanExtend(Accepted, Limits, days, At(requested))?.Code);

    [Fact]
    public void A_case_is_extended_once() => Assert.Equal(
        ExtensionRefusal.AlreadyExtended,
        Clock.CanExtend(Accepted with { Extension = new(1, At("2026-03-04 10:00"), At("2026-03-04 11:00")) }, Limits, 1, At("2026-03-05 10:00")));

    [Fact]
    public void A_decided_case_is_not_extended() => Assert.Equal(
        ExtensionRefusal.Decided, Clock.CanExtend(Accepted with { FrozenAt = At("2026-03-04 10:00") }, Limits, 1, At("2026-03-04 11:00")));

    [Fact]
    public void An_item_without_extension_is_not_extended() => Assert.Equal(
        ExtensionRefusal.NotProvidedFor, Clock.CanExtend(Accepted, Limits with { ExtensionDays = 0 }, 1, At("2026-03-04 11:00")));

    [Theory]
    [InlineData("2026-03-06 17:30", "2026-03-05 17:30")]
    [InlineData("2026-03-09 11:00", "2026-03-06 11:00")]
    [InlineData("2026-02-24 17:30", "2026-02-14 17:30")]
    public void The_reminder_comes_one_working_day_before_the_due(string due, string reminder) =>
        Assert.Equal(At(reminder), Clock.ReminderAt(new(At(due), false)));

    [Theory]
    [InlineData("2026-03-05 17:29", Light.Green)]
    [InlineData("2026-03-05 17:30", Light.Amber)]
    [InlineData("2026-03-06 17:30", Light.Amber)]
    [InlineData("2026-03-06 17:31", Light.Red)]
    public void The_light_turns_amber_with_the_reminder_and_red_after_the_due(string now, Light light) =>
        Assert.Equal(light, Clock.Light(At(now), Clock.PromisedDue(Accepted, Limits)));

    [Fact]
    public void The_light_is_green_while_the_clock_stands() => Assert.Equal(Light.Green, Clock.Light(At("2026-03-30 10:00"), null));

    [Theory]
    [InlineData("2026-03-02 17:00", 0)]
    [InlineData("2026-03-03 08:59", 0)]
    [InlineData("2026-03-03 10:00", 1)]
    [InlineData("2026-03-06 17:30", 4)]
    [InlineData("2026-03-08 12:00", 4)]
    [InlineData("2026-03-09 09:01", 5)]
    public void A_working_day_begun_is_a_working_day_taken(string now, int days) =>
        Assert.Equal(days, Clock.RunningWorkingDays(Accepted, At(now)));

    [Fact]
    public void Stopped_days_are_not_charged()
    {
        var state = Suspended(("2026-03-03 17:30", "2026-03-13 09:00"));
        Assert.Equal(2, Clock.RunningWorkingDays(state, At("2026-03-13 17:00")));
        Assert.Equal(TimeSpan.FromHours(16.5), Clock.RunningTime(state, At("2026-03-13 17:00")));
    }

    [Fact]
    public void Nothing_runs_after_the_decision() =>
        Assert.Equal(2, Clock.RunningWorkingDays(Accepted with { FrozenAt = At("2026-03-04 10:00") }, At("2026-03-20 10:00")));

    [Theory]
    [InlineData("2026-03-02 11:00", 4)]
    [InlineData("2026-03-05 23:00", 1)]
    [InlineData("2026-03-06 09:00", 0)]
    [InlineData("2026-03-10 09:00", -2)]
    public void Working_days_left_turn_negative_when_late(string now, int left) =>
        Assert.Equal(left, Clock.WorkingDaysLeft(Accepted, Limits, At(now)));

    [Fact]
    public void Working_days_left_stand_with_the_clock()
    {
        var state = Suspended(("2026-03-03 09:00", "2026-03-04 09:00"), ("2026-03-05 10:00", null));
        Assert.Equal(2, Clock.WorkingDaysLeft(state, Limits, At("2026-03-05 11:00")));
        Assert.Equal(2, Clock.WorkingDaysLeft(state, Limits, At("2026-03-25 11:00")));
    }

    [Theory]
    [InlineData("2026-03-04 17:00", 2, true)]
    [InlineData("2026-03-05 23:59", 1, true)]
    [InlineData("2026-03-06 09:00", 0, false)]
    [InlineData("2026-03-10 09:00", 0, false)]
    [Rule("TL-08")]
    public void A_completion_a_working_day_before_the_due_is_early(string completed, int saved, bool early)
    {
        var due = Clock.PromisedDue(Accepted, Limits)!;
        Assert.Equal(saved, Clock.SavedWorkingDays(At(completed), due));
        Assert.Equal(early, Clock.Early(At(completed), due));
    }

    [Theory]
    [InlineData(0, "2026-03-04 10:00", true)]
    [InlineData(3, "2026-03-06 17:30", false)]
    [InlineData(3, "2026-03-06 17:31", true)]
    public void A_suspension_without_end_or_over_the_noticed_time_is_reported(int noticed, string now, bool reported) => Assert.Equal(
        reported, Clock.StandsTooLong(Suspension("2026-03-03 10:00", null) with { NoticedDays = noticed }, At(now)));

    [Fact]
    public void A_suspension_that_has_ended_is_not_reported() =>
        Assert.False(Clock.StandsTooLong(Suspension("2026-03-03 10:00", "2026-03-04 10:00"), At("2026-03-30 10:00")));

    [Fact]
    public void Office_hours_end_after_they_begin() => Assert.Throws<ArgumentException>(() => new OfficeHours(new(17, 0), new(9, 0)));

    [Fact]
    public void Other_office_hours_move_the_close_of_business()
    {
        var summer = new LimitClock(Clock.Calendar, new(new(8, 30), new(18, 0)));
        Assert.Equal(At("2026-03-06 18:00"), summer.PromisedDue(Accepted, Limits)!.At);
    }

    private static ClockState Suspended(params (string Start, string? End)[] stops) =>
        Accepted with { Suspensions = [.. stops.Select(stop => Suspension(stop.Start, stop.End))] };

    private static Suspension Suspension(string start, string? end) =>
        new("S", SuspensionGround.SpecialProcedure, At(start), end is null ? null : At(end));

    private static DateTimeOffset At(string local) =>
        new(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}

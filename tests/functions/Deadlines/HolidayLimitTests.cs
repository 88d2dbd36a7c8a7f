using System.Globalization;

namespace NoVisit.Deadlines;

/// <summary>Limits and stops of the clock over the holidays of 2025 and 2026, with literal dates. Wall-clock times in Asia/Shanghai.</summary>
[Rule("TL-03", "TL-06")]
public sealed class HolidayLimitTests
{
    private static readonly LimitClock Clock = new(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default);

    [Theory]
    [InlineData("2026-02-12 10:00", 5, "2026-02-26 17:30")] // 13, 14 (make-up Saturday), 24, 25, 26
    [InlineData("2026-02-14 12:00", 3, "2026-02-26 17:30")] // accepted on that Saturday: 24, 25, 26
    [InlineData("2026-02-18 12:00", 1, "2026-02-24 17:30")] // accepted in the Spring Festival
    [InlineData("2026-02-25 10:00", 3, "2026-02-28 17:30")] // 26, 27, 28 (make-up Saturday)
    [InlineData("2026-02-14 23:59", 0, "2026-02-24 17:30")] // at once, after the close of the last day before the festival
    [InlineData("2025-12-29 10:00", 5, "2026-01-06 17:30")] // 30, 31, 4 (make-up Sunday), 5, 6
    [InlineData("2026-01-03 09:00", 1, "2026-01-04 17:30")] // accepted on the last day of the New Year holiday
    [InlineData("2025-09-30 10:00", 3, "2025-10-11 17:30")] // 9, 10, 11 (make-up Saturday); National Day and Mid-Autumn join
    [InlineData("2026-09-30 10:00", 3, "2026-10-10 17:30")] // 8, 9, 10 (make-up Saturday)
    [InlineData("2026-09-24 10:00", 4, "2026-10-08 17:30")] // 28, 29, 30, 8; Mid-Autumn and National Day
    [InlineData("2024-09-13 10:00", 3, "2024-09-19 17:30")] // 14 (make-up Saturday), 18, 19
    public void A_limit_counts_make_up_days_and_no_holidays(string accepted, int days, string due) =>
        Assert.Equal(At(due), Due(accepted, days));

    [Theory]
    [InlineData("2026-10-01 10:00", "2026-10-06 16:00", "2026-10-10 17:30")] // begins and ends in National Day
    [InlineData("2026-09-30 17:30", "2026-10-08 09:00", "2026-10-10 17:30")] // from close to opening around it
    [InlineData("2026-10-03 10:00", "2026-10-08 12:00", "2026-10-12 12:00")] // three hours of 8 October
    [InlineData("2026-09-30 16:00", "2026-10-05 12:00", "2026-10-12 10:30")] // an hour and a half of 30 September
    [InlineData("2026-10-09 17:00", "2026-10-10 09:30", "2026-10-12 10:00")] // half an hour of Friday and of the make-up Saturday
    public void A_stop_costs_the_office_hours_in_it_and_none_of_the_holiday(string start, string end, string due) =>
        Assert.Equal(At(due), Due("2026-09-29 10:00", 4, (start, end)));

    [Fact]
    public void Two_stops_that_overlap_in_the_holiday_cost_what_they_cover_together()
    {
        // 30 September from 13:00, all of 8 October, 9 October until 10:30: 14.5 hours.
        Assert.Equal(At("2026-10-13 15:00"), Due("2026-09-29 10:00", 4, ("2026-09-30 13:00", "2026-10-08 11:00"), ("2026-10-01 09:00", "2026-10-09 10:30")));
        Assert.Equal(At("2026-10-13 15:00"), Due("2026-09-29 10:00", 4, ("2026-10-01 09:00", "2026-10-09 10:30"), ("2026-09-30 13:00", "2026-10-08 11:00")));
    }

    [Theory]
    [InlineData("2026-10-09 23:59", "2026-10-16 17:30")] // received on the make-up Saturday
    [InlineData("2026-10-10 09:00", "2026-10-16 17:30")] // filed on it
    [InlineData("2026-10-10 23:59", "2026-10-19 17:30")] // received on Monday, 12 October
    [InlineData("2025-12-31 23:59", "2026-01-09 17:30")] // received on Sunday, 4 January
    [InlineData("2026-09-30 17:29", "2026-10-13 17:30")] // received at once: 8, 9, 10, 12, 13
    [InlineData("2026-09-30 17:30", "2026-10-14 17:30")] // received on 8 October
    [Rule("IN-01", "IN-09")]
    public void The_answer_to_a_filing_counts_from_the_day_that_receives_it(string filed, string due) => Assert.Equal(At(due), Clock.AcceptanceDue(At(filed)).At);

    [Theory]
    [InlineData("2026-10-10 17:30", null)]
    [InlineData("2026-10-10 17:31", "tooLate")]
    [Rule("TL-09")]
    public void An_extension_is_in_time_until_the_close_of_a_make_up_Saturday(string requested, string? refusal) =>
        Assert.Equal(refusal, Clock.CanExtend(new(At("2026-09-30 10:00")), new(3, 10, 5, new Dictionary<string, int>()), 2, At(requested))?.Code);

    [Fact]
    [Rule("TL-04")]
    public void The_reminder_of_a_due_after_the_holiday_comes_before_it() =>
        Assert.Equal(At("2026-09-30 17:30"), Clock.ReminderAt(new(At("2026-10-08 17:30"), Provisional: false)));

    private static DateTimeOffset? Due(string accepted, int days, params (string Start, string End)[] stops) => Clock.PromisedDue(
        new(At(accepted)) { Suspensions = [.. stops.Select((s, i) => new Suspension($"S{i}", SuspensionGround.SpecialProcedure, At(s.Start), At(s.End)))] },
        new(days, 45, 0, new Dictionary<string, int>()))?.At;

    private static DateTimeOffset At(string local) =>
        new(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Emulator.Triggers;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class NcrontabTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("0 */5 * * * *", "2026-02-10T09:00:00Z", "2026-02-10T09:05:00Z")]
    [InlineData("0 */5 * * * *", "2026-02-10T09:04:59.999Z", "2026-02-10T09:05:00Z")]
    [InlineData("30 * * * * *", "2026-02-10T09:00:30Z", "2026-02-10T09:01:30Z")]
    [InlineData("*/10 * * * * *", "2026-02-10T23:59:55Z", "2026-02-11T00:00:00Z")]
    [InlineData("0 0 * * * *", "2026-02-10T09:00:00Z", "2026-02-10T10:00:00Z")]
    [InlineData("0 30 9 * * *", "2026-02-10T09:30:00Z", "2026-02-11T09:30:00Z")]
    [InlineData("0 30 9 * * 1-5", "2026-02-13T09:30:00Z", "2026-02-16T09:30:00Z")]
    [InlineData("0 30 9 * * Mon-Fri", "2026-02-13T09:30:00Z", "2026-02-16T09:30:00Z")]
    [InlineData("0 30 9 * * MONDAY-FRIDAY", "2026-02-13T09:30:00Z", "2026-02-16T09:30:00Z")]
    [InlineData("0 0 0 * * 0", "2026-02-10T00:00:00Z", "2026-02-15T00:00:00Z")]
    [InlineData("0 0 0 * * 7", "2026-02-10T00:00:00Z", "2026-02-15T00:00:00Z")]
    [InlineData("0 0 0 1 Jan *", "2026-02-10T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 9-17 * * *", "2026-02-10T17:00:00Z", "2026-02-11T09:00:00Z")]
    [InlineData("0 0 9-17/4 * * *", "2026-02-10T09:00:00Z", "2026-02-10T13:00:00Z")]
    [InlineData("0 0 8,12,18 * * *", "2026-02-10T12:00:00Z", "2026-02-10T18:00:00Z")]
    [InlineData("0 0,30 8-9,18 * * *", "2026-02-10T09:30:00Z", "2026-02-10T18:00:00Z")]
    [InlineData("0 10/20 * * * *", "2026-02-10T09:31:00Z", "2026-02-10T09:50:00Z")]
    [InlineData("0 0 0 31 * *", "2026-02-10T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-02-10T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 13 * 5", "2026-02-14T00:00:00Z", "2026-03-13T00:00:00Z")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:58Z", "2026-12-31T23:59:59Z")]
    [InlineData("*/5 * * * *", "2026-02-10T09:00:00Z", "2026-02-10T09:05:00Z")]
    [InlineData("  0  0 12 * * *  ", "2026-02-10T09:00:00Z", "2026-02-10T12:00:00Z")]
    public void The_next_run_is_the_first_fitting_second_after(string schedule, string after, string next) =>
        Assert.Equal(At(next), TimerSchedule.Parse(schedule, TimeZoneInfo.Utc).After(At(after)));

    [Theory]
    [InlineData("01:00:00", "2026-02-10T09:00:00Z", "2026-02-10T10:00:00Z")]
    [InlineData("00:00:15", "2026-02-10T09:00:00Z", "2026-02-10T09:00:15Z")]
    public void An_interval_counts_from_the_run_before(string schedule, string after, string next) =>
        Assert.Equal(At(next), TimerSchedule.Parse(schedule, TimeZoneInfo.Utc).After(At(after)));

    [Fact]
    public void A_time_is_one_of_the_zone() =>
        Assert.Equal(At("2026-02-10T01:00:00Z"), TimerSchedule.Parse("0 0 9 * * *", Shanghai).After(At("2026-02-10T00:00:00Z")));

    [Fact]
    public void A_time_that_the_clocks_skip_runs_when_they_have_been_put_forward() =>
        Assert.Equal(At("2026-03-29T01:00:00Z"), TimerSchedule.Parse("0 30 2 * * *", Berlin).After(At("2026-03-28T12:00:00Z")));

    [Fact]
    public void A_time_that_the_clocks_repeat_runs_once()
    {
        var schedule = TimerSchedule.Parse("0 30 2 * * *", Berlin);
        var first = schedule.After(At("2026-10-24T12:00:00Z"));
        Assert.Equal(At("2026-10-25T01:30:00Z"), first);
        Assert.Equal(At("2026-10-26T01:30:00Z"), schedule.After(first!.Value));
    }

    [Fact]
    public void A_date_that_does_not_exist_never_comes() =>
        Assert.Null(TimerSchedule.Parse("0 0 0 30 2 *", TimeZoneInfo.Utc).After(At("2026-02-10T00:00:00Z")));

    [Theory]
    [InlineData("", "six fields")]
    [InlineData("* * *", "six fields")]
    [InlineData("60 * * * * *", "second: expected 0 to 59")]
    [InlineData("0 60 * * * *", "minute")]
    [InlineData("0 0 24 * * *", "hour: expected 0 to 23")]
    [InlineData("0 0 0 0 * *", "day: expected 1 to 31")]
    [InlineData("0 0 0 1 13 *", "month: expected 1 to 12")]
    [InlineData("0 0 0 * * 8", "weekday: expected 0 to 7")]
    [InlineData("0 0 0 * Foo *", "month")]
    [InlineData("0 5-3 * * * *", "backwards")]
    [InlineData("0 */0 * * * *", "minute")]
    [InlineData("0 1,,2 * * * *", "minute")]
    [InlineData("0 -1 * * * *", "minute")]
    [InlineData("0 1- * * * *", "minute")]
    [InlineData("00:00:00", "longer than nothing")]
    public void What_cannot_be_understood_is_refused_with_the_field_that_is_wrong(string schedule, string why)
    {
        var fault = Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule, TimeZoneInfo.Utc));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_follow_each_other_and_none_fits_between_them()
    {
        var field = Gen.Choose(0, 59).SelectMany(a => Gen.Choose(1, 30).Select(step => (a, step)));
        Check.QuickThrowOnFailure(Prop.ForAll(field.ToArbitrary(), minutes =>
        {
            var schedule = TimerSchedule.Parse($"0 {minutes.a}/{minutes.step} * * * *", Shanghai);
            var start = At("2026-02-10T00:00:00Z");
            var expected = Enumerable.Range(1, 180)
                .Select(m => start.AddMinutes(m))
                .Where(t => t.Minute >= minutes.a && (t.Minute - minutes.a) % minutes.step == 0)
                .Take(3);
            var found = new List<DateTimeOffset>();
            for (var t = schedule.After(start); found.Count < 3; t = schedule.After(t!.Value))
            {
                found.Add(t!.Value);
            }

            return found.Take(expected.Count()).SequenceEqual(expected);
        }));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

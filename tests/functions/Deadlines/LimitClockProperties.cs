using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Deadlines;

/// <summary>Laws that hold for every clock, whatever its suspensions. Times are whole minutes around the turn of 2025 to 2026.</summary>
[Rule("TL-03", "TL-06")]
public sealed class LimitClockProperties
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.LoadEmbedded();
    private static readonly OfficeHours Hours = OfficeHours.Default;
    private static readonly LimitClock Clock = new(Calendar, Hours);
    private static readonly DateTimeOffset Epoch = new(2025, 12, 15, 0, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void Running_time_never_goes_back() => Holds(
        from sample in Cases() from first in Minutes() from second in Minutes() select (sample, first, second),
        s => Clock.RunningTime(s.sample.State, Min(s.first, s.second)) <= Clock.RunningTime(s.sample.State, Max(s.first, s.second)));

    [Fact]
    public void Pausing_never_gives_more_running_time_than_was_promised() => Holds(
        Cases(), sample => RunningMinutes(sample.State, Due(sample)!.At) <= Budget(sample));

    [Fact]
    public void Stopped_time_is_never_taken_from_the_running_time_that_was_promised() => Holds(
        Cases().Where(sample => !sample.State.Suspensions.Any(WithinADay)), sample => RunningMinutes(sample.State, Due(sample)!.At) == Budget(sample));

    [Fact]
    public void A_suspension_never_adds_running_time() => Holds(
        from sample in Cases().Where(sample => sample.State.Suspensions.Count > 0) from now in Minutes() select (sample.State, now),
        s => Clock.RunningTime(s.State, s.now) <= Clock.RunningTime(s.State with { Suspensions = [.. s.State.Suspensions.Skip(1)] }, s.now));

    [Fact]
    public void A_due_does_not_depend_on_the_order_of_suspensions() => Holds(
        Cases(), sample => Due(sample) == Due(sample with { State = sample.State with { Suspensions = [.. sample.State.Suspensions.Reverse()] } }));

    [Fact]
    public void A_suspension_never_makes_a_due_earlier() => Holds(
        Cases().Where(sample => sample.State.Suspensions.Count > 0),
        sample => Due(sample)!.At >= Due(sample with { State = sample.State with { Suspensions = [.. sample.State.Suspensions.Skip(1)] } })!.At);

    [Fact]
    public void A_case_is_in_time_exactly_when_it_took_no_more_than_the_promised_days() => Holds(
        from sample in Cases().Where(sample => sample.Days > 0) from now in Minutes() select (sample, now),
        s => (s.now <= Due(s.sample)!.At) == (Clock.RunningWorkingDays(s.sample.State, s.now) <= s.sample.Days) || Resting(s.sample, s.now));

    private static void Holds<T>(Gen<T> gen, Func<T, bool> law) => Check.QuickThrowOnFailure(Prop.ForAll(gen.ToArbitrary(), law));

    private static DueInstant? Due(Case sample) => Clock.PromisedDue(sample.State, new(sample.Days, sample.Days, 0, new Dictionary<string, int>()));

    // After the budget is used up at close of business, nights and rest days take nothing more although the due has passed.
    private static bool Resting(Case sample, DateTimeOffset now) =>
        now > Due(sample)!.At && RunningMinutes(sample.State, now) == RunningMinutes(sample.State, Due(sample)!.At);

    private static int Budget(Case sample) => sample.Days * 510;

    /// <summary>Counted minute by minute from the day after acceptance, without any of the clock's own code.</summary>
    private static int RunningMinutes(ClockState state, DateTimeOffset until)
    {
        var minutes = 0;
        for (var day = OfficeHours.DateOf(state.AcceptedAt).AddDays(1); Hours.OpeningOf(day) < until; day = day.AddDays(1))
        {
            if (!Calendar.IsWorkingDay(day))
            {
                continue;
            }

            for (var minute = Hours.OpeningOf(day); minute < Hours.CloseOf(day) && minute < until; minute = minute.AddMinutes(1))
            {
                minutes += state.Suspensions.Any(stop => stop.Start <= minute && minute < stop.End) ? 0 : 1;
            }
        }

        return minutes;
    }

    private static bool WithinADay(Suspension stop) => OfficeHours.DateOf(stop.Start) == OfficeHours.DateOf(stop.End!.Value);

    private static Gen<DateTimeOffset> Minutes() => Gen.Choose(0, 60 * 24 * 60).Select(minute => Epoch.AddMinutes(minute));

    private static Gen<Case> Cases() =>
        from accepted in Gen.Choose(0, 20 * 24 * 60)
        from days in Gen.Choose(1, 10)
        from count in Gen.Choose(0, 5)
        from stops in (from start in Gen.Choose(0, 30 * 24 * 60) from length in Gen.Choose(0, 5 * 24 * 60) select (start, length)).ArrayOf(count)
        select new Case(
            new(Epoch.AddMinutes(accepted))
            {
                Suspensions = [.. stops.Select((stop, index) => new Suspension(
                    $"S{index}", SuspensionGround.SpecialProcedure, Epoch.AddMinutes(stop.start), Epoch.AddMinutes(stop.start + stop.length)))],
            },
            days);

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed record Case(ClockState State, int Days)
    {
        public override string ToString() => $"accepted {State.AcceptedAt:MM-dd HH:mm}, {Days} d, "
            + string.Join("; ", State.Suspensions.Select(stop => $"{stop.Start:MM-dd HH:mm} to {stop.End:MM-dd HH:mm}"));
    }
}

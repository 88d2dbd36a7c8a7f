using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class StandingClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 10, 9, 0, 0, TimeSpan.FromHours(8));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clock_stands_until_it_is_moved()
    {
        var clock = new StandingClock(Start);
        await Task.Delay(20, Ct);
        Assert.Equal(Start, clock.GetUtcNow());
        await clock.AdvanceAsync(Start.AddDays(3), _ => Task.CompletedTask, Ct);
        Assert.Equal(Start.AddDays(3), clock.GetUtcNow());
    }

    [Fact]
    public async Task Timers_fire_in_order_each_at_its_own_time()
    {
        var clock = new StandingClock(Start);
        var fired = new List<string>();
        using var late = Timer(clock, "late", TimeSpan.FromHours(5), fired);
        using var early = Timer(clock, "early", TimeSpan.FromHours(1), fired);
        using var beyond = Timer(clock, "beyond", TimeSpan.FromHours(7), fired);
        await clock.AdvanceAsync(Start.AddHours(6), _ => Task.CompletedTask, Ct);
        Assert.Equal(["early 10:00", "late 14:00"], fired);
        Assert.Equal(Start.AddHours(7), clock.NextDue);
    }

    [Fact]
    public async Task What_a_timer_starts_is_over_before_the_next_one_fires()
    {
        var clock = new StandingClock(Start);
        var fired = new List<string>();
        using var one = Timer(clock, "one", TimeSpan.FromHours(1), fired);
        using var two = Timer(clock, "two", TimeSpan.FromHours(2), fired);
        await clock.AdvanceAsync(
            Start.AddHours(3),
            _ =>
            {
                fired.Add("settled");
                return Task.CompletedTask;
            },
            Ct);
        Assert.Equal(["settled", "one 10:00", "settled", "two 11:00", "settled", "settled"], fired);
    }

    [Fact]
    public async Task A_timer_that_is_set_on_the_way_fires_on_the_way()
    {
        var clock = new StandingClock(Start);
        var chain = ChainAsync(clock, 45);
        await clock.AdvanceAsync(
            Start.AddDays(45),
            async ct =>
            {
                while (clock.NextDue is null && !chain.IsCompleted)
                {
                    await Task.Delay(1, ct);
                }
            },
            Ct);
        Assert.Equal(Start.AddDays(45), await chain);
    }

    [Fact]
    public async Task A_periodic_timer_fires_at_every_period()
    {
        var clock = new StandingClock(Start);
        var fired = new List<string>();
        using var timer = clock.CreateTimer(_ => fired.Add($"{Local(clock):HH:mm}"), null, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20));
        await clock.AdvanceAsync(Start.AddHours(1), _ => Task.CompletedTask, Ct);
        Assert.Equal(["09:10", "09:30", "09:50"], fired);
    }

    [Fact]
    public async Task A_timer_that_is_disposed_of_does_not_fire()
    {
        var clock = new StandingClock(Start);
        var fired = new List<string>();
        await Timer(clock, "gone", TimeSpan.FromMinutes(10), fired).DisposeAsync();
        await clock.AdvanceAsync(Start.AddHours(1), _ => Task.CompletedTask, Ct);
        Assert.Empty(fired);
    }

    [Fact]
    public async Task A_timer_due_at_once_needs_no_move()
    {
        var fired = new TaskCompletionSource();
        using var timer = new StandingClock(Start).CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(5), Ct);
        Assert.True(fired.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void Ten_minutes_in_a_day_of_twenty_seconds_are_about_139_milliseconds()
    {
        var clock = new FastClock(Start, TimeSpan.FromSeconds(20));
        Assert.Equal(4320, clock.Speed);
        var before = clock.GetUtcNow();
        Thread.Sleep(140);
        Assert.InRange((clock.GetUtcNow() - before).TotalMinutes, 10, 60);
    }

    [Theory]
    [InlineData("2026-02-13T09:00:00+08:00", 1, "2026-02-16T09:00:00+08:00")]
    [InlineData("2026-02-13T09:00:00+08:00", 0, "2026-02-13T09:00:00+08:00")]
    [InlineData("2026-02-15T20:00:00Z", 5, "2026-02-22T20:00:00Z")]
    public void Without_a_calendar_working_days_are_Monday_to_Friday_in_China(string from, int days, string to) =>
        Assert.Equal(LocalClock.Instant(to), LocalTime.AddWeekdays(LocalClock.Instant(from), days));

    [Theory]
    [InlineData("2026-02-10T09:00")]
    [InlineData("2026-02-10")]
    [InlineData("tomorrow")]
    public void An_instant_without_offset_is_refused(string text) =>
        Assert.Throws<InvalidOperationException>(() => LocalClock.Instant(text));

    private static async Task<DateTimeOffset> ChainAsync(StandingClock clock, int days)
    {
        for (var day = 0; day < days; day++)
        {
            await Task.Delay(TimeSpan.FromDays(1), clock, Ct);
        }

        return clock.GetUtcNow();
    }

    private static DateTimeOffset Local(StandingClock clock) => clock.GetUtcNow().ToOffset(Start.Offset);

    private static ITimer Timer(StandingClock clock, string name, TimeSpan due, List<string> fired) =>
        clock.CreateTimer(_ => fired.Add($"{name} {Local(clock):HH:mm}"), state: null, due, Timeout.InfiniteTimeSpan);
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 10, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly StandingClock _clock = new(Start);
    private readonly string _folder = Directory.CreateTempSubdirectory("timer-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Timers_run_by_their_schedules_in_order()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, _clock, typeof(Functions));
        await host.Host.AdvanceClockAsync(Start.AddHours(26), Ct);
        Assert.Equal(["noon 10 12:00 past due False", "evening 10 18:30"], notes.All);
        await host.Host.AdvanceClockAsync(Start.AddHours(34), Ct);
        Assert.Equal(["noon 11 12:00 past due False", "evening 11 18:30"], notes.All.Skip(2));
    }

    [Fact]
    public async Task A_run_missed_while_the_host_was_down_is_made_up_for_once_and_told_so()
    {
        var notes = new Notes();
        var first = await StartAsync(notes, _clock, typeof(Noon));
        await first.Host.AdvanceClockAsync(Start.AddHours(4), Ct);
        await first.StopAsync();
        await using var second = await StartAsync(notes, new StandingClock(Start.AddDays(3)), typeof(Noon));
        await second.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["noon 10 12:00 past due False", "noon 13 09:00 past due True"], notes.All);
        await second.Host.AdvanceClockAsync(Start.AddDays(3).AddHours(4), Ct);
        Assert.Equal("noon 13 12:00 past due False", notes.All[^1]);
    }

    [Fact]
    public async Task A_host_that_was_down_between_two_runs_has_missed_nothing()
    {
        var notes = new Notes();
        var first = await StartAsync(notes, _clock, typeof(Noon));
        await first.StopAsync();
        await using var second = await StartAsync(notes, new StandingClock(Start.AddHours(1)), typeof(Noon));
        await second.Host.WaitUntilIdleAsync(Ct);
        Assert.Empty(notes.All);
    }

    [Fact]
    public async Task A_timer_that_runs_on_startup_does_so_besides_its_schedule()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, _clock, typeof(OnStartup));
        await host.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["started 10 09:00 past due False"], notes.All);
        await host.Host.AdvanceClockAsync(Start.AddHours(4), Ct);
        Assert.Equal("started 10 12:00 past due False", notes.All[^1]);
    }

    [Fact]
    public async Task A_failing_run_does_not_end_the_schedule()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, _clock, typeof(Failing));
        await host.Host.AdvanceClockAsync(Start.AddHours(3), Ct);
        Assert.Equal(["failing", "failing", "failing"], notes.All);
    }

    [Fact]
    public async Task The_status_tells_the_last_and_the_next_run_in_the_schedules_time_zone()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, _clock, typeof(Status));
        await host.Host.AdvanceClockAsync(Start.AddDays(2), Ct);
        Assert.Equal(["last 01-01 00:00 next 02-11 12:00", "last 02-10 12:00 next 02-12 12:00"], notes.All);
    }

    [Fact]
    public async Task On_a_long_move_of_the_clock_a_timer_keeps_the_pace_and_comes_back_to_its_schedule_at_the_end()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, _clock, typeof(Sweep));
        await host.Host.AdvanceClockAsync(Start.AddHours(4), Ct);
        Assert.Equal(["10 09:20", "10 10:20", "10 11:20", "10 11:40", "10 12:00", "10 12:20", "10 12:40", "10 13:00"], notes.All);
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_understood_stops_the_start_and_names_the_function()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(new Notes(), _clock, typeof(Nonsense)));
        Assert.StartsWith("Function 'Nonsense': ", fault.Message, StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(Notes notes, StandingClock clock, Type functions) => TestHost.StartAsync(
        functions,
        builder =>
        {
            builder.Services.AddSingleton(notes);
            builder.Services.AddSingleton<TimeProvider>(clock);
        },
        _folder,
        "WEBSITE_TIME_ZONE=Asia/Shanghai",
        "Evening=0 30 18 * * *");

    private static string Now(TimeProvider time) => $"{time.GetUtcNow().ToOffset(Start.Offset):dd HH:mm}";

    internal sealed class Functions(Notes notes, TimeProvider time)
    {
        [Function("Noon")]
        public void Noon([TimerTrigger("0 0 12 * * *")] TimerInfo timer) => notes.Add($"noon {Now(time)} past due {timer.IsPastDue}");

        [Function("Evening")]
        public void Evening([TimerTrigger("%Evening%")] TimerInfo timer) => notes.Add($"evening {Now(time)}{(timer.IsPastDue ? "!" : "")}");
    }

    internal sealed class Noon(Notes notes, TimeProvider time)
    {
        [Function("Noon")]
        public void Run([TimerTrigger("0 0 12 * * *")] TimerInfo timer) => notes.Add($"noon {Now(time)} past due {timer.IsPastDue}");
    }

    internal sealed class OnStartup(Notes notes, TimeProvider time)
    {
        [Function("OnStartup")]
        public void Run([TimerTrigger("0 0 12 * * *", RunOnStartup = true)] TimerInfo timer) => notes.Add($"started {Now(time)} past due {timer.IsPastDue}");
    }

    internal sealed class Failing(Notes notes)
    {
        [Function("Failing")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            notes.Add(timer.IsPastDue ? "late" : "failing");
            throw new InvalidOperationException("every time");
        }
    }

    internal sealed class Sweep(Notes notes, TimeProvider time)
    {
        [Function("Sweep")]
        public void Run([TimerTrigger("0 */20 * * * *")] TimerInfo timer) => notes.Add(timer.IsPastDue ? "late" : Now(time));
    }

    internal sealed class Status(Notes notes)
    {
        [Function("Status")]
        public void Run([TimerTrigger("0 0 12 * * *")] TimerInfo timer) =>
            notes.Add($"last {timer.ScheduleStatus!.Last:MM-dd HH:mm} next {timer.ScheduleStatus.Next:MM-dd HH:mm}");
    }

    internal static class Nonsense
    {
        [Function("Nonsense")]
        public static void Run([TimerTrigger("0 0 25 * * *")] TimerInfo timer) => _ = timer;
    }
}

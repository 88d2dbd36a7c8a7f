using System.Diagnostics;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_whose_time_has_passed_fires_at_once()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Past", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddYears(-1), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));

        Assert.Equal(TestHub.Start.UtcDateTime, await hub.RunAsync<DateTime>("Past"));
    }

    [Fact]
    public async Task A_timer_that_loses_a_race_and_is_cancelled_does_not_hold_the_orchestration()
    {
        await using var hub = await TestHub.StartAsync(Race(cancelTimer: true));
        var id = await hub.ScheduleAsync("Race");
        await hub.Client.RaiseEventAsync(id, "answer", "yes", TestHub.Ct);

        Assert.Equal("yes", (await hub.StateAsync(id)).ReadOutputAs<string>());
        Assert.Null(hub.Hub.NextTimerAt);
    }

    [Fact]
    public async Task A_timer_that_is_neither_fired_nor_cancelled_holds_the_orchestration()
    {
        await using var hub = await TestHub.StartAsync(Race(cancelTimer: false));
        var id = await hub.ScheduleAsync("Race");
        await hub.Client.RaiseEventAsync(id, "answer", "yes", TestHub.Ct);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("yes", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_that_wins_a_race_leaves_the_event_to_others()
    {
        await using var hub = await TestHub.StartAsync(Race(cancelTimer: true));
        var id = await hub.ScheduleAsync("Race");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("timer", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Timers_fire_in_order_of_their_time_even_when_a_host_was_down_meanwhile()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Order", async context =>
        {
            List<int> order = [];
            await Task.WhenAll(((int[])[3, 1, 2]).Select(async hours =>
            {
                await context.CreateTimer(TimeSpan.FromHours(hours), CancellationToken.None);
                order.Add(hours);
            }));
            return string.Join(',', order);
        }));
        var id = await hub.ScheduleAsync("Order");
        await hub.IdleAsync();
        await hub.Hub.StopAsync(TestHub.Ct);
        hub.Clock.Advance(TimeSpan.FromHours(5));
        await hub.RestartAsync();

        Assert.Equal("1,2,3", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_far_in_the_future_survives_restarts_and_fires_on_its_day()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Far", async context =>
        {
            await context.CreateTimer(new DateTime(2031, 3, 2, 1, 0, 0, DateTimeKind.Utc), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));
        var id = await hub.ScheduleAsync("Far");
        await hub.AdvanceAsync(TimeSpan.FromDays(1000));
        await hub.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync(id)).RuntimeStatus);

        await hub.AdvanceAsync(TimeSpan.FromDays(1000));

        Assert.Equal(new DateTime(2031, 3, 2, 1, 0, 0, DateTimeKind.Utc), (await hub.StateAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_chain_of_45_daily_timers_runs_in_order_in_less_than_a_second()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Chain", async context =>
        {
            List<DateTime> days = [];
            for (var day = 0; day < 45; day++)
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                days.Add(context.CurrentUtcDateTime);
            }

            return days;
        }));
        var id = await hub.ScheduleAsync("Chain");
        var watch = Stopwatch.StartNew();

        await hub.AdvanceAsync(TimeSpan.FromDays(45));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.Equal(Enumerable.Range(1, 45).Select(day => TestHub.Start.UtcDateTime.AddDays(day)), (await hub.StateAsync(id)).ReadOutputAs<List<DateTime>>()!);
    }

    private static TestApp Race(bool cancelTimer) => new TestApp().Orchestrator("Race", async context =>
    {
        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
        var answer = context.WaitForExternalEvent<string>("answer");
        if (await Task.WhenAny(timer, answer) == timer)
        {
            return "timer";
        }

        if (cancelTimer)
        {
#pragma warning disable VSTHRD103, CA1849 // An orchestrator must not leave its thread.
            stop.Cancel();
#pragma warning restore VSTHRD103, CA1849
        }

        return await answer;
    });
}

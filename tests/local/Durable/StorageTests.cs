using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class StorageTests
{
    [Fact]
    public async Task Payloads_over_64_KB_stand_beside_the_history_and_come_back_whole()
    {
        var large = new string('证', 100_000);
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<string, string>("Echo", x => x + "!")
            .Orchestrator("Child", context => Task.FromResult(context.GetInput<string>()))
            .Orchestrator("Large", async context =>
            {
                var result = await context.CallActivityAsync<string>("Echo", context.GetInput<string>());
                var fromEvent = await context.WaitForExternalEvent<string>("e");
                var fromChild = await context.CallSubOrchestratorAsync<string>("Child", fromEvent);
                context.SetCustomStatus(fromChild);
                return result + fromChild;
            }));
        var id = await hub.ScheduleAsync("Large", large);
        await hub.IdleAsync();
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "e", large, TestHub.Ct);

        var state = await hub.StateAsync(id);

        Assert.Equal((large + "!" + large, large, large), (state.ReadOutputAs<string>()!, state.ReadInputAs<string>()!, state.ReadCustomStatusAs<string>()!));
        Assert.InRange(Scalar(hub, "SELECT max(length(events)) FROM history"), 1, 2_000);
        Assert.InRange(Scalar(hub, "SELECT max(length(input)) FROM instances"), 1, 100);
    }

    [Fact]
    public async Task Large_payloads_go_with_their_instance()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Large", context => Task.FromResult(context.GetInput<string>())));
        var id = await hub.ScheduleAsync("Large", new string('x', 100_000));
        await hub.IdleAsync();
        Assert.Equal(2, Scalar(hub, "SELECT count(*) FROM payloads"));

        await hub.Client.PurgeInstanceAsync(id, TestHub.Ct);

        Assert.Equal(0, Scalar(hub, "SELECT count(*) FROM payloads"));
    }

    [Fact]
    public async Task A_turn_with_all_it_causes_is_one_write()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Echo", x => x)
            .Orchestrator("Chain", async context =>
            {
                for (var i = 0; i < 5; i++)
                {
                    await context.CallActivityAsync("Echo", i);
                }

                return 0;
            }));
        var before = hub.Hub.Store.Writer.Writes;

        await hub.RunAsync<int>("Chain");

        Assert.Equal(6, hub.Hub.Store.Writer.Writes - before);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_ended_instance_but_itself_and_its_history()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Echo", x => x)
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Echo", 1))
            .Orchestrator("Parent", async context =>
            {
                context.SendEvent(context.InstanceId, "self", 1);
                await context.WaitForExternalEvent<int>("self", TimeSpan.FromHours(1));
                return await context.CallSubOrchestratorAsync<int>("Child");
            }));

        await hub.RunAsync<int>("Parent");

        Assert.Equal(0, Scalar(hub, "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM instances WHERE wake_at IS NOT NULL OR open_activities > 0)"));
    }

    [Fact]
    public async Task A_second_host_says_who_owns_the_hub_waits_and_goes_on_when_the_first_stops()
    {
        await using var first = await TestHub.StartAsync(new TestApp().Orchestrator("Wait", context => context.WaitForExternalEvent<string>("e")));
        var id = await first.ScheduleAsync("Wait");
        using var log = new Lines();
        await using var second = new DurableHub(new() { Path = first.FilePath }, first.App, new StandingClock(TestHub.Start), log);
        var starting = second.StartAsync(TestHub.Ct);
        await log.Said.Task.WaitAsync(TimeSpan.FromSeconds(10), TestHub.Ct);
        var waited = !starting.IsCompleted;

        await first.Hub.StopAsync(TestHub.Ct);
        await starting.WaitAsync(TimeSpan.FromSeconds(10), TestHub.Ct);
        await second.Client.RaiseEventAsync(id, "e", "from the second", TestHub.Ct);

        Assert.True(waited);
        Assert.Contains($"process {Environment.ProcessId}", await log.Said.Task, StringComparison.Ordinal);
        Assert.Equal("from the second", (await second.Client.WaitForInstanceCompletionAsync(id, true, TestHub.Ct)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedules_of_timer_functions_survive_a_restart()
    {
        await using var hub = await TestHub.StartAsync(new TestApp());
        Assert.Null(hub.Hub.Schedules.Get("Sweep"));
        hub.Hub.Schedules.Set("Sweep", null, TestHub.Start.AddMinutes(5));
        hub.Hub.Schedules.Set("Sweep", TestHub.Start.AddMinutes(5), TestHub.Start.AddMinutes(10));

        await hub.RestartAsync();

        Assert.Equal(new ScheduleEntry(TestHub.Start.AddMinutes(5), TestHub.Start.AddMinutes(10)), hub.Hub.Schedules.Get("Sweep"));
    }

    [Fact]
    public async Task A_hub_of_another_version_is_refused()
    {
        await using var hub = await TestHub.StartAsync(new TestApp());
        await hub.Hub.StopAsync(TestHub.Ct);
        Scalar(hub, "PRAGMA user_version = 99; SELECT 0");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(hub.RestartAsync);

        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_that_the_host_stopped_runs_again_in_the_next_host()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(new TestApp()
            .ActivityAsync<int, int>("Slow", async (x, ct) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }

                return x;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Slow", 5)));
        var id = await hub.ScheduleAsync("Call");

        await hub.RestartAsync();

        Assert.Equal(5, (await hub.StateAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    private static long Scalar(TestHub hub, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = hub.FilePath, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public TaskCompletionSource<string> Said { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Said.TrySetResult(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

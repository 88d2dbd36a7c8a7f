using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class DeterminismTests
{
    [Fact]
    public async Task Guids_and_times_are_the_same_at_every_replay_and_differ_from_each_other()
    {
        ConcurrentDictionary<string, int> seen = [];
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Echo", x => x)
            .Orchestrator("Guids", async context =>
            {
                for (var i = 0; i < 3; i++)
                {
                    var line = $"{i} {context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
                    seen.AddOrUpdate(line, 1, (_, count) => count + 1);
                    await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                }

                return 0;
            }));
        await hub.ScheduleAsync("Guids");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal([4, 3, 2], seen.OrderBy(line => line.Key).Select(line => line.Value));
        Assert.Equal(6, seen.Keys.SelectMany(line => line.Split(' ')[1..3]).Distinct().Count());
    }

    [Fact]
    public async Task The_next_generation_has_other_guids_even_when_the_clock_stands_still()
    {
        ConcurrentBag<Guid> seen = [];
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Generations", context =>
        {
            seen.Add(context.NewGuid());
            var generation = context.GetInput<int>();
            if (generation < 3)
            {
                context.ContinueAsNew(generation + 1);
            }

            return Task.FromResult(generation);
        }));

        await hub.RunAsync<int>("Generations", 1);

        Assert.Equal(3, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_replay_safe_logger_says_each_line_once()
    {
        var log = new ListLogger();
        await using var hub = await TestHub.StartAsync(
            new TestApp()
                .Activity<int, int>("Echo", x => x)
                .Orchestrator("Talk", async context =>
                {
                    var logger = context.CreateReplaySafeLogger("Talk");
                    for (var i = 0; i < 3; i++)
                    {
#pragma warning disable CA2254 // A test's lines.
                        logger.LogInformation($"line {i}");
#pragma warning restore CA2254
                        await context.CallActivityAsync("Echo", i);
                    }

                    return context.IsReplaying;
                }),
            log);

        Assert.False(await hub.RunAsync<bool>("Talk"));
        Assert.Equal(["line 0", "line 1", "line 2"], log.Lines.Where(line => line.StartsWith("line", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("other activity", "at step #1 the orchestrator 'Changed' once asked for activity 'Echo' (#1), and now for activity 'Other' (#1)")]
    [InlineData("timer instead", "at step #1 the orchestrator 'Changed' once asked for activity 'Echo' (#1), and now for timer for ")]
    [InlineData("nothing", "at step #1 the orchestrator 'Changed' once asked for activity 'Echo' (#1), and now asks for nothing")]
    [InlineData("one more", "at step #2 the orchestrator 'Changed' once asked for nothing, and now asks for activity 'Echo' (#2)")]
    public async Task Code_that_changed_under_a_running_instance_fails_it_and_names_the_step(string change, string expected)
    {
        var now = "as before";
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Echo", x => x)
            .Activity<int, int>("Other", x => x)
            .Orchestrator("Changed", async context =>
            {
                await context.CallActivityAsync("Echo", 0);
                switch (now)
                {
                    case "other activity":
                        await context.CallActivityAsync("Other", 1);
                        break;
                    case "timer instead":
                        await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                        break;
                    case "one more":
                        await Task.WhenAll(context.CallActivityAsync("Echo", 1), context.CallActivityAsync("Echo", 2));
                        break;
                    case "as before":
                        await context.CallActivityAsync("Echo", 1);
                        break;
                }

                await context.WaitForExternalEvent<string>("end");
                return 0;
            }));
        var id = await hub.ScheduleAsync("Changed");
        await hub.IdleAsync();
        now = change;
        await hub.Client.RaiseEventAsync(id, "end", "", TestHub.Ct);

        var state = await hub.StateAsync(id);

        Assert.Equal(
            (OrchestrationRuntimeStatus.Failed, "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException"),
            (state.RuntimeStatus, state.FailureDetails!.ErrorType));
        Assert.Contains(expected, state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orchestrator_that_draws_its_own_guid_for_a_name_is_found_out()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("A", x => x)
            .Activity<int, int>("B", x => x)
            .Orchestrator("Dice", async context =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await context.CallActivityAsync(Random.Shared.Next(2) == 0 ? "A" : "B", i);
                }

                return 0;
            }));

        var state = await hub.StateAsync(await hub.ScheduleAsync("Dice"));

        Assert.Contains("Non-Deterministic", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orchestrator_that_awaits_a_foreign_task_fails_and_is_told_after_which_step()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Echo", x => x)
            .Orchestrator("Foreign", async context =>
            {
                await context.CallActivityAsync("Echo", 0);
                await Task.Delay(20, CancellationToken.None);
                return await context.WaitForExternalEvent<string>("never");
            }));
        var id = await hub.ScheduleAsync("Foreign");

        var state = await hub.Client.WaitForInstanceCompletionAsync(id, true, TestHub.Ct);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("after step #0", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orchestrator_that_leaves_its_thread_while_steps_are_out_fails()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Stray", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            await Task.Delay(20, CancellationToken.None);
            await timer;
            return 0;
        }));
        var id = await hub.ScheduleAsync("Stray");

        var state = await hub.Client.WaitForInstanceCompletionAsync(id, true, TestHub.Ct);

        Assert.Contains("no method of its context gave", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable.Turns;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class RetryTests
{
    [Theory]
    [InlineData(5, 10, 1.0, null, null, "10 10 10 10")]
    [InlineData(6, 10, 2.0, null, null, "10 20 40 80 160")]
    [InlineData(6, 10, 2.0, 50, null, "10 20 40 50 50")]
    [InlineData(3, 1800, 3.0, null, null, "1800 3600")]
    [InlineData(9, 10, 2.0, null, 60, "10 20 40")]
    [InlineData(1, 10, 2.0, null, null, "")]
    public async Task Retries_wait_as_the_policy_says(
        int attempts, int firstSeconds, double coefficient, int? maxSeconds, int? timeoutSeconds, string expectedDelays)
    {
        List<DateTimeOffset> calls = [];
        TestHub? hub = null;
        await using var owned = hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Fail", _ =>
            {
                calls.Add(hub!.Clock.GetUtcNow());
                throw new TimeoutException("again");
            })
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Fail", 0, TaskOptions.FromRetryPolicy(new(
                attempts, TimeSpan.FromSeconds(firstSeconds), coefficient, Seconds(maxSeconds), Seconds(timeoutSeconds))))));
        var id = await hub.ScheduleAsync("Retry");

        await hub.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(expectedDelays, string.Join(' ', calls.Zip(calls.Skip(1), (a, b) => (b - a).TotalSeconds)));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_retry_that_succeeds_gives_the_result()
    {
        var calls = 0;
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Third", _ => ++calls == 3 ? 7 : throw new TimeoutException("again"))
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Third", 0, TaskOptions.FromRetryPolicy(new(5, TimeSpan.FromSeconds(1))))));
        var id = await hub.ScheduleAsync("Retry");

        await hub.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(7, (await hub.StateAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        var calls = 0;
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Refuse", _ =>
            {
                calls++;
                throw new FormatException("never");
            })
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Refuse", 0, TaskOptions.FromRetryPolicy(
                new(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() }))));

        await hub.ScheduleAsync("Retry");
        await hub.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_retry_handler_decides_after_each_failure_and_may_wait()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Fail", _ => throw new TimeoutException("again"))
            .Orchestrator("Retry", async context =>
            {
                List<string> seen = [];
                var options = TaskOptions.FromRetryHandler(async retry =>
                {
                    seen.Add($"{retry.LastAttemptNumber}@{retry.TotalRetryTime.TotalMinutes}");
                    await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    return retry.LastAttemptNumber < 3;
                });
                try
                {
                    await context.CallActivityAsync("Fail", 0, options);
                }
                catch (TaskFailedException e)
                {
                    seen.Add(e.FailureDetails.ErrorMessage);
                }

                return string.Join(' ', seen);
            }));
        var id = await hub.ScheduleAsync("Retry");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("1@0 2@1 3@2 again", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_sub_orchestration_is_retried_under_the_same_instance_id()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Child", _ => ++runs < 3 ? throw new TimeoutException("again") : Task.FromResult("third"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", null, TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromMinutes(1))).WithInstanceId("child"))));
        var id = await hub.ScheduleAsync("Parent");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("third", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public void A_longest_interval_without_end_does_not_cap_the_delay()
        => Assert.Equal(
            TimeSpan.FromHours(8),
            Retries.Delay(new(9, TimeSpan.FromHours(1), 2, Timeout.InfiniteTimeSpan), 4, DateTime.UnixEpoch, DateTime.UnixEpoch));

    private static TimeSpan? Seconds(int? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}

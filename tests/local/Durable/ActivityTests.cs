using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class ActivityTests
{
    [Fact]
    public async Task Activities_are_called_one_after_the_other_with_their_results()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("AddOne", x => x + 1)
            .Orchestrator("Chain", async context =>
            {
                var value = context.GetInput<int>();
                for (var i = 0; i < 5; i++)
                {
                    value = await context.CallActivityAsync<int>("addone", value);
                }

                return value;
            }));

        Assert.Equal(12, await hub.RunAsync<int>("Chain", 7));
    }

    [Fact]
    public async Task A_fan_out_of_1000_activities_gives_all_results_in_the_order_of_the_calls()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Square", x => x * x)
            .Orchestrator("Fan", async context => await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => context.CallActivityAsync<int>("Square", i)))));

        var squares = await hub.RunAsync<int[]>("Fan");

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * i), squares!);
    }

    [Fact]
    public async Task An_activity_that_throws_fails_as_TaskFailedException_with_the_chain_of_causes()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Break", _ => throw new InvalidOperationException("outer", new FormatException("inner")))
            .Orchestrator("Caller", async context =>
            {
                await context.CallActivityAsync<int>("Fine", 0).ContinueWith(_ => 0, TaskScheduler.Current);
                try
                {
                    return await context.CallActivityAsync<string>("Break", 1);
                }
                catch (TaskFailedException e)
                {
                    var cause = e.FailureDetails;
                    return $"{e.TaskName} {e.TaskId} | {cause.ErrorType}: {cause.ErrorMessage} | {cause.InnerFailure!.ErrorType}: {cause.InnerFailure.ErrorMessage} | {cause.IsCausedBy<InvalidOperationException>()} {cause.IsCausedBy<IOException>()}";
                }
            }));

        Assert.Equal(
            "Break 1 | System.InvalidOperationException: outer | System.FormatException: inner | True False", await hub.RunAsync<string>("Caller"));
    }

    [Fact]
    public async Task An_orchestrator_that_throws_fails_with_its_exception()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator<int>("Broken", _ => throw new FormatException("no such item")));

        var state = await hub.StateAsync(await hub.ScheduleAsync("Broken"));

        Assert.Equal((OrchestrationRuntimeStatus.Failed, "System.FormatException", "no such item"),
            (state.RuntimeStatus, state.FailureDetails!.ErrorType, state.FailureDetails.ErrorMessage));
    }

    [Fact]
    public async Task An_unhandled_failure_of_an_activity_fails_the_orchestration_and_keeps_the_chain()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Break", _ => throw new TimeoutException("late"))
            .Orchestrator("Caller", context => context.CallActivityAsync<int>("Break", 1)));

        var failure = (await hub.StateAsync(await hub.ScheduleAsync("Caller"))).FailureDetails!;

        Assert.Equal(("Microsoft.DurableTask.TaskFailedException", "System.TimeoutException"), (failure.ErrorType, failure.InnerFailure!.ErrorType));
        Assert.Equal("Task 'Break' (#0) failed with an unhandled exception: late", failure.ErrorMessage);
    }
}

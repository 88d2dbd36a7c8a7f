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

    [Fact]
    public async Task An_output_or_status_that_cannot_be_written_fails_the_orchestration_instead_of_hanging_it()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Output", _ => Task.FromResult<object>(typeof(string)))
            .Orchestrator("Status", context =>
            {
                context.SetCustomStatus(typeof(string));
                return Task.FromResult(0);
            }));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(await hub.ScheduleAsync("Output"))).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(await hub.ScheduleAsync("Status"))).RuntimeStatus);
    }

    [Fact]
    public async Task A_result_or_event_of_another_type_fails_where_it_is_awaited()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, string>("Text", _ => "no number")
            .Orchestrator("Result", context => context.CallActivityAsync<int>("Text", 0))
            .Orchestrator("Event", context => context.WaitForExternalEvent<int>("e")));
        var id = await hub.ScheduleAsync("Event");
        await hub.Client.RaiseEventAsync(id, "e", "no number", TestHub.Ct);

        Assert.Equal("System.Text.Json.JsonException", (await hub.StateAsync(id)).FailureDetails!.ErrorType);
        Assert.Equal("System.Text.Json.JsonException", (await hub.StateAsync(await hub.ScheduleAsync("Result"))).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task An_async_void_method_that_throws_fails_the_orchestration()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Careless", context =>
        {
            Forget(context);
            return context.WaitForExternalEvent<int>("e");
        }));
        var id = await hub.ScheduleAsync("Careless");
        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("forgotten", (await hub.StateAsync(id)).FailureDetails!.ErrorMessage);

#pragma warning disable VSTHRD100, MA0155 // What the test is about.
        static async void Forget(TaskOrchestrationContext context)
#pragma warning restore VSTHRD100, MA0155
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            throw new InvalidOperationException("forgotten");
        }
    }
}

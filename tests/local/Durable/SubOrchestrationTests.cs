using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task Children_run_in_parallel_and_know_their_parent()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return $"{context.GetInput<int>()} of {context.Parent!.Name} {context.Parent.InstanceId}";
            })
            .Orchestrator("Parent", async context => string.Join(
                ", ", await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallSubOrchestratorAsync<string>("Child", i))))));
        var id = await hub.ScheduleAsync("Parent", id: "p");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("1 of Parent p, 2 of Parent p, 3 of Parent p", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failing_child_fails_its_call_with_the_whole_chain()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Break", _ => throw new InvalidOperationException("disk", new IOException("sector")))
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Break", 0))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child")));

        var failure = (await hub.StateAsync(await hub.ScheduleAsync("Parent"))).FailureDetails!;

        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException > Microsoft.DurableTask.TaskFailedException > System.InvalidOperationException > System.IO.IOException",
            string.Join(" > ", Chain(failure)));
    }

    [Fact]
    public async Task A_child_that_does_not_exist_fails_its_call()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Nobody")));

        var state = await hub.StateAsync(await hub.ScheduleAsync("Parent"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("Nobody", state.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_under_the_id_of_a_running_instance_fails_its_call()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Waiter", context => context.WaitForExternalEvent<int>("never"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Waiter", null, new SubOrchestrationOptions(instanceId: "taken"))));
        await hub.ScheduleAsync("Waiter", id: "taken");

        var state = await hub.StateAsync(await hub.ScheduleAsync("Parent"));

        Assert.Contains("already exists", state.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_continues_as_new_answers_its_parent_when_it_ends_at_last()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Counter", async context =>
            {
                var count = context.GetInput<int>();
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                if (count < 5)
                {
                    context.ContinueAsNew(count + 1);
                }

                return $"{count} for {context.Parent!.InstanceId}";
            })
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Counter", 1)));
        var id = await hub.ScheduleAsync("Parent", id: "p");

        await hub.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("5 for p", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    private static IEnumerable<string> Chain(TaskFailureDetails? failure)
    {
        for (; failure is not null; failure = failure.InnerFailure)
        {
            yield return failure.ErrorType;
        }
    }
}

using Microsoft.DurableTask;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task It_keeps_the_instance_id_and_starts_with_an_empty_history()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Activity<int, int>("Work", x => x)
            .Orchestrator("Loop", async context =>
            {
                var round = context.GetInput<int>();
                await context.CallActivityAsync("Work", round);
                if (round < 100)
                {
                    context.ContinueAsNew(round + 1);
                }

                return $"{context.InstanceId} {round}";
            }));
        var id = await hub.ScheduleAsync("Loop", 1, "loop");

        Assert.Equal("loop 100", (await hub.StateAsync(id)).ReadOutputAs<string>());
        var history = await hub.Hub.ReadHistoryAsync(id, TestHub.Ct);
        Assert.Equal(2, history.Max(entry => entry.Turn));
    }

    [Fact]
    public async Task It_drops_timers_activities_and_children_of_the_old_generation()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(new TestApp()
            .ActivityAsync<int, string>("Slow", async _ =>
            {
                await gate.Task;
                return "from the old generation";
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Parent", async context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    _ = context.CallActivityAsync<string>("Slow", 0);
                    _ = context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "child"));
                    _ = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    await context.WaitForExternalEvent<string>("go");
                    context.ContinueAsNew(1);
                    return "old";
                }

                var first = context.WaitForExternalEvent<string>("finish");
                return await first;
            }));
        var id = await hub.ScheduleAsync("Parent", 0);
        await hub.Client.RaiseEventAsync(id, "go", "", TestHub.Ct);
        gate.SetResult();
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync("child", "end", "from the old child", TestHub.Ct);
        await hub.AdvanceAsync(TimeSpan.FromHours(1));
        await hub.Client.RaiseEventAsync(id, "finish", "new", TestHub.Ct);

        Assert.Equal("new", (await hub.StateAsync(id)).ReadOutputAs<string>());
        Assert.Equal("from the old child", (await hub.StateAsync("child")).ReadOutputAs<string>());
        Assert.DoesNotContain(await hub.Hub.ReadHistoryAsync(id, TestHub.Ct), entry => entry.TaskId is not null);
    }

    [Fact]
    public async Task An_instance_that_starts_over_without_waiting_is_written_now_and_then()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Spin", context =>
        {
            var round = context.GetInput<int>();
            if (round < 200)
            {
                context.ContinueAsNew(round + 1);
            }

            return Task.FromResult(round);
        }));

        Assert.Equal(200, await hub.RunAsync<int>("Spin", 0));
    }
}

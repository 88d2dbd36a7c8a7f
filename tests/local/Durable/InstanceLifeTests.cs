using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class InstanceLifeTests
{
    private static readonly TestApp App = new TestApp()
        .Activity<int, int>("Echo", x => x)
        .Orchestrator("Listener", async context =>
        {
            context.SetCustomStatus(new { Stage = "waiting" });
            var first = await context.WaitForExternalEvent<string>("e");
            context.SetCustomStatus(new { Stage = "heard " + first });
            await context.CallActivityAsync("Echo", 1);
            return first + await context.WaitForExternalEvent<string>("e");
        })
        .Orchestrator("Child", context => context.WaitForExternalEvent<string>("never"))
        .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Child", null, Id(context.InstanceId + "-child")))
        .Orchestrator("Quick", context => Task.FromResult(context.GetInput<int>()));

    [Fact]
    public async Task A_suspended_instance_keeps_what_arrives_until_it_is_resumed()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Listener");
        await hub.Client.SuspendInstanceAsync(id, "audit", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "e", "a", TestHub.Ct);
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "e", "b", TestHub.Ct);
        var held = await hub.StateAsync(id);
        await hub.Client.ResumeInstanceAsync(id, null, TestHub.Ct);

        Assert.Equal((OrchestrationRuntimeStatus.Suspended, """{"Stage":"waiting"}"""), (held.RuntimeStatus, held.SerializedCustomStatus));
        Assert.Equal("ab", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_that_fires_while_suspended_is_heard_after_resuming()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Timer", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));
        var id = await hub.ScheduleAsync("Timer");
        await hub.Client.SuspendInstanceAsync(id, null, TestHub.Ct);
        await hub.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.StateAsync(id)).RuntimeStatus);

        await hub.Client.ResumeInstanceAsync(id, null, TestHub.Ct);

        Assert.Equal(TestHub.Start.UtcDateTime.AddHours(3), (await hub.StateAsync(id)).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Suspending_twice_and_resuming_what_runs_are_refused()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Listener");
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.ResumeInstanceAsync(id, null, TestHub.Ct));
        await hub.Client.SuspendInstanceAsync(id, null, TestHub.Ct);

        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.SuspendInstanceAsync(id, null, TestHub.Ct));
    }

    [Fact]
    public async Task Custom_status_is_what_was_set_last()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Listener");
        await hub.Client.RaiseEventAsync(id, "e", "a", TestHub.Ct);

        Assert.Equal("""{"Stage":"heard a"}""", (await hub.StateAsync(id)).SerializedCustomStatus);
    }

    [Fact]
    public async Task Terminating_a_parent_leaves_its_children_running()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Parent", id: "p");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync(id, "withdrawn", TestHub.Ct);

        var state = await hub.StateAsync(id);

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "withdrawn"), (state.RuntimeStatus, state.ReadOutputAs<string>()));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.StateAsync("p-child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminating_recursively_ends_the_children_too()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Parent", id: "p");
        await hub.IdleAsync();

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("withdrawn", Recursive: true), TestHub.Ct);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.StateAsync("p-child")).RuntimeStatus);
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Parent", id: "p");
        await hub.IdleAsync();
        await hub.Client.TerminateInstanceAsync("p-child", "gone", TestHub.Ct);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Starting_under_the_id_of_a_running_instance_is_refused()
    {
        await using var hub = await TestHub.StartAsync(App);
        await hub.ScheduleAsync("Listener", id: "one");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.ScheduleAsync("Listener", id: "one"));
    }

    [Fact]
    public async Task Starting_under_the_id_of_a_finished_instance_begins_afresh()
    {
        await using var hub = await TestHub.StartAsync(App);
        await hub.ScheduleAsync("Quick", 1, "one");
        await hub.IdleAsync();
        await hub.ScheduleAsync("Quick", 2, "one");

        Assert.Equal(2, (await hub.StateAsync("one")).ReadOutputAs<int>());
        Assert.Single((await hub.Hub.ReadHistoryAsync("one", TestHub.Ct)), entry => entry.Kind == "ExecutionStarted");
    }

    [Fact]
    public async Task Starting_what_the_app_has_not_is_refused()
    {
        await using var hub = await TestHub.StartAsync(App);

        await Assert.ThrowsAsync<ArgumentException>(() => hub.ScheduleAsync("Nobody"));
    }

    [Fact]
    public async Task A_start_in_the_future_waits_for_its_time()
    {
        await using var hub = await TestHub.StartAsync(App);
        await hub.ScheduleAsync("Quick", 1, "later", TestHub.Start.AddHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.StateAsync("later")).RuntimeStatus);

        await hub.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.StateAsync("later")).RuntimeStatus);
    }

    [Fact]
    public async Task Waiting_for_completion_ends_when_the_instance_ends()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Child");
        var started = await hub.Client.WaitForInstanceStartAsync(id, TestHub.Ct);
        var completion = hub.Client.WaitForInstanceCompletionAsync(id, true, TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "never", "now", TestHub.Ct);

        Assert.True(started.IsRunning);
        Assert.Equal("now", (await completion).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Only_ended_instances_that_match_the_filter_are_purged()
    {
        await using var hub = await TestHub.StartAsync(App);
        await hub.ScheduleAsync("Quick", 1, "old");
        await hub.AdvanceAsync(TimeSpan.FromDays(2));
        await hub.ScheduleAsync("Quick", 2, "new");
        await hub.ScheduleAsync("Listener", id: "running");
        await hub.IdleAsync();

        var purged = await hub.Client.PurgeAllInstancesAsync(new(CreatedTo: TestHub.Start.AddDays(1)), TestHub.Ct);
        var refused = await hub.Client.PurgeInstanceAsync("running", TestHub.Ct);

        Assert.Equal((1, 0), (purged.PurgedInstanceCount, refused.PurgedInstanceCount));
        Assert.Equal(["new", "running"], (await AllAsync(hub, new())).Order());
        Assert.Empty(await hub.Hub.ReadHistoryAsync("old", TestHub.Ct));
    }

    [Fact]
    public async Task Purging_recursively_removes_the_children_too()
    {
        await using var hub = await TestHub.StartAsync(App);
        await hub.ScheduleAsync("Parent", id: "p");
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync("p-child", "never", "now", TestHub.Ct);
        await hub.IdleAsync();

        Assert.Equal(2, (await hub.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(Recursive: true), TestHub.Ct)).PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("p-child", TestHub.Ct));
    }

    [Fact]
    public async Task Queries_are_paged_and_filtered()
    {
        await using var hub = await TestHub.StartAsync(App);
        for (var i = 0; i < 25; i++)
        {
            await hub.ScheduleAsync("Quick", i, $"case-{i:00}");
        }

        await hub.ScheduleAsync("Listener", id: "case-running");
        await hub.ScheduleAsync("Quick", 0, "other");
        await hub.IdleAsync();
        var query = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "case-", PageSize: 10, FetchInputsAndOutputs: true);
        List<(int Count, bool Last)> pages = [];
        List<int> outputs = [];
        await foreach (var page in hub.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add((page.Values.Count, page.ContinuationToken is null));
            outputs.AddRange(page.Values.Select(state => state.ReadOutputAs<int>()));
        }

        Assert.Equal([(10, false), (10, false), (5, true)], pages);
        Assert.Equal(Enumerable.Range(0, 25), outputs);
    }

    [Fact]
    public async Task Inputs_and_outputs_are_shown_only_when_asked_for()
    {
        await using var hub = await TestHub.StartAsync(App);
        var id = await hub.ScheduleAsync("Quick", 1);
        await hub.IdleAsync();

        var state = (await hub.Client.GetInstanceAsync(id, TestHub.Ct))!;

        Assert.Null(state.SerializedOutput);
        Assert.Throws<InvalidOperationException>(() => state.ReadOutputAs<int>());
    }

    private static Microsoft.DurableTask.SubOrchestrationOptions Id(string id) => new(instanceId: id);

    private static async Task<List<string>> AllAsync(TestHub hub, OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (var state in hub.Client.GetAllInstancesAsync(query))
        {
            ids.Add(state.InstanceId);
        }

        return ids;
    }
}

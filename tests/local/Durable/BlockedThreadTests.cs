using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Durable;

/// <summary>An orchestrator that blocks its thread: its instance fails after a while, says so, and holds nobody else up.</summary>
public sealed class BlockedThreadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_orchestrator_that_sleeps_fails_and_the_log_names_it_and_its_instance()
    {
        using var letGo = new ManualResetEventSlim();
        using var log = new LogLines();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var hub = await TestHub.StartAsync(
            new TestApp().Orchestrator("Sleeper", _ => Task.FromResult(letGo.Wait(TimeSpan.FromMinutes(1)))), loggers, Limited);

        var state = await hub.StateAsync(await hub.ScheduleAsync("Sleeper", id: "case-7"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal(typeof(TimeoutException).FullName, state.FailureDetails!.ErrorType);
        Assert.Contains("The orchestrator Sleeper has held its thread for more than 00:00:01.", state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(log.All, line => line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("Sleeper", StringComparison.Ordinal) && line.Contains("case-7", StringComparison.Ordinal));

        // Coming back late, it changes nothing.
        letGo.Set();
        await log.HasAsync("has let go of its thread");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.StateAsync("case-7")).RuntimeStatus);
    }

    [Fact]
    public async Task An_orchestrator_that_waits_for_the_result_of_an_activity_fails()
    {
        await using var hub = await TestHub.StartAsync(
            new TestApp()
                .Orchestrator("Waiter", context => Task.FromResult(Result(context.CallActivityAsync<int>("One"))))
                .Activity<int, int>("One", _ => 1),
            configure: Limited);

        var state = await hub.StateAsync(await hub.ScheduleAsync("Waiter"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("has held its thread", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_of_them_than_may_run_at_a_time_hold_nobody_else_up()
    {
        using var letGo = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            new TestApp()
                .Orchestrator("Sleeper", _ => Task.FromResult(letGo.Wait(TimeSpan.FromMinutes(1))))
                .Orchestrator("Quick", async context => await context.CallActivityAsync<int>("One"))
                .Activity<int, int>("One", _ => 1),
            configure: options => Limited(options) with { MaxConcurrentOrchestrators = 2 });
        var sleepers = Enumerable.Range(0, 5).Select(_ => hub.ScheduleAsync("Sleeper")).ToList();

        Assert.Equal(1, await hub.RunAsync<int>("Quick"));
        await Task.WhenAll(sleepers);
        letGo.Set();
    }

    [Fact]
    public async Task A_parent_hears_that_its_child_has_blocked_its_thread()
    {
        using var letGo = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            new TestApp()
                .Orchestrator("Sleeper", _ => Task.FromResult(letGo.Wait(TimeSpan.FromMinutes(1))))
                .Orchestrator("Parent", async context =>
                {
                    try
                    {
                        return await context.CallSubOrchestratorAsync<string>("Sleeper");
                    }
                    catch (TaskFailedException failed)
                    {
                        return failed.FailureDetails.ErrorType;
                    }
                }),
            configure: Limited);

        Assert.Equal(typeof(TimeoutException).FullName, await hub.RunAsync<string>("Parent"));
        letGo.Set();
    }

    private static DurableHubOptions Limited(DurableHubOptions options) => options with { TurnLimit = Limit };

#pragma warning disable VSTHRD002, xUnit1031 // What orchestrators must not do.
    private static int Result(Task<int> task) => task.Result;
#pragma warning restore VSTHRD002, xUnit1031
}

using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Tests.Durable;

public sealed class ExternalEventTests
{
    private static readonly TestApp Collector = new TestApp()
        .Orchestrator("Collect", async context =>
        {
            List<string> heard = [];
            await context.WaitForExternalEvent<string>("go");
            for (var i = 0; i < 3; i++)
            {
                heard.Add(await context.WaitForExternalEvent<string>("Item"));
            }

            return string.Join(',', heard);
        });

    [Fact]
    public async Task Early_events_are_kept_and_come_in_order_whatever_the_case_of_their_name()
    {
        await using var hub = await TestHub.StartAsync(Collector);
        var id = await hub.ScheduleAsync("Collect");
        await hub.Client.RaiseEventAsync(id, "item", "a", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "ITEM", "b", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "Item", "c", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "GO", "", TestHub.Ct);

        Assert.Equal("a,b,c", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Events_survive_a_restart_of_the_host()
    {
        await using var hub = await TestHub.StartAsync(Collector);
        var id = await hub.ScheduleAsync("Collect");
        await hub.Client.RaiseEventAsync(id, "item", "a", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "item", "b", TestHub.Ct);
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "go", "", TestHub.Ct);
        await hub.RestartAsync();
        await hub.Client.RaiseEventAsync(id, "item", "c", TestHub.Ct);

        Assert.Equal("a,b,c", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_after_a_cancelled_wait_goes_to_the_next_wait()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Patient", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<string>("answer", TimeSpan.FromHours(1));
                return "in time";
            }
            catch (TaskCanceledException)
            {
                await context.WaitForExternalEvent<string>("other");
                return "late: " + await context.WaitForExternalEvent<string>("answer");
            }
        }));
        var id = await hub.ScheduleAsync("Patient");
        await hub.AdvanceAsync(TimeSpan.FromHours(2));
        await hub.Client.RaiseEventAsync(id, "answer", "yes", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "other", "", TestHub.Ct);

        Assert.Equal("late: yes", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_youngest_of_several_waits_hears_first_and_cancelled_ones_hear_nothing()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Waits", async context =>
        {
            using var cancel = new CancellationTokenSource();
            var oldest = context.WaitForExternalEvent<string>("e");
            var cancelled = context.WaitForExternalEvent<string>("e", cancel.Token);
            var youngest = context.WaitForExternalEvent<string>("e");
#pragma warning disable VSTHRD103, CA1849 // An orchestrator must not leave its thread.
            cancel.Cancel();
#pragma warning restore VSTHRD103, CA1849
            await Task.WhenAll(oldest, youngest);
            return $"{await youngest} {await oldest} {cancelled.IsCanceled}";
        }));
        var id = await hub.ScheduleAsync("Waits");
        await hub.Client.RaiseEventAsync(id, "e", "first", TestHub.Ct);
        await hub.Client.RaiseEventAsync(id, "e", "second", TestHub.Ct);

        Assert.Equal("first second True", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true, "1:a 2:b 3:c")]
    [InlineData(false, "1:a 2:x 3:y")]
    public async Task Events_that_nobody_waited_for_cross_ContinueAsNew_in_order_if_asked(bool preserve, string expected)
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Generations", async context =>
        {
            var said = context.GetInput<string>() ?? string.Empty;
            if (said.Length == 0)
            {
                await context.WaitForExternalEvent<string>("go");
            }

            var generation = said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length + 1;
            said = $"{said} {generation}:{await context.WaitForExternalEvent<string>("item")}".Trim();
            if (generation < 3)
            {
                context.ContinueAsNew(said, preserve);
            }

            return said;
        }));
        var id = await hub.ScheduleAsync("Generations");
        foreach (var item in (string[])["a", "b", "c"])
        {
            await hub.Client.RaiseEventAsync(id, "item", item, TestHub.Ct);
        }

        await hub.Client.RaiseEventAsync(id, "go", "", TestHub.Ct);
        await hub.IdleAsync();
        if (!preserve)
        {
            await hub.Client.RaiseEventAsync(id, "item", "x", TestHub.Ct);
            await hub.Client.RaiseEventAsync(id, "item", "y", TestHub.Ct);
        }

        Assert.Equal(expected, (await hub.StateAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_to_a_finished_instance_is_refused()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Done", _ => Task.FromResult(1)));
        var id = await hub.ScheduleAsync("Done");
        await hub.IdleAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RaiseEventAsync(id, "late", null, TestHub.Ct));

        Assert.Contains("Completed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_to_an_unknown_instance_is_refused()
    {
        await using var hub = await TestHub.StartAsync(new TestApp());

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RaiseEventAsync("nobody", "e", null, TestHub.Ct));
    }

    [Fact]
    public async Task An_orchestration_sends_events_to_another_and_to_none_without_harm()
    {
        await using var hub = await TestHub.StartAsync(new TestApp()
            .Orchestrator("Ear", context => context.WaitForExternalEvent<int>("number"))
            .Orchestrator("Mouth", context =>
            {
                context.SendEvent("nobody", "number", 1);
                context.SendEvent("ear", "number", 42);
                return Task.FromResult(true);
            }));
        await hub.ScheduleAsync("Ear", id: "ear");
        await hub.ScheduleAsync("Mouth");

        Assert.Equal(42, (await hub.StateAsync("ear")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_event_raised_before_a_delayed_start_is_heard()
    {
        await using var hub = await TestHub.StartAsync(new TestApp().Orchestrator("Later", context => context.WaitForExternalEvent<string>("e")));
        var id = await hub.ScheduleAsync("Later", startAt: TestHub.Start.AddDays(1));
        await hub.Client.RaiseEventAsync(id, "e", "early", TestHub.Ct);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.StateAsync(id)).RuntimeStatus);
        await hub.RestartAsync();
        await hub.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal("early", (await hub.StateAsync(id)).ReadOutputAs<string>());
    }
}

using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

/// <summary>
/// kill -9 of the queue service under a working host. Queues go back to what it had saved: messages that were done with are there again, younger ones
/// are not. The hub goes back nowhere.
/// </summary>
public sealed class StorageKillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_come_back_are_handled_again_and_their_orchestrations_are_not_run_twice()
    {
        await using var azurite = new Azurite();
        await azurite.StartAsync(Ct);
        var queue = await QueueAsync(azurite);
        string[] orders = ["1", "2", "3", "4", "5"];
        foreach (var order in orders)
        {
            await queue.SendMessageAsync(order, Ct);
        }

        await azurite.RemembersAsync(Ct);
        var notes = new Notes();
        await using var host = await StartAsync(azurite, notes);
        await notes.AtLeastAsync(2 * orders.Length);
        await host.Host.WaitUntilIdleAsync(Ct);

        await azurite.KillAndForgetAsync();
        await host.Log.HasAsync("Queue orders cannot be read");
        await azurite.StartAsync(Ct);

        Assert.Equal(
            [.. orders.Select(o => $"done {o}"), .. orders.SelectMany(o => (string[])[$"taken {o}", $"taken {o}"])],
            (await notes.AtLeastAsync(3 * orders.Length)).Order(StringComparer.Ordinal));
        await queue.SendMessageAsync("6", Ct);
        Assert.Contains("done 6", await notes.AtLeastAsync((3 * orders.Length) + 2));
    }

    [Fact]
    public async Task A_message_in_hand_that_the_queue_has_forgotten_ends_and_the_next_one_is_taken()
    {
        await using var azurite = new Azurite();
        await azurite.StartAsync(Ct);
        var queue = await QueueAsync(azurite);
        await azurite.RemembersAsync(Ct);
        var notes = new Notes();
        await using var host = await StartAsync(azurite, notes);
        await queue.SendMessageAsync("slow", Ct);
        await notes.AtLeastAsync(1);

        await azurite.KillAndForgetAsync();
        await azurite.StartAsync(Ct);
        host.Host.Services.GetRequiredService<Gate>().Open();
        await notes.AtLeastAsync(2);
        await queue.SendMessageAsync("next", Ct);

        Assert.Equal(["taken slow", "done slow", "taken next", "done next"], await notes.AtLeastAsync(4));
    }

    [Fact]
    public async Task Orchestrations_go_on_while_the_queue_service_is_dead()
    {
        await using var azurite = new Azurite();
        await azurite.StartAsync(Ct);
        var queue = await QueueAsync(azurite);
        var notes = new Notes();
        await using var host = await StartAsync(azurite, notes);
        await queue.SendMessageAsync("waits", Ct);
        await notes.AtLeastAsync(1);
        await host.Host.WaitUntilIdleAsync(Ct);

        await azurite.KillAsync();
        await host.Log.HasAsync("Queue orders cannot be read");
        using var raised = await host.Client.PostAsync("api/go/waits", content: null, Ct);

        Assert.Equal(System.Net.HttpStatusCode.NoContent, raised.StatusCode);
        Assert.Equal(["taken waits", "done waits"], await notes.AtLeastAsync(2));
    }

    private static async Task<QueueClient> QueueAsync(Azurite azurite)
    {
        var queue = new QueueClient(azurite.ConnectionString, "orders", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync(cancellationToken: Ct);
        return queue;
    }

    private static Task<TestHost> StartAsync(Azurite azurite, Notes notes) => TestHost.StartAsync(
        typeof(Functions),
        builder => builder.Services.AddSingleton(notes).AddSingleton<Gate>(),
        folder: null,
        $"AzureWebJobsStorage={azurite.ConnectionString}");

    internal sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => _open.Task;

        public void Open() => _open.TrySetResult();
    }

    internal sealed class Functions(Notes notes, Gate gate)
    {
        [Function("TakeOrder")]
        public async Task TakeOrder([QueueTrigger("orders")] string order, [DurableClient] DurableTaskClient client)
        {
            notes.Add($"taken {order}");
            if (order == "slow")
            {
                await gate.Opened;
            }

            if (await client.GetInstanceAsync(order, Ct) is null)
            {
                await client.ScheduleNewOrchestrationInstanceAsync("Order", order, new StartOrchestrationOptions(order), Ct);
            }
        }

        [Function("Order")]
        public static async Task Order([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var order = context.GetInput<string>();
            if (order == "waits")
            {
                await context.WaitForExternalEvent<string>("go");
            }

            await context.CallActivityAsync("Note", order);
        }

        [Function("Note")]
        public void Note([ActivityTrigger] string order) => notes.Add($"done {order}");

        [Function("Go")]
        public static async Task<Microsoft.AspNetCore.Mvc.IActionResult> Go(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "go/{order}")] Microsoft.AspNetCore.Http.HttpRequest request,
            string order,
            [DurableClient] DurableTaskClient client)
        {
            await client.RaiseEventAsync(order, "go", cancellation: request.HttpContext.RequestAborted);
            return new Microsoft.AspNetCore.Mvc.NoContentResult();
        }
    }
}

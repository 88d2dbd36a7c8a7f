using System.Net;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class StorageOutageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_storage_is_down_requests_fail_clearly_and_when_it_is_back_work_goes_on_and_nothing_is_lost()
    {
        await using var azurite = new Azurite();
        await azurite.StartAsync(Ct);
        var notes = new Notes();
        await using var host = await TestHost.StartAsync(
            typeof(Functions),
            builder => builder.Services.AddSingleton(notes),
            folder: null,
            $"AzureWebJobsStorage={azurite.ConnectionString}");
        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync(host, "before"));
        await notes.AtLeastAsync(1);
        await host.Host.WaitUntilIdleAsync(Ct);
        // Acknowledged by the queue, and still there when it comes back.
        var queue = new QueueClient(azurite.ConnectionString, "orders", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.SendMessageAsync("delayed", TimeSpan.FromSeconds(1), cancellationToken: Ct);
        await azurite.StopAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, await OrderAsync(host, "during"));
        await host.Log.HasAsync("Queue orders cannot be read");

        await azurite.StartAsync(Ct);
        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync(host, "after"));
        Assert.Equal(["after", "before", "delayed"], (await notes.AtLeastAsync(3)).Order());
        Assert.Single(host.Log.All, line => line.Contains("Queue orders can be read again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_starts_before_storage_waits_for_it()
    {
        await using var azurite = new Azurite();
        var notes = new Notes();
        await using var host = await TestHost.StartAsync(
            typeof(Functions),
            builder => builder.Services.AddSingleton(notes),
            folder: null,
            $"AzureWebJobsStorage={azurite.ConnectionString}");
        await host.Log.HasAsync("Queue orders cannot be read");
        await azurite.StartAsync(Ct);
        await host.Log.HasAsync("Queue orders can be read again");
        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync(host, "first"));
        Assert.Equal(["first"], await notes.AtLeastAsync(1));
    }

    private static async Task<HttpStatusCode> OrderAsync(TestHost host, string order)
    {
        using var response = await host.Client.PostAsync($"api/orders/{order}", content: null, Ct);
        return response.StatusCode;
    }

    internal sealed class Functions(Notes notes)
    {
        [Function("PostOrder")]
        public static async Task<IActionResult> PostOrder(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{order}")] HttpRequest request,
            string order)
        {
            var configuration = request.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
            var queue = new QueueClient(configuration["AzureWebJobsStorage"], "orders", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
            await queue.SendMessageAsync(order, request.HttpContext.RequestAborted);
            return new NoContentResult();
        }

        [Function("TakeOrder")]
        public void TakeOrder([QueueTrigger("orders")] string order) => notes.Add(order);
    }
}

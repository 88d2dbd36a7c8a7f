using System.Diagnostics;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class QueueTriggerTests(SharedAzurite azurite) : IAsyncLifetime
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}"[..12];
    private readonly Notes _notes = new();
    private string _connection = "";
    private TestHost? _host;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connection = await azurite.ConnectionStringAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_queue_is_made_if_it_is_missing()
    {
        await StartAsync();
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.True(await Queue("texts").ExistsAsync(Ct));
    }

    [Fact]
    public async Task A_message_is_Base64_on_the_wire_and_text_in_the_function()
    {
        await SendAsync("texts", "受理");
        await StartAsync();
        Assert.Equal(["text 受理"], await _notes.AtLeastAsync(1));
    }

    [Fact]
    public async Task A_JSON_message_becomes_an_object_whatever_the_case_of_its_names()
    {
        await SendAsync("orders", """{"Number":"A-1","copies":2}""");
        await StartAsync();
        Assert.Equal(["order A-1 x2, Number A-1, attempt 1"], await _notes.AtLeastAsync(1));
    }

    [Fact]
    public async Task A_message_is_handed_over_as_bytes_or_as_the_service_gave_it()
    {
        await SendAsync("bytes", "abc");
        await SendAsync("raw", "def");
        await StartAsync();
        Assert.Equal(["bytes 616263", "raw def 1"], (await _notes.AtLeastAsync(2)).Order());
    }

    [Fact]
    public async Task A_message_is_gone_once_its_function_has_ended()
    {
        await SendAsync("texts", "one");
        await StartAsync();
        await _notes.AtLeastAsync(1);
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(0, (await Queue("texts").GetPropertiesAsync(Ct)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_message_that_keeps_failing_goes_to_the_poison_queue_after_its_attempts()
    {
        await SendAsync("doomed", "bad");
        await StartAsync("AzureFunctionsJobHost:extensions:queues:maxDequeueCount=3", "AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:00:00");
        await _notes.AtLeastAsync(3);
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["attempt 1", "attempt 2", "attempt 3"], _notes.All);
        Assert.Equal("bad", (await Queue("doomed-poison").ReceiveMessageAsync(cancellationToken: Ct)).Value.Body.ToString());
        Assert.Equal(0, (await Queue("doomed").GetPropertiesAsync(Ct)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_failed_message_waits_the_visibility_timeout_for_its_next_attempt()
    {
        await SendAsync("doomed", "bad");
        await StartAsync("AzureFunctionsJobHost:extensions:queues:maxDequeueCount=2", "AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:00:02");
        await _notes.AtLeastAsync(1);
        var clock = Stopwatch.StartNew();
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(2, _notes.All.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 6);
    }

    [Fact]
    public async Task A_message_that_is_not_Base64_goes_to_the_poison_queue()
    {
        var raw = new QueueClient(_connection, _prefix + "texts", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        await raw.CreateIfNotExistsAsync(cancellationToken: Ct);
        await raw.SendMessageAsync("not *base64*", Ct);
        await StartAsync();
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal("not *base64*", (await Queue("texts-poison").ReceiveMessageAsync(cancellationToken: Ct)).Value.Body.ToString());
        Assert.Empty(_notes.All);
    }

    [Fact]
    public async Task A_message_stays_hidden_as_long_as_its_function_runs()
    {
        await SendAsync("slow", "5000");
        await StartAsync("Local:QueueLease=00:00:02");
        await _notes.AtLeastAsync(1);
        await _host!.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["begun", "ended"], _notes.All);
        Assert.Equal(0, (await Queue("slow").GetPropertiesAsync(Ct)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task No_more_than_a_batch_and_the_threshold_run_at_once()
    {
        for (var i = 0; i < 30; i++)
        {
            await SendAsync("counted", $"{i}");
        }

        await StartAsync("AzureFunctionsJobHost:extensions:queues:batchSize=4", "AzureFunctionsJobHost:extensions:queues:newBatchThreshold=2");
        await _notes.AtLeastAsync(30);
        Assert.InRange(_notes.All.Max(note => int.Parse(note, null)), 2, 6);
    }

    [Fact]
    public async Task A_queue_that_was_quiet_is_looked_at_within_100_ms_of_any_invocation()
    {
        await StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(6), Ct);
        using var response = await _host!.Client.PostAsync("api/Copy/hello", content: null, Ct);
        var clock = Stopwatch.StartNew();
        await _notes.AtLeastAsync(1);
        Assert.Equal("text hello", _notes.All.Single());
        Assert.InRange(clock.ElapsedMilliseconds, 0, 500);
    }

    [Fact]
    public async Task What_a_function_returns_for_a_queue_is_sent_there_and_the_rest_is_the_response()
    {
        await StartAsync();
        using var response = await _host!.Client.PostAsync("api/Copy/hello", content: null, Ct);
        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal(["text hello"], await _notes.AtLeastAsync(1));
    }

    [Fact]
    public async Task A_list_returned_for_a_queue_is_a_message_each()
    {
        await SendAsync("split", "a,b,c");
        await StartAsync();
        Assert.Equal(["text a", "text b", "text c"], (await _notes.AtLeastAsync(3)).Order());
    }

    [Fact]
    public async Task Stopping_the_host_waits_for_the_message_in_hand()
    {
        await SendAsync("slow", "1500");
        await StartAsync();
        await _notes.AtLeastAsync(1);
        await _host!.StopAsync();
        _host = null;
        Assert.Equal(["begun", "ended"], _notes.All);
        Assert.Equal(0, (await Queue("slow").GetPropertiesAsync(Ct)).Value.ApproximateMessagesCount);
    }

    private async Task StartAsync(params string[] settings) => _host = await TestHost.StartAsync(
        typeof(Functions),
        builder => builder.Services.AddSingleton(_notes),
        folder: null,
        [$"AzureWebJobsStorage={_connection}", $"Prefix={_prefix}", .. settings]);

    private QueueClient Queue(string name) =>
        new(_connection, _prefix + name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private async Task SendAsync(string name, string message)
    {
        await Queue(name).CreateIfNotExistsAsync(cancellationToken: Ct);
        await Queue(name).SendMessageAsync(message, Ct);
    }

    internal sealed record Order(string Number, int Copies);

    internal sealed record Copied([property: HttpResult] IActionResult Answer, [property: QueueOutput("%Prefix%texts")] string Text);

    internal sealed class Functions(Notes notes)
    {
        private static int _running;

        [Function("Texts")]
        public void Texts([QueueTrigger("%Prefix%texts")] string text) => notes.Add($"text {text}");

        [Function("Orders")]
        public void Orders([QueueTrigger("%Prefix%orders")] Order order, string number, int dequeueCount) =>
            notes.Add($"order {order.Number} x{order.Copies}, Number {number}, attempt {dequeueCount}");

        [Function("Bytes")]
        public void Bytes([QueueTrigger("%Prefix%bytes")] byte[] bytes) => notes.Add($"bytes {Convert.ToHexString(bytes)}");

        [Function("Raw")]
        public void Raw([QueueTrigger("%Prefix%raw")] QueueMessage message) => notes.Add($"raw {message.Body} {message.DequeueCount}");

        [Function("Doomed")]
        public void Doomed([QueueTrigger("%Prefix%doomed")] string text, FunctionContext context)
        {
            notes.Add($"attempt {context.BindingContext.BindingData["DequeueCount"]}");
            throw new InvalidOperationException(text);
        }

        [Function("Slow")]
        public async Task Slow([QueueTrigger("%Prefix%slow")] int milliseconds, CancellationToken cancellationToken)
        {
            notes.Add("begun");
            await Task.Delay(milliseconds, cancellationToken);
            notes.Add("ended");
        }

        [Function("Counted")]
        public async Task Counted([QueueTrigger("%Prefix%counted")] string text, CancellationToken cancellationToken)
        {
            _ = text;
            notes.Add($"{Interlocked.Increment(ref _running)}");
            await Task.Delay(30, cancellationToken);
            Interlocked.Decrement(ref _running);
        }

        [Function("Copy")]
        public static Copied Copy([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "Copy/{text}")] HttpRequest request, string text) =>
            new(new AcceptedResult(request.Path, value: null), text);

        [Function("Split")]
        [QueueOutput("%Prefix%texts")]
        public static string[] Split([QueueTrigger("%Prefix%split")] string text) => text.Split(',');
    }
}

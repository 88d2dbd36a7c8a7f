using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Tests.Storage;

public sealed class StorageConnectionTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Setup_creates_every_table_container_and_queue_and_can_run_again()
    {
        var services = new ServiceCollection()
            .AddStorage(StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount())))
            .BuildServiceProvider();
        var setup = services.GetRequiredService<StorageSetup>();
        var storage = services.GetRequiredService<StorageConnection>();

        await Task.WhenAll(setup.EnsureAsync(Cancel), setup.EnsureAsync(Cancel));
        await setup.EnsureAsync(Cancel);

        var tables = await storage.Tables.QueryAsync(cancellationToken: Cancel).Select(t => t.Name).ToListAsync(Cancel);
        var containers = await storage.Blobs.GetBlobContainersAsync(cancellationToken: Cancel).Select(c => c.Name).ToListAsync(Cancel);
        var queues = await storage.Queues.GetQueuesAsync(cancellationToken: Cancel).Select(q => q.Name).ToListAsync(Cancel);
        Assert.Equal(["AccessLog", "Campaigns", "Cases", "Catalogue", "Certificates", "Inbox", "People", "Staff", "Supervision"], tables.Order(StringComparer.Ordinal));
        Assert.Equal(["certificates", "materials"], containers.Order(StringComparer.Ordinal));
        Assert.Equal(["case-wakes", "due-recounts", "notifications", "scans"], queues.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:7071", true)]
    [InlineData("http://elsewhere.example", false)]
    public async Task Only_the_sites_own_pages_may_put_uploads_from_a_browser(string origin, bool allowed)
    {
        var settings = StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount()), ("Site:Origin", "http://localhost:7071"));
        var storage = new StorageConnection(settings, new StorageRequestCounter());
        await new StorageSetup(storage, settings).EnsureAsync(Cancel);
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, new Uri($"{storage.Blobs.Uri}/materials/x"));
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-ms-blob-type");

        using var answer = await http.SendAsync(preflight, Cancel);

        Assert.Equal(allowed, answer.IsSuccessStatusCode);
    }

    [Fact]
    public void Development_storage_means_azurite_on_its_usual_ports()
    {
        var storage = new StorageConnection(StorageFixture.Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true")), new StorageRequestCounter());

        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1", storage.Blobs.Uri.AbsoluteUri.TrimEnd('/'));
        Assert.Equal("devstoreaccount1", storage.Tables.AccountName);
    }

    [Fact]
    public void A_connection_string_of_azure_gives_its_endpoints()
    {
        var parts = StorageConnectionString.Parse("DefaultEndpointsProtocol=https;AccountName=novisit;AccountKey=a2V5PQ==;EndpointSuffix=core.chinacloudapi.cn");

        Assert.Equal("a2V5PQ==", parts.AccountKey);
        Assert.Equal(new Uri("https://novisit.table.core.chinacloudapi.cn"), parts.Table);
        Assert.Equal(new Uri("https://novisit.queue.core.chinacloudapi.cn"), parts.Queue);
    }

    [Fact]
    public void An_account_name_without_key_means_the_managed_identity()
    {
        var storage = new StorageConnection(
            StorageFixture.Settings(("AzureWebJobsStorage:accountName", "novisit"), ("AzureWebJobsStorage:clientId", "0f8fad5b-d9cb-469f-a165-70867728950e")),
            new StorageRequestCounter());

        Assert.Equal(new Uri("https://novisit.blob.core.windows.net/"), storage.Blobs.Uri);
        Assert.False(storage.Blobs.CanGenerateAccountSasUri);
        Assert.Equal("novisit", storage.Tables.AccountName);
    }

    [Theory]
    [InlineData("AccountName=novisit")]
    [InlineData("SharedAccessSignature=sv=1&sig=secret")]
    public void A_connection_string_without_a_key_is_refused_and_not_repeated(string text)
    {
        var refused = Assert.Throws<FormatException>(
            () => new StorageConnection(StorageFixture.Settings(("AzureWebJobsStorage", text)), new StorageRequestCounter()));

        Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_setting_at_all_is_refused() => Assert.Throws<InvalidOperationException>(
        () => new StorageConnection(StorageFixture.Settings(), new StorageRequestCounter()));

    [Fact]
    public async Task A_message_goes_as_json_in_base64_and_can_be_taken_back()
    {
        var storage = azurite.Connect();
        var queue = storage.Queues.GetQueueClient(StorageNames.Queues.CaseWakes);
        await queue.CreateIfNotExistsAsync(cancellationToken: Cancel);
        var sender = storage.Queue(StorageNames.Queues.CaseWakes);

        var kept = await sender.SendAsync(new { CaseNumber = "QD-1", Reason = "撤回" }, cancellationToken: Cancel);
        var taken = await sender.SendAsync(new { CaseNumber = "QD-2" }, TimeSpan.FromMinutes(5), Cancel);
        var first = await sender.DeleteAsync(taken.MessageId, taken.PopReceipt, Cancel);
        var again = await sender.DeleteAsync(taken.MessageId, taken.PopReceipt, Cancel);

        QueueMessage received = await queue.ReceiveMessageAsync(cancellationToken: Cancel);
        var late = await sender.DeleteAsync(kept.MessageId, kept.PopReceipt, Cancel);
        Assert.Equal(kept.MessageId, received.MessageId);
        Assert.Equal("QD-1", received.Body.ToObjectFromJson<Dictionary<string, string>>()!["caseNumber"]);
        Assert.True(first);
        Assert.False(again);
        Assert.False(late);
    }

    [Fact]
    public async Task A_delayed_message_is_invisible()
    {
        var storage = azurite.Connect();
        var queue = storage.Queues.GetQueueClient(StorageNames.Queues.Scans);
        await queue.CreateIfNotExistsAsync(cancellationToken: Cancel);

        await storage.Queue(StorageNames.Queues.Scans).SendAsync(new { Id = 1 }, TimeSpan.FromHours(1), Cancel);

        QueueMessage? received = await queue.ReceiveMessageAsync(cancellationToken: Cancel);
        Assert.Null(received);
        Assert.Equal(1, (await queue.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_delay_over_seven_days_is_refused() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => azurite.Connect().Queue("scans").SendAsync(1, TimeSpan.FromDays(7.1), Cancel));

    [Fact]
    public async Task Requests_are_counted_by_service_operation_and_feature()
    {
        var storage = azurite.Connect();
        await new StorageSetup(storage, StorageFixture.Settings()).EnsureAsync(Cancel);
        storage.Counter.Reset();
        var cases = storage.Table(StorageNames.Tables.Cases);

        using (StorageRequestCounter.Feature("Approval"))
        {
            await cases.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "a")), new(TableTransactionActionType.Add, new TableEntity("p", "b"))], Cancel);
            using (StorageRequestCounter.Feature("Notifications"))
            {
                await storage.Queue(StorageNames.Queues.Notifications).SendAsync("1", cancellationToken: Cancel);
            }

            await cases.GetEntityAsync<TableEntity>("p", "a", cancellationToken: Cancel);
        }

        await cases.QueryAsync<TableEntity>(cancellationToken: Cancel).ToListAsync(Cancel);
        await storage.Container(StorageNames.Containers.Certificates).GetBlobClient("x").UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancel);

        Assert.Equal(
            [
                new(StorageService.Table, "Get", "Approval", 1),
                new(StorageService.Table, "Query", "", 1),
                new(StorageService.Table, "Transaction", "Approval", 1),
                new(StorageService.Blob, "PutBlob", "", 1),
                new(StorageService.Queue, "PutMessage", "Notifications", 1),
            ],
            storage.Counter.Snapshot());
    }

    [Fact]
    public async Task Parallel_features_do_not_mix_and_no_count_is_lost()
    {
        var storage = azurite.Connect();
        var cases = storage.Table(StorageNames.Tables.Cases);
        await cases.CreateIfNotExistsAsync(Cancel);
        storage.Counter.Reset();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var feature = StorageRequestCounter.Feature(i % 2 == 0 ? "Even" : "Odd");
            for (var n = 0; n < 25; n++)
            {
                await cases.UpsertEntityAsync(new TableEntity($"{i}", $"{n}"), cancellationToken: Cancel);
            }
        }));

        Assert.Equal(
            [new(StorageService.Table, "Merge", "Even", 100), new(StorageService.Table, "Merge", "Odd", 100)],
            storage.Counter.Snapshot());
    }
}

using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Approval.Records;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;
using NoVisit.Tests.Storage;

namespace NoVisit.Notifications;

public sealed class MessageSenderTests(Azurite azurite) : IAsyncLifetime
{
    private const string Person = "zhang.san";
    private static readonly JsonSerializerOptions AsTheWorkerReads = new() { PropertyNameCaseInsensitive = true };

    private readonly StorageConnection storage = azurite.Connect();
    private readonly Outgoing outgoing = new();

    public async ValueTask InitializeAsync()
    {
        await storage.Table(StorageNames.Tables.People).CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        await storage.Queues.GetQueueClient(StorageNames.Queues.Notifications).CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_receiver_sends_what_its_writer_wrote_with_one_transaction()
    {
        var row = await WriteAsync(1);
        storage.Counter.Reset();

        await Sender().SendAsync(Command(row) with { Own = [row] }, comesFirst: true, TestContext.Current.CancellationToken);

        Assert.Equal(1, storage.Counter.Snapshot().Sum(c => c.Count));
        Assert.Single(outgoing.Keys, row.EffectId);
        var stored = await ReadAsync(row);
        Assert.Equal(MessageDelivery.Sent, stored.Delivery);
        Assert.Equal("sent", stored.MailState);
    }

    [Fact]
    public async Task A_queue_message_that_comes_again_leaves_the_row_to_the_first_receiver_while_he_may_be_sending()
    {
        var row = await WriteAsync(1);

        await Sender().SendAsync(Command(row) with { Own = [row] }, comesFirst: false, TestContext.Current.CancellationToken);

        Assert.Empty(outgoing.Keys);
        Assert.Equal(MessageDelivery.Sending, (await ReadAsync(row)).Delivery);
        var later = await storage.Queues.GetQueueClient(StorageNames.Queues.Notifications)
            .ReceiveMessagesAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(later.Value);
    }

    [Fact]
    public async Task A_message_that_was_sent_is_not_sent_again()
    {
        var row = await WriteAsync(1);
        var command = Command(row) with { Own = [row] };
        await Sender().SendAsync(command, comesFirst: true, TestContext.Current.CancellationToken);

        await Sender().SendAsync(command, comesFirst: false, TestContext.Current.CancellationToken);
        await Sender().SendAsync(Command(row), comesFirst: true, TestContext.Current.CancellationToken);

        Assert.Single(outgoing.Keys);
    }

    [Fact]
    public async Task A_message_whose_channel_failed_is_claimed_and_sent_by_the_next_attempt()
    {
        var row = await WriteAsync(1);
        outgoing.IsDown = true;
        await Sender().SendAsync(Command(row) with { Own = [row] }, comesFirst: true, TestContext.Current.CancellationToken);
        Assert.Equal(MessageDelivery.Pending, (await ReadAsync(row)).Delivery);
        outgoing.IsDown = false;

        await Sender().SendAsync(Command(row) with { Attempt = 2 }, comesFirst: true, TestContext.Current.CancellationToken);

        Assert.Single(outgoing.Keys, row.EffectId);
        Assert.Equal(MessageDelivery.Sent, (await ReadAsync(row)).Delivery);
    }

    [Fact]
    public async Task A_message_that_is_read_while_it_is_sent_stays_read()
    {
        var row = await WriteAsync(1);
        var readAt = new DateTimeOffset(2026, 2, 10, 2, 0, 0, TimeSpan.Zero);
        await storage.Table(StorageNames.Tables.People).UpdateEntityAsync(
            new TableEntity(row.PartitionKey, row.RowKey) { ["ReadAt"] = readAt }, Azure.ETag.All, TableUpdateMode.Merge, TestContext.Current.CancellationToken);

        await Sender().SendAsync(Command(row) with { Own = [row] }, comesFirst: true, TestContext.Current.CancellationToken);

        Assert.Equal(readAt, (await ReadAsync(row)).ReadAt);
    }

    [Fact]
    public async Task The_command_survives_the_queue_with_its_rows()
    {
        var row = await WriteAsync(1);
        await storage.Queue(StorageNames.Queues.Notifications).SendAsync(
            Command(row) with { Own = [row] }, cancellationToken: TestContext.Current.CancellationToken);

        var received = await storage.Queues.GetQueueClient(StorageNames.Queues.Notifications)
            .ReceiveMessagesAsync(cancellationToken: TestContext.Current.CancellationToken);

        var own = Assert.Single(JsonSerializer.Deserialize<SendMessages>(received.Value[0].Body, AsTheWorkerReads)!.Own);
        Assert.Equal((row.RowKey, row.Kind, row.Email, row.Open, row.Delivery), (own.RowKey, own.Kind, own.Email, own.Open, own.Delivery));
    }

    [Theory]
    [InlineData("zhang.san", "320681-20260210-7K3QF9-X", "/#/cases/320681-20260210-7K3QF9-X")]
    [InlineData("post~SCJ~clerk", "320681-20260210-7K3QF9-X", "/review.html#/cases/320681-20260210-7K3QF9-X")]
    [InlineData("post~SCJ~clerk", "Q20260213-0a1b2c3d4e5f", "/review.html")]
    public void A_message_leads_to_its_case_where_it_is_of_one(string box, string number, string path) =>
        Assert.Equal(path, MessageSender.Path(new MessageRow { PartitionKey = box, Number = number }));

    private MessageSender Sender() => new(
        storage, new NotificationSender(NoticeTemplates.Load(), outgoing, outgoing, new Uri("http://localhost:7071"), NullLogger<NotificationSender>.Instance),
        NullLogger<MessageSender>.Instance);

    private static SendMessages Command(MessageRow row) => new(Person, [row.RowKey]);

    private async Task<MessageRow> WriteAsync(long sequence)
    {
        var at = new DateTimeOffset(2026, 2, 10, 1, 30, 0, TimeSpan.Zero);
        var row = new MessageRow
        {
            PartitionKey = Person,
            RowKey = PersonKeys.Message(at, "320681-20260210-7K3QF9-X", sequence),
            Number = "320681-20260210-7K3QF9-X",
            At = at,
            Kind = NoticeKind.Accepted,
            Variables = """{"number":"320681-20260210-7K3QF9-X","item":"开便利店","applicant":"张三","due":"2026-02-12"}""",
            Email = "zhang.san@example.test",
        };
        await storage.Table(StorageNames.Tables.People).AddEntityAsync(row, TestContext.Current.CancellationToken);
        return row;
    }

    private async Task<MessageRow> ReadAsync(MessageRow row) =>
        (await storage.Table(StorageNames.Tables.People)
            .GetEntityIfExistsAsync<MessageRow>(row.PartitionKey, row.RowKey, cancellationToken: TestContext.Current.CancellationToken)).Value!;

    /// <summary>Both channels; keeps the idempotency keys of what went out.</summary>
    private sealed class Outgoing : ISmsChannel, IMailChannel
    {
        public List<string> Keys { get; } = [];

        public bool IsDown { get; set; }

        public Task<string> SendAsync(SmsMessage message, string effectId, CancellationToken cancellationToken) => Send(effectId);

        public Task<string> SendAsync(MailNotice mail, string effectId, CancellationToken cancellationToken) => Send(effectId);

        private Task<string> Send(string effectId)
        {
            if (IsDown)
            {
                throw new ChannelException("down", isTransient: true);
            }

            Keys.Add(effectId);
            return Task.FromResult($"id-{Keys.Count}");
        }
    }
}

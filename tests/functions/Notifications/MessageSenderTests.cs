using System.Net;
using System.Text;
using System.Text.Json;
using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Gateways;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;

namespace NoVisit.Notifications;

/// <summary>What the message box holds goes out once, whoever sends, whoever dies.</summary>
public sealed class MessageSenderTests(Azurite azurite) : IDisposable
{
    private readonly SmsGateway gateway = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_goes_out()
    {
        var (sender, _, request) = await BoxAsync();
        await sender.Run(request, Cancel);

        Assert.Single(gateway.Keys);
    }

    [Fact]
    public async Task A_message_that_went_out_says_so()
    {
        var (sender, house, request) = await BoxAsync();
        await sender.Run(request, Cancel);

        Assert.Equal((MessageDelivery.Sent, "sent"), (await RowsAsync(house)).Select(r => (r.Delivery, r.SmsState)).Single());
    }

    [Fact]
    public async Task The_same_request_again_sends_nothing_again()
    {
        var (sender, _, request) = await BoxAsync();
        await sender.Run(request, Cancel);
        await sender.Run(request, Cancel);

        Assert.Single(gateway.Keys);
    }

    [Fact]
    public async Task Two_requests_at_the_same_time_send_once()
    {
        var (sender, _, request) = await BoxAsync();
        gateway.Delay = TimeSpan.FromMilliseconds(300);
        await Task.WhenAll(sender.Run(request, Cancel), sender.Run(request with { Id = "other" }, Cancel));

        Assert.Single(gateway.Keys);
    }

    [Fact]
    public async Task A_message_that_another_request_is_sending_is_left_to_it()
    {
        var (sender, house, request) = await BoxAsync();
        await ClaimAsync(house, "another");
        await sender.Run(request, Cancel);

        Assert.Empty(gateway.Keys);
    }

    [Fact]
    public async Task A_message_that_is_left_to_another_request_is_looked_after_later()
    {
        var (sender, house, request) = await BoxAsync();
        await ClaimAsync(house, "another");
        var before = await house.WaitingAsync(StorageNames.Queues.Notifications);
        await sender.Run(request, Cancel);

        Assert.Equal(before + 1, await house.WaitingAsync(StorageNames.Queues.Notifications));
    }

    [Fact]
    public async Task A_message_whose_sender_did_nothing_since_is_taken_over()
    {
        var (sender, house, request) = await BoxAsync();
        await ClaimAsync(house, "another");
        var row = (await RowsAsync(house)).Single();
        await sender.Run(request with { Held = new Dictionary<string, string> { [row.RowKey] = row.ETag.ToString() } }, Cancel);

        Assert.Single(gateway.Keys);
    }

    [Fact]
    public async Task A_request_that_is_delivered_again_after_its_sender_died_goes_on_at_once()
    {
        var (sender, house, request) = await BoxAsync();
        await ClaimAsync(house, request.Id);
        await sender.Run(request, Cancel);

        Assert.Single(gateway.Keys);
    }

    [Fact]
    public async Task A_gateway_that_is_down_loses_no_message()
    {
        var (sender, house, request) = await BoxAsync();
        gateway.Status = HttpStatusCode.ServiceUnavailable;
        await sender.Run(request, Cancel);

        Assert.Equal((MessageDelivery.Pending, "retrying"), (await RowsAsync(house)).Select(r => (r.Delivery, r.SmsState)).Single());
    }

    [Fact]
    public async Task A_gateway_that_is_down_is_asked_again_later()
    {
        var (sender, house, request) = await BoxAsync();
        var before = await house.WaitingAsync(StorageNames.Queues.Notifications);
        gateway.Status = HttpStatusCode.ServiceUnavailable;
        await sender.Run(request, Cancel);

        // Not visible yet: it is to be tried after a pause.
        Assert.Equal(
            (before + 1, before), (await house.WaitingAsync(StorageNames.Queues.Notifications), (await house.PeekAsync<SendMessages>(StorageNames.Queues.Notifications)).Count));
    }

    [Fact]
    public async Task A_gateway_that_is_up_again_gets_the_message()
    {
        var (sender, house, request) = await BoxAsync();
        gateway.Status = HttpStatusCode.ServiceUnavailable;
        await sender.Run(request, Cancel);
        gateway.Status = HttpStatusCode.Accepted;
        await sender.Run(new SendMessages(request.PersonId, request.RowKeys, 2), Cancel);

        Assert.Equal(MessageDelivery.Sent, (await RowsAsync(house)).Single().Delivery);
    }

    [Fact]
    public async Task After_many_attempts_a_message_is_given_up()
    {
        var (sender, house, request) = await BoxAsync();
        gateway.Status = HttpStatusCode.ServiceUnavailable;
        await sender.Run(request with { Attempt = 8 }, Cancel);

        Assert.Equal(MessageDelivery.Failed, (await RowsAsync(house)).Single().Delivery);
    }

    [Fact]
    public async Task A_number_that_the_gateway_refuses_is_not_tried_again()
    {
        var (sender, house, request) = await BoxAsync();
        gateway.Status = HttpStatusCode.UnprocessableEntity;
        await sender.Run(request, Cancel);

        Assert.Equal((MessageDelivery.Sent, "failed"), (await RowsAsync(house)).Select(r => (r.Delivery, r.SmsState)).Single());
    }

    [Fact]
    public async Task A_message_that_is_read_while_it_is_sent_stays_read()
    {
        var (sender, house, request) = await BoxAsync();
        gateway.OnSending = async () => await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(
            new TableEntity(request.PersonId, request.RowKeys[0]) { ["ReadAt"] = house.Clock.Now }, ETag.All, TableUpdateMode.Merge, Cancel);
        await sender.Run(request, Cancel);

        Assert.Equal((MessageDelivery.Sent, house.Clock.Now), (await RowsAsync(house)).Select(r => (r.Delivery, r.ReadAt!.Value)).Single());
    }

    [Fact]
    public async Task All_messages_of_a_command_go_out_each_under_its_own_key()
    {
        var (sender, house, request) = await BoxAsync(
            new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue());
        await sender.Run(request, Cancel);

        Assert.Equal((await RowsAsync(house)).Select(r => r.EffectId).Order(StringComparer.Ordinal), gateway.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_holds_no_other_back()
    {
        var (sender, house, request) = await BoxAsync(
            new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept());
        var faulty = (await RowsAsync(house))[0];
        faulty.Variables = "{}";
        await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(faulty, faulty.ETag, TableUpdateMode.Replace, Cancel);
        await sender.Run(request, Cancel);

        Assert.Equal([MessageDelivery.Failed, MessageDelivery.Sent], (await RowsAsync(house)).Select(r => r.Delivery));
    }

    [Fact]
    public async Task Without_a_phone_nothing_is_sent()
    {
        var (sender, house, request) = await BoxAsync();
        var row = (await RowsAsync(house)).Single();
        row.Phone = null;
        await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);
        await sender.Run(request, Cancel);

        Assert.Empty(gateway.Keys);
    }

    public void Dispose() => gateway.Dispose();

    private static Task<List<MessageRow>> RowsAsync(CaseHouse house) =>
        house.ReadAsync<MessageRow>(StorageNames.Tables.People, TableFilter.Create($"RowKey ge {"message~"} and RowKey lt {"message~~"}"));

    private static async Task ClaimAsync(CaseHouse house, string by)
    {
        var row = (await RowsAsync(house)).Single();
        (row.Delivery, row.Sender) = (MessageDelivery.Sending, by);
        await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);
    }

    /// <summary>A box with the messages of a case, and the request for all of them.</summary>
    private async Task<(MessageSender Sender, CaseHouse House, SendMessages Request)> BoxAsync(CaseWalk? walk = null)
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await house.StoreAsync(walk ?? new CaseWalk(CaseWalk.Company, "2026-02-10 09:30"), projected: true);
        var http = new HttpClient(gateway) { BaseAddress = new Uri("http://gateway.local/") };
        var sms = new GatewaySmsChannel(new SignedHttp(
            http, new GatewayKey("novisit", "a-shared-secret-of-some-length"), TimeProvider.System, NullLogger<SignedHttp>.Instance,
            SignedHttpOptions.Default with { Attempts = 1 }));
        var mail = new SmtpMailChannel(new SmtpOptions("127.0.0.1", 1, "novisit@example.org"));
        var sender = new NotificationSender(NoticeTemplates.Load(), sms, mail, new Uri("http://localhost:7071"), NullLogger<NotificationSender>.Instance);

        // Mail has its own tests with a real server; here the applicant has none.
        foreach (var row in await RowsAsync(house))
        {
            row.Email = null;
            await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);
        }

        var keys = (await RowsAsync(house)).Select(r => r.RowKey).ToList();
        return (new MessageSender(house.Storage, sender, NullLogger<MessageSender>.Instance), house, new SendMessages(CaseWalk.Applicant, keys));
    }

    /// <summary>The SMS gateway's side of the wire.</summary>
    private sealed class SmsGateway : HttpMessageHandler
    {
        private readonly List<string> keys = [];

        public IReadOnlyList<string> Keys => keys;

        public HttpStatusCode Status { get; set; } = HttpStatusCode.Accepted;

        public TimeSpan Delay { get; set; }

        public Func<Task> OnSending { get; set; } = () => Task.CompletedTask;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await OnSending();
            await Task.Delay(Delay, cancellationToken);
            if (Status != HttpStatusCode.Accepted)
            {
                return new HttpResponseMessage(Status);
            }

            lock (keys)
            {
                keys.Add(request.Headers.GetValues("Idempotency-Key").Single());
            }

            return new HttpResponseMessage(Status)
            {
                Content = new StringContent(JsonSerializer.Serialize(new { messageId = "m-1" }), Encoding.UTF8, "application/json"),
            };
        }
    }
}

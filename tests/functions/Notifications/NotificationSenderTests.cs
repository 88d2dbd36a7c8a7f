using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Gateways;
using NoVisit.Http;

namespace NoVisit.Notifications;

public sealed class NotificationSenderTests : IDisposable
{
    private readonly SmsGateway gateway = new();
    private readonly MailBox mailBox = new();
    private readonly LogCapture log = new();
    private readonly HttpClient http;
    private readonly NotificationSender sender;

    public NotificationSenderTests()
    {
        http = new HttpClient(gateway) { BaseAddress = new Uri("http://sms.local/") };
        var signed = new SignedHttp(
            http, new GatewayKey("novisit", "a-shared-secret-of-some-length"), TimeProvider.System, NullLogger<SignedHttp>.Instance,
            new SignedHttpOptions(1, TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.Zero));
        sender = new NotificationSender(
            NoticeTemplates.Load(), new GatewaySmsChannel(signed), mailBox, new Uri("http://localhost:7071"), log.For<NotificationSender>());
    }

    public void Dispose()
    {
        http.Dispose();
        gateway.Dispose();
        log.Dispose();
    }

    [Fact]
    public async Task A_notice_goes_out_by_SMS_and_mail_under_its_effect_id()
    {
        var result = await Send(Message());

        Assert.Equal(new ChannelResult.Sent("SMS0000000001"), result.Sms);
        Assert.Equal(new ChannelResult.Sent("mail-1"), result.Mail);
        Assert.Equal(NoticeChannels.None, result.Again);
        var (key, body) = Assert.Single(gateway.Received);
        Assert.Equal("case-1#7", key);
        Assert.Equal("13800138000", body.GetProperty("to").GetString());
        Assert.Equal("NV-ZH-03", body.GetProperty("templateId").GetString());
        Assert.Equal("【不见面审批】您的办件320681-20261122-7K3QF9-X已受理，承诺2026-11-27前办结。", body.GetProperty("text").GetString());
        Assert.Equal("2026-11-27", body.GetProperty("variables").GetProperty("due").GetString());
        var (mail, effect) = Assert.Single(mailBox.Received);
        Assert.Equal("case-1#7", effect);
        Assert.Equal("zhang.san@example.test", mail.To);
        Assert.Contains("http://localhost:7071/#/cases/320681-20261122-7K3QF9-X", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_gateway_does_not_hold_the_mail_back_and_is_tried_again_alone()
    {
        gateway.Answer = HttpStatusCode.ServiceUnavailable;
        var first = await Send(Message());

        Assert.True(Assert.IsType<ChannelResult.Failed>(first.Sms).IsTransient);
        Assert.IsType<ChannelResult.Sent>(first.Mail);
        Assert.Equal(NoticeChannels.Sms, first.Again);

        gateway.Answer = HttpStatusCode.Accepted;
        var second = await Send(Message(), first.Again);

        Assert.IsType<ChannelResult.Sent>(second.Sms);
        Assert.IsType<ChannelResult.Skipped>(second.Mail);
        Assert.Single(mailBox.Received);
    }

    [Fact]
    public async Task A_failing_mail_server_does_not_hold_the_SMS_back()
    {
        mailBox.Failure = new ChannelException("Mail server: MailboxBusy.", isTransient: true);
        var result = await Send(Message());

        Assert.IsType<ChannelResult.Sent>(result.Sms);
        Assert.Equal(new ChannelResult.Failed("Mail server: MailboxBusy.", true), result.Mail);
        Assert.Equal(NoticeChannels.Mail, result.Again);
    }

    [Fact]
    public async Task A_final_refusal_is_not_tried_again()
    {
        gateway.Answer = HttpStatusCode.BadRequest;

        Assert.Equal(NoticeChannels.None, (await Send(Message())).Again);
    }

    [Fact]
    public async Task Who_has_no_phone_gets_a_mail_only()
    {
        var result = await Send(Message() with { Phone = null });

        Assert.IsType<ChannelResult.Skipped>(result.Sms);
        Assert.IsType<ChannelResult.Sent>(result.Mail);
        Assert.Empty(gateway.Received);
    }

    [Fact]
    public async Task A_missing_variable_sends_nothing()
    {
        await Assert.ThrowsAsync<NoticeRenderingException>(() => Send(Message() with { Variables = new Dictionary<string, string>() }));

        Assert.Empty(gateway.Received);
        Assert.Empty(mailBox.Received);
    }

    [Fact]
    public async Task Failures_are_logged_without_addresses_or_content()
    {
        gateway.Answer = HttpStatusCode.BadRequest;
        mailBox.Failure = new ChannelException("Mail server: MailboxUnavailable.", isTransient: false);
        await Send(Message());

        Assert.Equal(2, log.Lines.Count);
        Assert.DoesNotContain("13800138000", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("zhang.san", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("食品", log.All, StringComparison.Ordinal);
    }

    private static NoticeMessage Message() => new(
        "case-1#7", NoticeKind.Accepted, Language.Zh, "13800138000", "zhang.san@example.test",
        new Dictionary<string, string> { ["number"] = "320681-20261122-7K3QF9-X", ["item"] = "食品经营许可", ["applicant"] = "张三", ["due"] = "2026-11-27" },
        "/#/cases/320681-20261122-7K3QF9-X");

    private Task<NoticeResult> Send(NoticeMessage message, NoticeChannels channels = NoticeChannels.All) =>
        sender.SendAsync(message, TestContext.Current.CancellationToken, channels);

    private sealed class SmsGateway : HttpMessageHandler
    {
        public List<(string Key, JsonElement Body)> Received { get; } = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.Accepted;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
            Received.Add((request.Headers.GetValues("Idempotency-Key").Single(), body));
            return new HttpResponseMessage(Answer) { Content = new StringContent("{\"messageId\":\"SMS0000000001\"}", Encoding.UTF8, "application/json") };
        }
    }

    private sealed class MailBox : IMailChannel
    {
        public List<(MailNotice Mail, string EffectId)> Received { get; } = [];

        public ChannelException? Failure { get; set; }

        public Task<string> SendAsync(MailNotice mail, string effectId, CancellationToken cancellationToken)
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            Received.Add((mail, effectId));
            return Task.FromResult($"mail-{Received.Count}");
        }
    }
}

using System.Net;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace NoVisit.Notifications;

public sealed class AcsMailChannelTests
{
    private readonly List<(HttpRequestMessage Request, JsonElement Body)> received = [];

    [Fact]
    public async Task A_mail_is_handed_over_as_the_service_wants_it()
    {
        var id = await Send(_ => HttpStatusCode.Accepted);

        var (request, body) = Assert.Single(received);
        Assert.Equal("https://novisit.communication.azure.com/emails:send?api-version=2023-03-31", request.RequestUri!.AbsoluteUri);
        Assert.Equal("Bearer the-token", request.Headers.Authorization!.ToString());
        Assert.Equal(id, request.Headers.GetValues("Operation-Id").Single());
        Assert.Equal("https://communication.azure.com/.default", Credential.Scope);
        Assert.Equal(
            """{"senderAddress":"donotreply@example.org","content":{"subject":"已受理","plainText":"text","html":"<p>html</p>"},"recipients":{"to":[{"address":"zhang.san@example.org"}]},"userEngagementTrackingDisabled":true}""",
            body.GetRawText());
    }

    [Fact]
    public async Task A_repetition_has_the_same_operation_id_and_another_effect_another()
    {
        Assert.Equal(await Send(_ => HttpStatusCode.Accepted), await Send(_ => HttpStatusCode.Accepted));
        Assert.NotEqual(AcsMailChannel.OperationId("case-1#7"), AcsMailChannel.OperationId("case-1#8"));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", AcsMailChannel.OperationId("case-1#7"));
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_with_the_same_operation_id()
    {
        await Send(attempt => attempt < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted);

        Assert.Equal(3, received.Count);
        Assert.Single(received.Select(r => r.Request.Headers.GetValues("Operation-Id").Single()).Distinct());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, false)]
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    public async Task A_refusal_says_whether_it_may_pass(HttpStatusCode status, bool transient)
    {
        var failure = await Assert.ThrowsAsync<ChannelException>(() => Send(_ => status));

        Assert.Equal(transient, failure.IsTransient);
        Assert.DoesNotContain("zhang.san", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_may_come_back() =>
        Assert.True((await Assert.ThrowsAsync<ChannelException>(() => Send(_ => throw new HttpRequestException("no route")))).IsTransient);

    private async Task<string> Send(Func<int, HttpStatusCode> answer)
    {
        using var http = new HttpClient(new Service(received, answer));
        var options = new AcsMailOptions { Transport = new HttpClientTransport(http) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(5);
        var channel = new AcsMailChannel(new Uri("https://novisit.communication.azure.com"), "donotreply@example.org", new Credential(), options);
        return await channel.SendAsync(
            new MailNotice("zhang.san@example.org", "已受理", "<p>html</p>", "text"), "case-1#7", TestContext.Current.CancellationToken);
    }

    private sealed class Service(List<(HttpRequestMessage Request, JsonElement Body)> received, Func<int, HttpStatusCode> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            received.Add((request, JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement));
            return new HttpResponseMessage(answer(received.Count)) { Content = new StringContent("{}") };
        }
    }

    private sealed class Credential : TokenCredential
    {
        public static string? Scope { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scope = requestContext.Scopes.Single();
            return new AccessToken("the-token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}

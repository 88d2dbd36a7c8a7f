using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace NoVisit.Gateways;

public sealed class SignedHttpTests
{
    public sealed record Order(string OrderId, int Amount);

    public sealed record Answer(string Waybill);

    private static readonly GatewayKey Key = new("novisit", "a-shared-secret-of-some-length");
    private static readonly SignedHttpOptions Quick = new(3, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));
    private readonly List<(string Path, string Key, string Timestamp, string Signature, string KeyId, string Body)> received = [];

    [Fact]
    public async Task A_call_is_signed_over_timestamp_and_body()
    {
        var answer = await Call(_ => Json(HttpStatusCode.Created, "{\"waybill\":\"EX1\",\"more\":1}"));

        Assert.Equal("EX1", answer.Waybill);
        var call = Assert.Single(received);
        Assert.Equal("/courier/orders", call.Path);
        Assert.Equal("case-1#7", call.Key);
        Assert.Equal("novisit", call.KeyId);
        Assert.Equal("{\"orderId\":\"o-1\",\"amount\":5}", call.Body);
        Assert.Equal("1795316400", call.Timestamp);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Key.Secret), Encoding.UTF8.GetBytes($"1795316400.{call.Body}"))), call.Signature);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_passing_failure_is_repeated_with_the_same_key(HttpStatusCode status)
    {
        var answer = await Call(attempt => attempt < 3 ? new HttpResponseMessage(status) : Json(HttpStatusCode.Created, "{\"waybill\":\"EX1\"}"));

        Assert.Equal("EX1", answer.Waybill);
        Assert.Equal(["case-1#7", "case-1#7", "case-1#7"], received.Select(r => r.Key));
    }

    [Fact]
    public async Task After_the_last_try_the_failure_says_that_it_may_pass()
    {
        var failure = await Assert.ThrowsAsync<GatewayException>(() => Call(_ => new HttpResponseMessage(HttpStatusCode.BadGateway)));

        Assert.True(failure.IsTransient);
        Assert.Equal(HttpStatusCode.BadGateway, failure.Status);
        Assert.Equal(3, received.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task A_refusal_is_not_repeated(HttpStatusCode status)
    {
        var failure = await Assert.ThrowsAsync<GatewayException>(() => Call(_ => new HttpResponseMessage(status)));

        Assert.False(failure.IsTransient);
        Assert.Single(received);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_a_passing_failure()
    {
        var failure = await Assert.ThrowsAsync<GatewayException>(() => Call(_ => throw new HttpRequestException("refused")));

        Assert.True(failure.IsTransient);
        Assert.Null(failure.Status);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task An_answer_that_cannot_be_read_is_a_failure(string body)
    {
        var failure = await Assert.ThrowsAsync<GatewayException>(() => Call(_ => Json(HttpStatusCode.Created, body)));

        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task An_answer_that_is_slow_counts_as_none()
    {
        var impatient = Quick with { Attempts = 1, AttemptTimeout = TimeSpan.FromMilliseconds(50) };

        var failure = await Assert.ThrowsAsync<GatewayException>(() => Call(_ => Json(HttpStatusCode.Created, "{\"waybill\":\"EX1\"}"), impatient, TimeSpan.FromSeconds(30)));

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Cancelling_ends_the_call_at_once()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var http = Client(_ => Json(HttpStatusCode.Created, "{}"), TimeSpan.FromSeconds(30));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Signed(http, Quick).PostAsync<Order, Answer>("courier/orders", new Order("o-1", 5), "case-1#7", cancelled.Token));
    }

    [Fact]
    public void A_key_does_not_print_its_secret() => Assert.DoesNotContain(Key.Secret, Key.ToString(), StringComparison.Ordinal);

    private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static SignedHttp Signed(HttpClient http, SignedHttpOptions options) => new(http, Key, new FixedTime(), NullLogger<SignedHttp>.Instance, options);

    private async Task<Answer> Call(Func<int, HttpResponseMessage> answer, SignedHttpOptions? options = null, TimeSpan delay = default)
    {
        using var http = Client(answer, delay);
        return await Signed(http, options ?? Quick).PostAsync<Order, Answer>("courier/orders", new Order("o-1", 5), "case-1#7", TestContext.Current.CancellationToken);
    }

    private HttpClient Client(Func<int, HttpResponseMessage> answer, TimeSpan delay) =>
        new(new Gateway(received, answer, delay)) { BaseAddress = new Uri("http://gateway.local/") };

    /// <summary>States a fixed time, but its timers run.</summary>
    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1795316400);
    }

    private sealed class Gateway(
        List<(string Path, string Key, string Timestamp, string Signature, string KeyId, string Body)> received, Func<int, HttpResponseMessage> answer, TimeSpan delay)
        : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string Header(string name) => request.Headers.GetValues(name).Single();
            received.Add((
                request.RequestUri!.AbsolutePath, Header("Idempotency-Key"), Header("X-Timestamp"), Header("X-Signature"), Header("X-Key-Id"),
                await request.Content!.ReadAsStringAsync(cancellationToken)));
            await Task.Delay(delay, cancellationToken);
            return answer(received.Count);
        }
    }
}

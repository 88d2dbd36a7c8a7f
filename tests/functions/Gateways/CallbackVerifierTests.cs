using System.Text;
using Microsoft.AspNetCore.Http;
using NoVisit.Http;

namespace NoVisit.Gateways;

public sealed class CallbackVerifierTests
{
    public sealed record News(string OrderId);

    private const string Body = "{\"orderId\":\"o-1\"}";
    private static readonly GatewayKey Key = new("courier", "the-secret-of-the-gateway");
    private readonly TestClock clock = new("2026-11-22T03:00:00Z");
    private readonly CallbackVerifier verifier;

    public CallbackVerifierTests() => verifier = new CallbackVerifier([new GatewayKey(string.Empty, Key.Secret)], clock);

    [Fact]
    public async Task A_signed_callback_is_read()
    {
        var callback = await Verify(Request());

        Assert.Equal("o-1", callback.Read<News>().OrderId);
        Assert.Equal(clock.GetUtcNow(), callback.SentAt);
        Assert.Equal("courier", callback.KeyId);
    }

    [Fact]
    public async Task An_exact_repetition_verifies_again_and_can_be_recognised() =>
        Assert.Equal((await Verify(Request())).Signature, (await Verify(Request())).Signature);

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public async Task The_window_is_five_minutes_either_way(int seconds, bool accepted)
    {
        var request = Request(at: clock.GetUtcNow().AddSeconds(seconds));

        Assert.Equal(accepted ? 0 : 401, await StatusOf(request));
    }

    [Fact]
    public async Task An_altered_body_is_refused() => Assert.Equal(401, await StatusOf(Request(sent: Body.Replace("o-1", "o-2", StringComparison.Ordinal))));

    [Fact]
    public async Task An_altered_time_is_refused()
    {
        var request = Request();
        request.Headers["X-Timestamp"] = clock.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds().ToString(null as IFormatProvider);

        Assert.Equal(401, await StatusOf(request));
    }

    [Fact]
    public async Task Another_secret_is_refused() => Assert.Equal(401, await StatusOf(Request(key: new GatewayKey("courier", "another-secret-altogether"))));

    [Theory]
    [InlineData("X-Timestamp", null)]
    [InlineData("X-Timestamp", "yesterday")]
    [InlineData("X-Timestamp", "-5")]
    [InlineData("X-Timestamp", "99999999999999999")]
    [InlineData("X-Signature", null)]
    [InlineData("X-Signature", "00")]
    [InlineData("X-Signature", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task A_missing_or_malformed_header_is_refused(string header, string? value)
    {
        var request = Request();
        request.Headers[header] = value;

        Assert.Equal(401, await StatusOf(request));
    }

    [Fact]
    public async Task A_named_key_verifies_only_what_names_it()
    {
        var named = new CallbackVerifier([Key, new GatewayKey("payment", "another-secret-altogether")], clock);

        Assert.Equal("courier", (await named.VerifyAsync(Request(), TestContext.Current.CancellationToken)).KeyId);
        await Assert.ThrowsAsync<ProblemException>(
            () => named.VerifyAsync(Request(key: new GatewayKey("payment", Key.Secret)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_large_body_is_refused() => Assert.Equal(413, await StatusOf(Request(sent: new string(' ', CallbackVerifier.MaxBytes + 1))));

    [Fact]
    public async Task A_signed_body_of_another_shape_is_named()
    {
        var callback = await Verify(Request(signed: "{\"orderId\":5}", sent: "{\"orderId\":5}"));

        Assert.Equal("/orderId", Assert.Single(Assert.Throws<ProblemException>(callback.Read<News>).Errors).Key);
    }

    private Task<VerifiedCallback> Verify(HttpRequest request) => verifier.VerifyAsync(request, TestContext.Current.CancellationToken);

    private async Task<int> StatusOf(HttpRequest request) => ((ProblemException?)await Record.ExceptionAsync(() => Verify(request)))?.Kind.Status ?? 0;

    private HttpRequest Request(DateTimeOffset? at = null, string signed = Body, string? sent = null, GatewayKey? key = null)
    {
        var (timestamp, signature) = (key ?? Key).Sign(at ?? clock.GetUtcNow(), Encoding.UTF8.GetBytes(signed));
        var request = new DefaultHttpContext().Request;
        request.Headers["X-Key-Id"] = (key ?? Key).Id;
        request.Headers["X-Timestamp"] = timestamp;
        request.Headers["X-Signature"] = signature;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(sent ?? signed));
        return request;
    }
}

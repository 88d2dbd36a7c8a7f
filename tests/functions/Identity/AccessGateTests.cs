using Microsoft.AspNetCore.Http;
using NoVisit.Http;

namespace NoVisit.Identity;

public sealed class AccessGateTests : IAsyncLifetime
{
    private static readonly AllowAttribute ForReviewers = new(Role.Reviewer, Role.Approver);
    private readonly TestClock clock = new("2026-11-22T03:00:00Z");
    private readonly LogCapture log = new();
    private readonly HttpClient http = new();
    private OpenIdProvider provider = null!;
    private ProviderMetadata metadata = null!;
    private AccessGate gate = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await OpenIdProvider.StartAsync();
        metadata = new ProviderMetadata(provider.Authority, http, clock);
        gate = new AccessGate(new TokenValidator(metadata, "novisit-api", clock), log.For<AccessGate>());
    }

    public async ValueTask DisposeAsync()
    {
        metadata.Dispose();
        http.Dispose();
        log.Dispose();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_with_the_role_enters()
    {
        var context = Request($"Bearer {Token("reviewer")}");
        await Enter(context, ForReviewers);

        Assert.Equal("reviewer.SCJ", Caller.Of(context).Id);
    }

    [Fact]
    public async Task A_caller_without_the_role_learns_which_one_is_needed()
    {
        var context = Request($"Bearer {Token("clerk")}");
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Enter(context, ForReviewers));

        Assert.Equal(403, problem.Kind.Status);
        Assert.Contains("reviewer, approver", problem.Detail.En, StringComparison.Ordinal);
        Assert.Null(Caller.TryOf(context));
    }

    [Fact]
    public async Task Without_a_token_the_challenge_names_the_scheme()
    {
        var context = Request(null);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Enter(context, ForReviewers));

        Assert.Equal(401, problem.Kind.Status);
        Assert.Equal("Bearer realm=\"novisit\"", context.Response.Headers.WWWAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Basic emhhbmc6c2Vj", "not a bearer token")]
    [InlineData("Bearer", "not a bearer token")]
    [InlineData("Bearer abc", "not a token")]
    public async Task A_token_that_does_not_hold_is_named_in_the_challenge(string header, string reason)
    {
        var context = Request(header);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Enter(context, ForReviewers));

        Assert.Equal(401, problem.Kind.Status);
        Assert.Contains($"error_description=\"{reason}\"", context.Response.Headers.WWWAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_logged_without_the_token()
    {
        var token = Token("reviewer");
        clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<ProblemException>(() => Enter(Request($"Bearer {token}"), ForReviewers));

        Assert.Contains("expired", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(token[..20], log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_states_nothing_is_closed()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Enter(Request($"Bearer {Token("administrator")}"), null));

        Assert.Equal(403, problem.Kind.Status);
    }

    [Fact]
    public async Task A_public_function_knows_who_is_signed_in_and_opens_to_everybody()
    {
        var known = Request($"Bearer {Token("reviewer")}");
        await Enter(known, new AllowPublicAttribute());
        var unknown = Request(null);
        await Enter(unknown, new AllowPublicAttribute());
        var expired = Request("Bearer abc");
        await Enter(expired, new AllowPublicAttribute());

        Assert.Equal("reviewer.SCJ", Caller.TryOf(known)?.Id);
        Assert.Null(Caller.TryOf(unknown));
        Assert.Null(Caller.TryOf(expired));
    }

    [Fact]
    public async Task A_callback_passes_to_its_own_check_and_has_no_caller()
    {
        var context = Request($"Bearer {Token("administrator")}");
        await Enter(context, new SignedCallbackAttribute());

        Assert.Null(Caller.TryOf(context));
    }

    [Fact]
    public async Task The_provider_being_down_is_our_problem()
    {
        provider.IsDown = true;
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Enter(Request($"Bearer {Token("reviewer")}"), ForReviewers));

        Assert.Equal(503, problem.Kind.Status);
        Assert.NotNull(problem.RetryAfter);
    }

    private static DefaultHttpContext Request(string? authorization)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = authorization;
        return context;
    }

    private string Token(string role)
    {
        var claims = provider.Claims(clock.GetUtcNow());
        claims["roles"] = new[] { role };
        return provider.Sign(claims);
    }

    private Task Enter(HttpContext context, AccessAttribute? access) => gate.EnterAsync(context, access, TestContext.Current.CancellationToken);
}

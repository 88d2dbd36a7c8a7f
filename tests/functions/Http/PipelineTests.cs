using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;
using NoVisit.Identity;

namespace NoVisit.Http;

/// <summary>The platform's middleware in the local host, over HTTP, with tokens of a real provider.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("novisit-platform-").FullName;
    private OpenIdProvider provider = null!;
    private IHost host = null!;
    private HttpClient http = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        provider = await OpenIdProvider.StartAsync();
        var key = Convert.ToBase64String(new byte[32]);
        var builder = FunctionsApplication.CreateBuilder(
        [
            "--Local:Port=0", $"--Local:HubPath={Path.Combine(folder, "hub.db")}",
            $"--Identity:Authority={provider.Authority}", "--Identity:Audience=novisit-api", "--Identity:ClientId=novisit-web",
            $"--Protection:Key={key}", $"--Protection:QueryCodeKey={key}", "--Callbacks:Secret=the-secret-of-the-gateway",
            "--RateLimits:PersonBurst=3", "--RateLimits:PersonPerMinute=1",
        ]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseFunctions(typeof(PlatformFunctions), typeof(IdentityFunctions));
        builder.UsePlatform();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPlatform(builder.Configuration);
        host = builder.Build();
        await host.StartAsync(Ct);
        http = new HttpClient { BaseAddress = host.LocalAddress() };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
        await provider.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Who_signs_in_sees_himself()
    {
        using var response = await Get("api/me", Token());
        var me = await Read(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"id":"reviewer.SCJ","name":"王审查","roles":["reviewer"],"department":"SCJ","assurance":"registered"}""", me.GetRawText());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(SecurityHeaders.ApiPolicy, response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_a_problem_with_a_challenge()
    {
        using var response = await Get("api/me", null);
        var problem = await Read(response);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("/problems/unauthenticated", problem.GetProperty("type").GetString());
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(response.Headers.GetValues("X-Trace-Id").Single(), problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        var claims = provider.Claims(DateTimeOffset.UtcNow);
        using var response = await Get("api/me", provider.Sign(claims, OpenIdProvider.NewRsa("rsa-1")));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("signature not valid", response.Headers.WwwAuthenticate.Single().Parameter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_role_a_token_opens_nothing()
    {
        var claims = provider.Claims(DateTimeOffset.UtcNow);
        claims.Remove("roles");
        using var response = await Get("api/me", provider.Sign(claims));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task One_person_who_asks_too_much_is_told_when_to_come_back()
    {
        var token = Token();
        for (var i = 0; i < 3; i++)
        {
            using var passed = await Get("api/me", token);
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        }

        using var response = await Get("api/me", token);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var other = await Get("api/health/live", null);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_pages_learn_how_to_sign_in()
    {
        using var response = await Get("api/configuration", null);
        var configuration = await Read(response);

        Assert.Equal(provider.Authority, configuration.GetProperty("authority").GetString());
        Assert.Equal("novisit-web", configuration.GetProperty("clientId").GetString());
        Assert.StartsWith("openid", configuration.GetProperty("scope").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_follows_the_provider_and_alive_does_not()
    {
        provider.IsDown = true;
        using var ready = await Get("api/health/ready", null);
        using var live = await Get("api/health/live", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.False((await Read(ready)).GetProperty("ready").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task The_description_names_every_function_of_the_app()
    {
        using var response = await Get("api/openapi.json", null);
        var paths = (await Read(response)).GetProperty("paths");

        foreach (var endpoint in EndpointRoles.All())
        {
            var operations = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value.GetProperty("operationId").GetString());
            Assert.Contains(endpoint.Function, operations);
        }
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;

    private string Token() => provider.Sign(provider.Claims(DateTimeOffset.UtcNow));

    private async Task<HttpResponseMessage> Get(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, Ct);
    }
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NoVisit.Identity;

/// <summary>An OpenID provider of the test's own: discovery document and keys over real HTTP, tokens made to order, good or bad.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<JsonWebKey> published = [];

    private OpenIdProvider(WebApplication app) => this.app = app;

    public string Authority { get; private set; } = string.Empty;

    public int KeyRequests { get; private set; }

    public bool IsDown { get; set; }

    public RsaSecurityKey Rsa { get; private set; } = NewRsa("rsa-1");

    public ECDsaSecurityKey Ec { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec-1" };

    public static async Task<OpenIdProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = builder.Build();
        var provider = new OpenIdProvider(site);
        provider.Publish(provider.Rsa);
        provider.Publish(provider.Ec);
        site.MapGet("/.well-known/openid-configuration", () => provider.IsDown
            ? Results.StatusCode(503)
            : Results.Json(new Dictionary<string, object> { ["issuer"] = provider.Authority, ["jwks_uri"] = provider.Authority + "/jwks" }));
        site.MapGet("/jwks", () =>
        {
            provider.KeyRequests++;
            return Results.Json(new { keys = provider.published.Select(k => new { kty = k.Kty, kid = k.Kid, n = k.N, e = k.E, crv = k.Crv, x = k.X, y = k.Y, use = "sig" }) });
        });
        await site.StartAsync();
        provider.Authority = site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return provider;
    }

    public static RsaSecurityKey NewRsa(string id) => new(RSA.Create(2048)) { KeyId = id };

    /// <summary>Signs with a new key from now on; the old one is no longer published.</summary>
    public void RollOver()
    {
        Rsa = NewRsa("rsa-2");
        published.Clear();
        Publish(Rsa);
    }

    /// <summary>The claims of a good token for the reviewer of the demo.</summary>
    public Dictionary<string, object> Claims(DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["iss"] = Authority,
        ["aud"] = "novisit-api",
        ["sub"] = "reviewer.SCJ",
        ["name"] = "王审查",
        ["roles"] = new[] { "reviewer" },
        ["department"] = "SCJ",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
    };

    public string Sign(IDictionary<string, object> claims, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            System.Text.Json.JsonSerializer.Serialize(claims), new SigningCredentials(key ?? Rsa, algorithm));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Publish(SecurityKey key)
    {
        published.Add(JsonWebKeyConverter.ConvertFromSecurityKey(key is RsaSecurityKey rsa
            ? new RsaSecurityKey(rsa.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = key.KeyId }
            : new ECDsaSecurityKey(ECDsa.Create(((ECDsaSecurityKey)key).ECDsa.ExportParameters(includePrivateParameters: false))) { KeyId = key.KeyId }));
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NoVisit.Scenarios;

/// <summary>Signs demo people in by the real code flow with PKCE, as the pages do; each once.</summary>
internal sealed class SignIn(string authority, string keyFile) : IDisposable
{
    private const string ClientId = "novisit-web";
    private const string Landing = "http://localhost:7071/";
    private const int MostSteps = 8;

    private readonly ConcurrentDictionary<string, Task<string>> tokens = new(StringComparer.Ordinal);
    private readonly HttpClient http = new();

    /// <summary>The access token of a demo person.</summary>
    public Task<string> TokenOfAsync(string name) => tokens.GetOrAdd(name, FetchAsync);

    /// <summary>
    /// A token the provider could have issued, signed with its key: for what no demo person is, such as one who holds two posts, or
    /// whose token has expired.
    /// </summary>
    public string Issue(
        string id, IReadOnlyList<string> roles, string? department = null, string audience = "novisit-api", string? issuer = null,
        DateTimeOffset? expires = null, RSA? key = null)
    {
        var jwk = JsonDocument.Parse(File.ReadAllText(keyFile)).RootElement.GetProperty("jwks").GetProperty("keys")[0];
        var signing = key is null ? (SecurityKey)new JsonWebKey(jwk.GetRawText()) : new RsaSecurityKey(key) { KeyId = jwk.GetProperty("kid").GetString() };
        var end = (expires ?? TimeProvider.System.GetUtcNow().AddHours(1)).UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            ["sub"] = id,
            ["name"] = id,
            ["roles"] = roles,
            ["assurance"] = "strong",
        };
        if (department is not null)
        {
            claims["department"] = department;
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? authority,
            Audience = audience,
            Claims = claims,
            NotBefore = end.AddHours(-2),
            IssuedAt = end.AddHours(-2),
            Expires = end,
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
        });
    }

    public void Dispose() => http.Dispose();

    private async Task<string> FetchAsync(string name)
    {
        var discovery = await ReadAsync(new HttpRequestMessage(HttpMethod.Get, $"{authority}/.well-known/openid-configuration"));
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var code = await AuthorizeAsync(name, discovery.GetProperty("authorization_endpoint").GetString()!, verifier);
        var answer = await ReadAsync(new HttpRequestMessage(HttpMethod.Post, discovery.GetProperty("token_endpoint").GetString())
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = ClientId,
                ["code"] = code,
                ["redirect_uri"] = Landing,
                ["code_verifier"] = verifier,
            }),
        });
        return answer.GetProperty("access_token").GetString()!;
    }

    private static async Task<string> AuthorizeAsync(string name, string endpoint, string verifier)
    {
        // Each sign-in is a browser of its own: with shared cookies the second person would be the first.
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));
        var scope = Uri.EscapeDataString("openid profile email phone offline_access");
        var address = new Uri(
            $"{endpoint}?client_id={ClientId}&response_type=code&redirect_uri={Uri.EscapeDataString(Landing)}&scope={scope}"
            + $"&state=scenario&code_challenge={challenge}&code_challenge_method=S256");
        FormUrlEncodedContent? form = null;
        for (var step = 0; step < MostSteps; step++)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = form };
            using var response = await browser.SendAsync(request);
            if (response.Headers.Location is { } location)
            {
                var target = new Uri(address, location);
                if (target.AbsoluteUri.StartsWith(Landing, StringComparison.Ordinal))
                {
                    var query = System.Web.HttpUtility.ParseQueryString(target.Query);
                    return query["code"] ?? throw new InvalidOperationException($"{name}: {query["error_description"] ?? query["error"]}");
                }

                (address, form) = (target, null);
            }
            else if (response.IsSuccessStatusCode && address.AbsolutePath.StartsWith("/sign-in/", StringComparison.Ordinal))
            {
                form = new FormUrlEncodedContent(new Dictionary<string, string> { ["login"] = name });
            }
            else
            {
                throw new InvalidOperationException($"The sign-in of {name} stopped at {address.AbsolutePath} with {(int)response.StatusCode}.");
            }
        }

        throw new InvalidOperationException($"The sign-in of {name} did not end within {MostSteps} steps.");
    }

    private async Task<JsonElement> ReadAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{request.RequestUri} answered {(int)response.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }
}

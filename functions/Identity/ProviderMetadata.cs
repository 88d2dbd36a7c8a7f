using System.Net;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace NoVisit.Identity;

/// <summary>
/// Discovery document and signing keys of the OpenID provider: kept for a day, fetched again when a token names a key that is not among
/// them, and kept in use while the provider cannot be reached.
/// </summary>
/// <remarks>
/// The library's own <c>ConfigurationManager</c> refreshes in the background, so the first requests after a key rollover fail.
/// Here the request that meets the new key waits for it.
/// </remarks>
public sealed class ProviderMetadata : IDisposable
{
    /// <summary>How long a document is used without asking again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Tokens with made-up key ids make us ask the provider at most this often.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string address;
    private readonly HttpDocumentRetriever retriever;
    private readonly TimeProvider time;
    private OpenIdConnectConfiguration? current;
    private DateTimeOffset fetchedAt;
    private DateTimeOffset triedAt;

    /// <summary>Reads from <c>{authority}/.well-known/openid-configuration</c>.</summary>
    /// <param name="authority">Issuer address; https, or http on a loopback address.</param>
    /// <param name="http">Client for the two documents.</param>
    /// <param name="time">A clock that moves with real time.</param>
    /// <exception cref="ArgumentException">The address is neither https nor http on loopback.</exception>
    public ProviderMetadata(string authority, HttpClient http, TimeProvider time)
    {
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || !IsAllowed(uri))
        {
            throw new ArgumentException("Identity__Authority must be https, or http on a loopback address.", nameof(authority));
        }

        Issuer = authority;
        address = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        retriever = new HttpDocumentRetriever(http) { RequireHttps = uri.Scheme == Uri.UriSchemeHttps };
        this.time = time;
    }

    /// <summary>The configured authority.</summary>
    public string Issuer { get; }

    /// <summary>The document and keys, fetched when there are none yet or they are a day old.</summary>
    /// <exception cref="HttpRequestException">There is no document yet and the provider cannot be reached.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) =>
        current is { } known && time.GetUtcNow() - fetchedAt < Lifetime ? Task.FromResult(known) : FetchAsync(cancellationToken);

    /// <summary>Asks the provider again because a token names an unknown key; returns what is known when it was asked a moment ago.</summary>
    public Task<OpenIdConnectConfiguration> RefreshAsync(CancellationToken cancellationToken) => FetchAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private static bool IsAllowed(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps
        || (uri.Scheme == Uri.UriSchemeHttp
            && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (current is not null && now - triedAt < RefreshInterval)
            {
                return current;
            }

            triedAt = now;
            var fetched = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancellationToken);
            fetchedAt = now;
            current = fetched;
            return fetched;
        }
        catch (Exception e) when (current is not null && e is not OperationCanceledException)
        {
            // Keys that were good yesterday are better than nobody being able to sign in.
            return current;
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The OpenID provider cannot be reached.", e);
        }
        finally
        {
            gate.Release();
        }
    }
}

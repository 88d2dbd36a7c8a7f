using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace NoVisit.Identity;

/// <summary>
/// Checks access tokens (ID-01): signature by a key of the provider with RS256 or ES256, issuer, audience, lifetime with one minute of skew;
/// then that subject, name and separated roles (SV-10) are there.
/// </summary>
/// <param name="provider">Keys of the OpenID provider.</param>
/// <param name="audience">Value that <c>aud</c> must have, <c>Identity__Audience</c>.</param>
/// <param name="time">A clock that moves with real time: tokens expire by it whatever day the local host plays.</param>
public sealed class TokenValidator(ProviderMetadata provider, string audience, TimeProvider time)
{
    /// <summary>How far the provider's clock and ours may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private const int MaxTokenLength = 16 * 1024;
    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaxTokenLength, MapInboundClaims = false };

    /// <summary>Validates a token.</summary>
    /// <param name="token">The compact serialization, without <c>Bearer</c>.</param>
    /// <param name="cancellationToken">Cancels fetching of keys.</param>
    /// <exception cref="HttpRequestException">The provider's keys are not known yet and it cannot be reached.</exception>
    public async Task<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxTokenLength || !handler.CanReadToken(token))
        {
            return new TokenResult.Refused("not a token");
        }

        var known = await provider.GetAsync(cancellationToken);
        var result = await handler.ValidateTokenAsync(token, Parameters(known));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            var fresh = await provider.RefreshAsync(cancellationToken);
            if (!ReferenceEquals(fresh, known))
            {
                result = await handler.ValidateTokenAsync(token, Parameters(fresh));
            }
        }

        return result.IsValid ? Read((JsonWebToken)result.SecurityToken) : new TokenResult.Refused(ReasonOf(result.Exception));
    }

    private static TokenResult Read(JsonWebToken token)
    {
        var id = Text(token, "sub");
        var name = Text(token, "name");
        if (id is null || name is null)
        {
            return new TokenResult.Refused("subject or name missing");
        }

        Role[] roles = [.. token.Claims.Where(c => c.Type == "roles").Select(c => Roles.Parse(c.Value)).OfType<Role>().Distinct().Order()];
        if (!Roles.AreSeparated(roles))
        {
            return new TokenResult.Refused("roles of two families");
        }

        var assurance = Text(token, "assurance") switch
        {
            "strong" => Assurance.Strong,
            "realName" => Assurance.RealName,
            _ => Assurance.Registered,
        };
        return new TokenResult.Accepted(new Caller(
            id, name, roles, Text(token, "department"), assurance, Text(token, "phone_number"), Text(token, "email"), Text(token, "id_number"), Text(token, "village")));
    }

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static string ReasonOf(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => "expired",
        SecurityTokenNotYetValidException => "not valid yet",
        SecurityTokenNoExpirationException => "no expiry",
        SecurityTokenInvalidAudienceException => "wrong audience",
        SecurityTokenInvalidIssuerException => "wrong issuer",
        _ => "signature not valid",
    };

    private TokenValidationParameters Parameters(OpenIdConnectConfiguration configuration) => new()
    {
        ValidIssuer = configuration.Issuer,
        ValidAudience = audience,
        IssuerSigningKeys = configuration.SigningKeys,
        // Asymmetric only: with HS256 the public key would be the secret.
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
    };

    // The library reads the system clock; ours comes from TimeProvider.
    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is null)
        {
            throw new SecurityTokenNoExpirationException();
        }

        if (expires.Value + Skew <= now)
        {
            throw new SecurityTokenExpiredException();
        }

        return notBefore is null || notBefore.Value - Skew <= now ? true : throw new SecurityTokenNotYetValidException();
    }
}

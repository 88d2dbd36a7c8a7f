using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NoVisit.Http;

namespace NoVisit.Identity;

/// <summary>Lets a request through to a function or refuses it, by token and role.</summary>
/// <param name="tokens">Validates bearer tokens.</param>
/// <param name="logger">Gets refusals, with the reason and never the token.</param>
public sealed partial class AccessGate(TokenValidator tokens, ILogger<AccessGate> logger)
{
    /// <summary>Checks a request and puts the <see cref="Caller"/> into it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="access">What the function states; null when it states nothing.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ProblemException">401 without a token that holds; 403 without one of the roles, or when the function states nothing.</exception>
    public async Task EnterAsync(HttpContext context, AccessAttribute? access, CancellationToken cancellationToken)
    {
        switch (access)
        {
            case SignedCallbackAttribute:
                return;
            case AllowPublicAttribute:
                // A reader whose session has run out still sees public pages.
                if (await ReadAsync(context, cancellationToken) is TokenResult.Accepted known)
                {
                    known.Caller.Enter(context);
                }

                return;
            case AllowAttribute allow:
                var caller = await RequireAsync(context, cancellationToken);
                if (!allow.Roles.Any(caller.Is))
                {
                    throw Forbidden(allow.Roles);
                }

                caller.Enter(context);
                return;
            default:
                throw new ProblemException(ProblemKind.Forbidden);
        }
    }

    private static ProblemException Forbidden(IReadOnlyList<Role> roles)
    {
        var names = string.Join(", ", roles.Select(Roles.NameOf));
        return new(ProblemKind.Forbidden, new($"此操作需要以下角色之一：{names}。", $"This needs one of the roles: {names}."));
    }

    private async Task<Caller> RequireAsync(HttpContext context, CancellationToken cancellationToken)
    {
        switch (await ReadAsync(context, cancellationToken))
        {
            case TokenResult.Accepted accepted:
                return accepted.Caller;
            case TokenResult.Refused refused:
                LogRefused(refused.Reason);
                context.Response.Headers.WWWAuthenticate =
                    $"Bearer realm=\"novisit\", error=\"invalid_token\", error_description=\"{refused.Reason}\"";
                throw new ProblemException(ProblemKind.Unauthenticated);
            default:
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"novisit\"";
                throw new ProblemException(ProblemKind.Unauthenticated);
        }
    }

    private async Task<TokenResult?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        if (!AuthenticationHeaderValue.TryParse(header, out var value)
            || !value.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || string.IsNullOrEmpty(value.Parameter))
        {
            return new TokenResult.Refused("not a bearer token");
        }

        try
        {
            return await tokens.ValidateAsync(value.Parameter, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ProblemException(ProblemKind.Unavailable, retryAfter: TimeSpan.FromSeconds(5), inner: e);
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Token refused: {Reason}")]
    private partial void LogRefused(string reason);
}

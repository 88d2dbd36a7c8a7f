using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NoVisit.Identity;

namespace NoVisit.Http;

/// <summary>Limits requests per network address before anything costly is done with them; stands before authentication.</summary>
public sealed class AddressLimitMiddleware(RateLimitGate gate, Endpoints endpoints) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            gate.CheckAddress(http, endpoints.Find(context.FunctionDefinition.Name));
        }

        return next(context);
    }
}

/// <summary>Limits requests per person; stands behind authentication.</summary>
public sealed class PersonLimitMiddleware(RateLimitGate gate) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            gate.CheckPerson(http);
        }

        return next(context);
    }
}

/// <summary>Which limits hold and whose address counts.</summary>
/// <param name="Person">Limit of one person.</param>
/// <param name="Address">Limit of one address.</param>
/// <param name="ForwardedHops">
/// Proxies of ours in front that append to <c>X-Forwarded-For</c>: 0 takes the connection's address, 1 the last entry, and so on.
/// Entries further left are what the client claims and count for nothing.
/// </param>
public sealed record RateLimitOptions(RateLimit Person, RateLimit Address, int ForwardedHops);

/// <summary>Applies the rate limits to requests (NF-01).</summary>
public sealed class RateLimitGate(RateLimiter limiter, RateLimitOptions options)
{
    /// <summary>Counts a request for its address, and for its address and function when the function has a limit of its own.</summary>
    /// <exception cref="ProblemException">429 with <c>Retry-After</c>.</exception>
    public void CheckAddress(HttpContext context, Endpoint? endpoint)
    {
        // Gateways call from few addresses and prove who they are; a burst of tracking news must get through.
        if (endpoint?.Access is SignedCallbackAttribute)
        {
            return;
        }

        var address = AddressOf(context, options.ForwardedHops);
        Check($"address:{address}", options.Address);
        if (endpoint?.Limit is { } own)
        {
            Check($"{endpoint.Function}:{address}", own);
        }
    }

    /// <summary>Counts a request for the person who is signed in, if anybody is.</summary>
    /// <exception cref="ProblemException">429 with <c>Retry-After</c>.</exception>
    public void CheckPerson(HttpContext context)
    {
        if (Caller.TryOf(context) is { } caller)
        {
            Check($"person:{caller.Id}", options.Person);
        }
    }

    /// <summary>The client's address; of IPv6 the /64 network, for one subscriber has all of it.</summary>
    internal static string AddressOf(HttpContext context, int forwardedHops)
    {
        var address = context.Connection.RemoteIpAddress;
        if (forwardedHops > 0)
        {
            var entries = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (entries.Length >= forwardedHops && IPEndPoint.TryParse(entries[^forwardedHops], out var forwarded))
            {
                address = forwarded.Address;
            }
        }

        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]])}/64"
            : address.ToString();
    }

    private void Check(string client, RateLimit limit)
    {
        var wait = limiter.Take(client, limit);
        if (wait > TimeSpan.Zero)
        {
            throw new ProblemException(ProblemKind.RateLimited, retryAfter: wait);
        }
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Delivery;
using NoVisit.Gateways;
using NoVisit.Identity;
using NoVisit.Payments;
using NoVisit.Protection;

namespace NoVisit.Http;

/// <summary>Registers what every feature stands on: access, limits, problems, protection of data, signed calls.</summary>
/// <remarks>
/// Tokens and rate limits live by the machine's clock, also when the local host's <see cref="TimeProvider"/> stands still or runs ahead:
/// the identity provider and the clients do not share that clock. The gateways do, so signatures go by <see cref="TimeProvider"/>.
/// </remarks>
public static class PlatformRegistration
{
    /// <summary>Registers the services. Settings are read at once, so that a wrong one ends the start and not the first request.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    /// <exception cref="ArgumentException">A setting is malformed.</exception>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration settings)
    {
        var authority = Required(settings, "Identity:Authority");
        var audience = Required(settings, "Identity:Audience");
        var queryCodeKey = Keys.Parse(settings["Protection:QueryCodeKey"], "Protection__QueryCodeKey")[0];
        services.AddSingleton(new Endpoints(typeof(PlatformRegistration).Assembly));
        services.AddSingleton<RequestShell>();
        services.AddSingleton<Readiness>();
        services.AddSingleton(new Paging(queryCodeKey));
        services.AddSingleton(new QueryCode(queryCodeKey));
        services.AddSingleton(FieldProtector.FromSetting(settings["Protection:Key"]));
        services.AddSingleton(new SignInConfiguration(authority, Required(settings, "Identity:ClientId"), settings["Identity:Scope"] ?? "openid profile email phone offline_access"));

        services.AddSingleton(new RateLimiter(TimeProvider.System));
        services.AddSingleton(new RateLimitOptions(
            Limit(settings, "RateLimits:Person", RateLimit.Person),
            Limit(settings, "RateLimits:Address", RateLimit.Address),
            settings.GetValue("RateLimits:ForwardedHops", 0)));
        services.AddSingleton<RateLimitGate>();

        services.AddHttpClient();
        services.AddSingleton(provider => new ProviderMetadata(
            authority, provider.GetRequiredService<IHttpClientFactory>().CreateClient("identity"), TimeProvider.System));
        services.AddSingleton(provider => new TokenValidator(provider.GetRequiredService<ProviderMetadata>(), audience, TimeProvider.System));
        services.AddSingleton<AccessGate>();
        services.AddSingleton<IReadinessCheck, ProviderCheck>();

        // Two secrets, the new one first, while a gateway changes over.
        GatewayKey[] callbackKeys =
        [
            .. Required(settings, "Callbacks:Secret")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(secret => new GatewayKey(string.Empty, secret)),
        ];
        services.AddSingleton(provider => new CourierGateway(CreateGateway(provider, "Courier")));
        services.AddSingleton(provider => new PaymentGateway(CreateGateway(provider, "Payment")));
        services.AddSingleton(provider => new CallbackVerifier(callbackKeys, provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Puts the middleware in their order: problems outermost, then address limit, token and role, person limit.</summary>
    public static IFunctionsWorkerApplicationBuilder UsePlatform(this IFunctionsWorkerApplicationBuilder app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<AddressLimitMiddleware>();
        app.UseMiddleware<AuthenticationMiddleware>();
        app.UseMiddleware<PersonLimitMiddleware>();
        return app;
    }

    /// <summary>A client for one gateway, signing with <c>Gateways__KeyId</c> and <c>Gateways__Secret</c>.</summary>
    /// <param name="provider">The container.</param>
    /// <param name="name">Section whose <c>Endpoint</c> is the gateway's base address: Sms, Courier, Payment.</param>
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    internal static SignedHttp CreateGateway(IServiceProvider provider, string name)
    {
        var settings = provider.GetRequiredService<IConfiguration>();
        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient($"gateway {name}");
        http.BaseAddress = new Uri(Required(settings, $"{name}:Endpoint").TrimEnd('/') + "/");
        http.Timeout = Timeout.InfiniteTimeSpan;
        var key = new GatewayKey(Required(settings, "Gateways:KeyId"), Required(settings, "Gateways:Secret"));
        return new SignedHttp(http, key, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SignedHttp>>());
    }

    /// <summary>A setting that must be there.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message names it.</exception>
    internal static string Required(IConfiguration settings, string name) =>
        settings[name] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The setting {name.Replace(":", "__", StringComparison.Ordinal)} is missing.");

    private static RateLimit Limit(IConfiguration settings, string name, RateLimit standard) =>
        new(settings.GetValue($"{name}Burst", standard.Burst), settings.GetValue($"{name}PerMinute", standard.PerMinute));

    private sealed class ProviderCheck(ProviderMetadata provider) : IReadinessCheck
    {
        public string Name => "identity";

        public Task CheckAsync(CancellationToken cancellationToken) => provider.GetAsync(cancellationToken);
    }
}

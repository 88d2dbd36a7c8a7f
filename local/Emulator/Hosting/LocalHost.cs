using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Triggers;

namespace NoVisit.Emulator.Hosting;

/// <summary>Puts the rooms of the local host together: worker, triggers, durable engine, web server.</summary>
internal static class LocalHost
{
    /// <summary>Azure's limit for the body of a request, in bytes.</summary>
    private const long LargestBody = 100L * 1024 * 1024;

    public static WebApplicationBuilder CreateWebBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // host.json lies beside the app, wherever the shell stands.
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        LocalSettings.AddTo(builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection($"{HostSettings.Section}:logging"));
        builder.WebHost.ConfigureKestrel(ConfigureServer);
        builder.Services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        return builder;
    }

    public static void AddWebApplication(FunctionsApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(HttpResults)))
        {
            return;
        }

        builder.Services.AddMvcCore();
        builder.Services.AddSingleton<HttpResults>();
        builder.Pipeline.Add(next => context => HttpResults.Of(context).InvokeAsync(context, next));
    }

    public static IHost Build(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var catalog = FunctionCatalog.Load(
            [.. services.Where(s => s.ServiceType == typeof(FunctionSource)).Select(s => (FunctionSource)s.ImplementationInstance!)],
            builder.Configuration);
        if (catalog.With<HttpTriggerAttribute>().Any() && !services.Any(service => service.ServiceType == typeof(HttpResults)))
        {
            throw new InvalidOperationException("The app has HTTP functions: call ConfigureFunctionsWebApplication() in Program.cs.");
        }

        services.AddSingleton(catalog);
        services.AddSingleton(new HostSettings(builder.Configuration));
        if (LocalClock.IsSet(builder.Configuration))
        {
            // Azure has no TimeProvider to give, so an app registers the machine's own; a clock that was asked for stands in for it.
            services.RemoveAll<TimeProvider>();
            services.AddSingleton(LocalClock.Choose(builder.Configuration));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HostActivity>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<SettingResolver>();
        services.AddSingleton<QueueConnections>();
        services.AddSingleton<QueueOutputs>();
        services.AddSingleton<FunctionKeys>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<DurableFunctions>();
        services.AddSingleton(CreateHub);
        services.AddSingleton(provider => new Lazy<DurableHub>(provider.GetRequiredService<DurableHub>));
        services.AddSingleton<QueueListeners>();
        services.AddSingleton<TimerListeners>();
        services.AddSingleton<HostIdle>();
        services.AddSingleton<LocalTime>();
        services.AddSingleton<DurableEndpoints>();
        services.AddSingleton<InstancePages>();
        services.AddSingleton<LocalEndpoints>();
        services.AddHostedService<TriggerService>();
        services.AddHostedService(provider => provider.GetRequiredService<LocalTime>());
        // A query that cannot be read is the caller's fault (400), also in Development.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        var app = builder.Build();
        app.UseStaticSite();
        app.Services.GetRequiredService<HttpFunctions>().MapTo(app);
        app.Services.GetRequiredService<DurableEndpoints>().MapTo(app);
        app.Services.GetRequiredService<LocalEndpoints>().MapTo(app);
        return app;
    }

    private static DurableHub CreateHub(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var settings = services.GetRequiredService<HostSettings>();
        var options = new DurableHubOptions
        {
            Path = HubLocation.FileOf(configuration),
            HubName = settings.HubName,
            Json = services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value,
        };
        options = options with
        {
            MaxConcurrentActivities = settings.MaxConcurrentActivities ?? options.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators ?? options.MaxConcurrentOrchestrators,
        };
        return new DurableHub(
            options, services.GetRequiredService<DurableFunctions>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>());
    }

    private static void ConfigureServer(WebHostBuilderContext context, KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = context.Configuration.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", LargestBody);
        server.Listen(IPAddress.Loopback, context.Configuration.GetValue("Local:Port", 7071));
    }
}

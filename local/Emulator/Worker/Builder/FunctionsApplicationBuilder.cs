using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

#pragma warning disable MA0053 // Not sealed: the signature is Azure's.
/// <summary>Collects the services, settings and middleware of a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private bool _built;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        _web = LocalHost.CreateWebBuilder(args ?? []);
        Services.AddSingleton(Pipeline);
    }

    /// <summary>Values shared while the app is being built.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    /// <summary>Settings: <c>local.settings.json</c>, environment variables, command line; the later wins.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>Name and folders of the app.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <summary>Logging of the app.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>Metrics of the app.</summary>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>Services of the app.</summary>
    public IServiceCollection Services => _web.Services;

    internal WorkerPipeline Pipeline { get; } = new();

    /// <summary>Builds the host.</summary>
    /// <returns>The host, not yet started.</returns>
    /// <exception cref="InvalidOperationException">The app was built before, or its functions contradict each other.</exception>
    public IHost Build()
    {
        ThrowIfBuilt();
        _built = true;
        return LocalHost.Build(_web);
    }

    /// <summary>Replaces the container.</summary>
    /// <typeparam name="TContainerBuilder">The container's builder.</typeparam>
    /// <param name="factory">Makes the container.</param>
    /// <param name="configure">Fills it.</param>
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Adds a middleware around every invocation; the first added is the outermost.</summary>
    /// <param name="middleware">Wraps the rest of the invocation.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The app was built already.</exception>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ThrowIfBuilt();
        Pipeline.Add(middleware);
        return this;
    }

    private void ThrowIfBuilt()
    {
        if (_built)
        {
            throw new InvalidOperationException("The application has already been built.");
        }
    }
}
#pragma warning restore MA0053

/// <summary>HTTP functions on ASP.NET Core types.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets HTTP functions take <c>HttpRequest</c> and answer <c>IActionResult</c> or <c>IResult</c>.</summary>
    /// <param name="builder">The app.</param>
    /// <returns>The same builder.</returns>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        LocalHost.AddWebApplication(builder);
        return builder;
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NoVisit.Emulator.Hosting;

/// <summary>What tests need to run a host in their own process; nothing of it exists on Azure.</summary>
public static class LocalHostBuilderExtensions
{
    /// <summary>Serves the functions of these classes instead of those of the entry assembly. May be called more than once.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="classes">Classes with <c>[Function]</c> methods.</param>
    /// <returns>The same builder.</returns>
    public static FunctionsApplicationBuilder UseFunctions(this FunctionsApplicationBuilder builder, params Type[] classes)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new FunctionSource(classes));
        return builder;
    }

    /// <summary>Serves the functions of these assemblies instead of those of the entry assembly. May be called more than once.</summary>
    /// <param name="builder">The app.</param>
    /// <param name="assemblies">Assemblies with <c>[Function]</c> methods.</param>
    /// <returns>The same builder.</returns>
    public static FunctionsApplicationBuilder UseFunctionsFrom(this FunctionsApplicationBuilder builder, params Assembly[] assemblies) =>
        builder.UseFunctions([.. assemblies.SelectMany(assembly => assembly.GetTypes())]);

    /// <summary>Moves a standing clock of the host, firing what falls due in order, and ends when the host is idle again.</summary>
    /// <param name="host">A started host whose <see cref="TimeProvider"/> is a <see cref="StandingClock"/>.</param>
    /// <param name="to">Where to.</param>
    /// <param name="cancellationToken">Stops the move where it is.</param>
    /// <returns>A task that ends when the host is idle.</returns>
    /// <exception cref="InvalidOperationException">The host's clock does not stand still.</exception>
    public static Task AdvanceClockAsync(this IHost host, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<LocalTime>().AdvanceAsync(to, cancellationToken);
    }

    /// <summary>Ends when no function runs, no orchestrator can go on and no queue holds a visible message.</summary>
    /// <param name="host">A started host.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task that ends when the host is idle.</returns>
    public static Task WaitUntilIdleAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<HostIdle>().WaitAsync(cancellationToken);
    }

    /// <summary>Where a started host listens, for instance <c>http://127.0.0.1:7071/</c>.</summary>
    /// <param name="host">A host that has been started.</param>
    /// <returns>Its base address, ending in a slash.</returns>
    /// <exception cref="InvalidOperationException">The host has not been started.</exception>
    public static Uri LocalAddress(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses?.FirstOrDefault() is { } address
            ? new Uri(address.TrimEnd('/') + "/")
            : throw new InvalidOperationException("The host does not listen: start it first.");
    }
}

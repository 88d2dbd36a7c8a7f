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

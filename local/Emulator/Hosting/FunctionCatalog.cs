using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Emulator.Hosting;

/// <summary>The functions of the app.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions)
{
    public IReadOnlyList<FunctionDescriptor> All => functions;

    public bool UsesHub => functions.Any(f => f.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute or TimerTriggerAttribute);

    public IEnumerable<(FunctionDescriptor Function, T Trigger)> With<T>()
        where T : Attribute => functions.Where(f => f.Trigger is T).Select(f => (f, (T)(object)f.Trigger));

    /// <summary>Classes handed over by <see cref="LocalHostBuilderExtensions"/>, else assemblies named by a setting, else the entry assembly.</summary>
    public static FunctionCatalog Load(IReadOnlyCollection<FunctionSource> sources, IConfiguration configuration)
    {
        if (sources.Count > 0)
        {
            return new(FunctionDiscovery.Find(sources.SelectMany(source => source.Classes).Distinct()));
        }

        var names = configuration["Local:FunctionAssemblies"];
        var assemblies = string.IsNullOrWhiteSpace(names)
            ? [Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("There is no entry assembly; set Local:FunctionAssemblies.")]
            : names.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Assembly.Load).ToArray();
        return new(FunctionDiscovery.Find(assemblies.SelectMany(assembly => assembly.GetTypes())));
    }
}

/// <summary>Classes in which the host looks for functions.</summary>
internal sealed record FunctionSource(IReadOnlyCollection<Type> Classes);

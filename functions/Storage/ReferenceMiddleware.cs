using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;

namespace NoVisit.Storage;

/// <summary>Lets every function but orchestrators, which must do no input or output, begin with fresh reference data.</summary>
internal sealed class ReferenceMiddleware(ReferenceRefresh refresh) : IFunctionsWorkerMiddleware
{
    private static readonly FrozenSet<string> Orchestrators = typeof(ReferenceMiddleware).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.GetParameters().Any(p => p.IsDefined(typeof(OrchestrationTriggerAttribute))))
        .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
        .OfType<string>()
        .ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (!Orchestrators.Contains(context.FunctionDefinition.Name))
        {
            await refresh.EnsureAsync(context.CancellationToken);
        }

        await next(context);
    }
}

/// <summary>Loads reference data before the first function runs.</summary>
internal sealed class ReferenceLoader(ReferenceRefresh refresh) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => refresh.RefreshAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

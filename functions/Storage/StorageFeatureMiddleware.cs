using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace NoVisit.Storage;

/// <summary>Counts what a function asks of storage for the feature whose folder the function stands in.</summary>
internal sealed class StorageFeatureMiddleware : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var counted = StorageRequestCounter.Feature(FeatureOf(context.FunctionDefinition.EntryPoint));
        await next(context);
    }

    /// <summary>The namespace segment below the application's own: <c>NoVisit.Filing.UploadFunctions.Start</c> is of <c>Filing</c>.</summary>
    internal static string FeatureOf(string entryPoint) => entryPoint.Split('.', 3) is [_, var feature, _] ? feature : "";
}

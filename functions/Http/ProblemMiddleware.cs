using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace NoVisit.Http;

/// <summary>Outermost middleware of HTTP functions: security headers, one log line, failures as problem documents.</summary>
public sealed class ProblemMiddleware(RequestShell shell) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { } http ? shell.RunAsync(http, context.FunctionDefinition.Name, () => next(context)) : next(context);
}

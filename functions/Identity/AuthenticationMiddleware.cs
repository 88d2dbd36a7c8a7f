using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NoVisit.Http;

namespace NoVisit.Identity;

/// <summary>Runs <see cref="AccessGate"/> before every HTTP function; functions with other triggers pass.</summary>
public sealed class AuthenticationMiddleware(AccessGate gate, Endpoints endpoints) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            await gate.EnterAsync(http, endpoints.Find(context.FunctionDefinition.Name)?.Access, http.RequestAborted);
        }

        await next(context);
    }
}

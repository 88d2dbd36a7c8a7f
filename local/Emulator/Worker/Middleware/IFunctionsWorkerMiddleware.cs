namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of the invocation, as a middleware sees it.</summary>
/// <param name="context">The invocation.</param>
/// <returns>A task that ends with the invocation.</returns>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Runs around every invocation of every function, orchestrators and activities included.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around one invocation.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">The rest of it; not calling it skips the function.</param>
    /// <returns>A task that ends with the invocation.</returns>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}

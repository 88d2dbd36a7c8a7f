using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Reaches the HTTP request of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request that started the invocation, or null if it was not an HTTP request.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The request's context, or null.</returns>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(FunctionItems.HttpContext, out var value) ? value as HttpContext : null;
}

/// <summary>Makes loggers for an invocation.</summary>
public static class FunctionContextLoggerExtensions
{
    /// <summary>A logger whose category is <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The category.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <returns>The logger.</returns>
    public static ILogger<T> GetLogger<T>(this FunctionContext context) =>
        context.InstanceServices.GetRequiredService<ILogger<T>>();

    /// <summary>A logger with the given category.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="categoryName">The category.</param>
    /// <returns>The logger.</returns>
    public static ILogger GetLogger(this FunctionContext context, string categoryName) =>
        context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
}

/// <summary>Reaches the result of an invocation, so that middleware can replace it.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result of the function; null before it has run. A middleware of an HTTP function may set an
    /// <c>IActionResult</c> or <c>IResult</c> here instead of calling the function.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The result, to read and to set.</returns>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new FunctionOutcome(context);
}

/// <summary>The result of an invocation.</summary>
/// <typeparam name="T">Its type.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The result.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>The result of an invocation.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
}

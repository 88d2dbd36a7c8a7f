using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// The ASP.NET Core integration: shows the request to the invocation and writes the result as the response. It is a middleware
/// among others, so the app's own middleware, added after it, sees the request and may replace the result, as on Azure.
/// </summary>
internal sealed partial class HttpResults(ILogger<HttpResults> logger)
{
    public static HttpResults Of(FunctionContext context) => context.InstanceServices.GetRequiredService<HttpResults>();

    public async Task InvokeAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var local = (LocalFunctionContext)context;
        if (local.Trigger.Http is not { } http)
        {
            await next(context);
            return;
        }

        context.Items[FunctionItems.HttpContext] = http;
        // One scope for the invocation, whether a service is asked for through the request or through the function.
        var services = http.RequestServices;
        http.RequestServices = context.InstanceServices;
        try
        {
            await next(context);
            await WriteAsync(local, http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }

    private async Task WriteAsync(LocalFunctionContext local, HttpContext http)
    {
        var response = local.Function.Outputs.FirstOrDefault(output => output.Attribute is HttpResultAttribute);
        var result = local.Result is IActionResult or IResult || response is null ? local.Result : response.Of(local.Result);
        switch (result)
        {
            case null:
                break;
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case IResult minimal:
                await minimal.ExecuteAsync(http);
                break;
            default:
                NotAResponse(logger, local.Function.Name, result.GetType().Name);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Function} returned a {Type}, which the ASP.NET Core integration does not write: return IActionResult or IResult")]
    private static partial void NotAResponse(ILogger logger, string function, string type);
}

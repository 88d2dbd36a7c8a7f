using System.Collections.ObjectModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>HTTP triggers: routes, verbs, keys, and what becomes of a failed invocation.</summary>
internal sealed class HttpFunctions(FunctionCatalog catalog, HostSettings settings, FunctionKeys keys, FunctionRunner runner)
{
    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        foreach (var (function, trigger) in catalog.With<HttpTriggerAttribute>())
        {
            var route = (trigger.Route ?? function.Name).Trim('/');
            var pattern = settings.RoutePrefix.Length == 0 ? $"/{route}" : $"/{settings.RoutePrefix}/{route}";
            RequestDelegate handler = http => InvokeAsync(function, trigger, http);
            var endpoint = trigger.Methods is { Length: > 0 } methods
                ? endpoints.MapMethods(pattern, methods.Select(method => method.ToUpperInvariant()), handler)
                : endpoints.Map(pattern, handler);
            endpoint.WithDisplayName(function.Name);
        }
    }

    private async Task InvokeAsync(FunctionDescriptor function, HttpTriggerAttribute trigger, HttpContext http)
    {
        if (!keys.Admit(http.Request, function.Name, trigger.AuthLevel))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            await runner.RunAsync(function, new TriggerEvent(http.Request, DataOf(http.Request), http), http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
            http.Abort();
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // A broken connection is the only way left to say that the body is not whole.
            http.Abort();
        }
        catch (Exception fault)
        {
            http.Response.Clear();
            http.Response.StatusCode = (fault as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
        }
    }

    private static ReadOnlyDictionary<string, object?> DataOf(HttpRequest request)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Query)
        {
            data[name] = values.ToString();
        }

        foreach (var (name, value) in request.RouteValues)
        {
            data[name] = value;
        }

        data["Query"] = JsonSerializer.Serialize(request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        data["Headers"] = JsonSerializer.Serialize(request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        return data.AsReadOnly();
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// The HTTP management API of Durable Functions below <c>/runtime/webhooks/durabletask</c>, with the system key. Paths, parameters,
/// answers and status codes are those of the Durable Functions extension; rewind and restart are not offered here (501).
/// </summary>
internal sealed class DurableEndpoints(FunctionCatalog catalog, Lazy<DurableHub> hub, FunctionKeys keys)
{
    private const string Root = "/runtime/webhooks/durabletask";
    private const string ContinuationHeader = "x-ms-continuation-token";

    private DurableTaskClient Client => hub.Value.Client;

    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        if (!catalog.UsesHub)
        {
            return;
        }

        var group = endpoints.MapGroup(Root).AddEndpointFilter(async (context, next) =>
            keys.Admit(context.HttpContext.Request, "durabletask_extension", AuthorizationLevel.System)
                ? await next(context)
                : Results.StatusCode(StatusCodes.Status401Unauthorized));
        group.MapPost("/orchestrators/{functionName}/{instanceId?}", StartAsync);
        group.MapGet("/instances", ListAsync);
        group.MapDelete("/instances", PurgeAllAsync);
        group.MapGet("/instances/{instanceId}", GetAsync);
        group.MapDelete("/instances/{instanceId}", PurgeAsync);
        group.MapPost("/instances/{instanceId}/raiseEvent/{eventName}", RaiseEventAsync);
        group.MapPost("/instances/{instanceId}/terminate", (string instanceId, string? reason, CancellationToken ct) =>
            CommandAsync(instanceId, id => Client.TerminateInstanceAsync(id, (object?)reason, ct), ct));
        group.MapPost("/instances/{instanceId}/suspend", (string instanceId, string? reason, CancellationToken ct) =>
            CommandAsync(instanceId, id => Client.SuspendInstanceAsync(id, reason, ct), ct));
        group.MapPost("/instances/{instanceId}/resume", (string instanceId, string? reason, CancellationToken ct) =>
            CommandAsync(instanceId, id => Client.ResumeInstanceAsync(id, reason, ct), ct));
        group.MapPost("/instances/{instanceId}/{operation:regex(^(rewind|restart)$)}", () => Results.StatusCode(StatusCodes.Status501NotImplemented));
    }

    private async Task<IResult> StartAsync(HttpRequest request, string functionName, string? instanceId, CancellationToken cancellationToken)
    {
        if (!catalog.With<OrchestrationTriggerAttribute>().Any(f =>
            string.Equals(f.Trigger.Orchestration ?? f.Function.Name, functionName, StringComparison.OrdinalIgnoreCase)))
        {
            return Refuse($"There is no orchestrator function '{functionName}'.");
        }

        if (await BodyAsync(request, cancellationToken) is not { } body)
        {
            return Refuse("Invalid JSON content");
        }

        try
        {
            var id = await Client.ScheduleNewOrchestrationInstanceAsync(
                functionName, body.Value, new Microsoft.DurableTask.StartOrchestrationOptions(instanceId), cancellationToken);
            var urls = UrlsOf(request, id);
            request.HttpContext.Response.Headers.RetryAfter = "10";
            return Results.Accepted(urls.StatusQueryGetUri, urls);
        }
        catch (global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException fault)
        {
            return Refuse(fault.Message);
        }
    }

    private async Task<IResult> GetAsync(
        HttpContext http, string instanceId, bool? showHistory, bool? showHistoryOutput, bool? showInput, bool? returnInternalServerErrorOnFailure, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is not { } instance)
        {
            return Results.NotFound();
        }

        var status = StatusOf(instance, showInput ?? true);
        if (showHistory ?? false)
        {
            var history = await hub.Value.ReadHistoryAsync(instanceId, cancellationToken);
            status["historyEvents"] = new JsonArray([.. history.Select(entry => EventOf(entry, showHistoryOutput ?? false))]);
        }

        if (instance.IsCompleted)
        {
            var failed = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && (returnInternalServerErrorOnFailure ?? false);
            return Results.Json(status, statusCode: failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
        }

        http.Response.Headers.RetryAfter = "5";
        http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}{http.Request.QueryString}";
        return Results.Json(status, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ListAsync(
        HttpContext http, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo, string? instanceIdPrefix, bool? showInput, int? top, CancellationToken cancellationToken)
    {
        var token = http.Request.Headers[ContinuationHeader].ToString();
        var query = new OrchestrationQuery(
            createdTimeFrom,
            createdTimeTo,
            StatusesOf(http.Request),
            InstanceIdPrefix: instanceIdPrefix,
            PageSize: Math.Clamp(top ?? OrchestrationQuery.DefaultPageSize, 1, 1000),
            FetchInputsAndOutputs: true,
            ContinuationToken: token.Length == 0 ? null : token);
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, query.PageSize).WithCancellation(cancellationToken))
        {
            http.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            return Results.Json(page.Values.Select(instance => StatusOf(instance, showInput ?? false)));
        }

        return Results.Json(Array.Empty<JsonObject>());
    }

    private async Task<IResult> PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(instanceId, cancellationToken) is null)
        {
            return Results.NotFound();
        }

        var purged = await Client.PurgeInstanceAsync(instanceId, cancellationToken);
        return Results.Json(new Purged(purged.PurgedInstanceCount));
    }

    private async Task<IResult> PurgeAllAsync(HttpRequest request, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo, CancellationToken cancellationToken)
    {
        if (createdTimeFrom is null)
        {
            return Refuse("Please provide value for 'createdTimeFrom' parameter.");
        }

        var purged = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(createdTimeFrom, createdTimeTo, StatusesOf(request)), cancellationToken);
        return purged.PurgedInstanceCount == 0 ? Results.NotFound() : Results.Json(new Purged(purged.PurgedInstanceCount));
    }

    private async Task<IResult> RaiseEventAsync(HttpRequest request, string instanceId, string eventName, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return await CommandAsync(instanceId, _ => Task.CompletedTask, cancellationToken) is var answer
                && answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status202Accepted }
                    ? Refuse("Only application/json request content is supported")
                    : answer;
        }

        return await BodyAsync(request, cancellationToken) is { } body
            ? await CommandAsync(instanceId, id => Client.RaiseEventAsync(id, eventName, body.Value, cancellationToken), cancellationToken)
            : Refuse("Invalid JSON content");
    }

    private async Task<IResult> CommandAsync(string instanceId, Func<string, Task> command, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(instanceId, cancellationToken) is not { } instance)
        {
            return Results.NotFound();
        }

        if (instance.IsCompleted)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        await command(instanceId);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    // An empty body is a null payload; a null answer means that the body is no JSON.
    private static async Task<Body?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Body(null);
        }

        try
        {
            return new Body(JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<OrchestrationRuntimeStatus>? StatusesOf(HttpRequest request)
    {
        var statuses = request.Query["runtimeStatus"]
            .SelectMany(value => (value ?? string.Empty).Split(','))
            .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) ? status : (OrchestrationRuntimeStatus?)null)
            .OfType<OrchestrationRuntimeStatus>()
            .ToList();
        return statuses.Count == 0 ? null : statuses;
    }

    private static JsonObject StatusOf(OrchestrationMetadata instance, bool showInput) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["input"] = showInput ? JsonOf(instance.SerializedInput) : null,
        ["customStatus"] = JsonOf(instance.SerializedCustomStatus),
        ["output"] = instance.FailureDetails is { } failure
            ? JsonValue.Create($"{failure.ErrorType}: {failure.ErrorMessage}")
            : JsonOf(instance.SerializedOutput),
        ["createdTime"] = TimeOf(instance.CreatedAt),
        ["lastUpdatedTime"] = TimeOf(instance.LastUpdatedAt),
    };

    private static JsonObject EventOf(HistoryEntry entry, bool withData)
    {
        var json = new JsonObject { ["EventType"] = entry.Kind, ["Timestamp"] = entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) };
        if (entry.Name is not null)
        {
            json[entry.Kind.StartsWith("Event", StringComparison.Ordinal) ? "Name" : "FunctionName"] = entry.Name;
        }

        if (withData && entry.Data is not null)
        {
            json["Result"] = entry.Data;
        }

        return json;
    }

    private static JsonNode? JsonOf(string? serialized) => serialized is null ? null : JsonNode.Parse(serialized);

    private static string TimeOf(DateTimeOffset instant) => instant.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";

    private static IResult Refuse(string message) => Results.Json(new Refusal(message), statusCode: StatusCodes.Status400BadRequest);

    private Management UrlsOf(HttpRequest request, string instanceId)
    {
        var instance = $"{request.Scheme}://{request.Host}{Root}/instances/{Uri.EscapeDataString(instanceId)}";
        var code = $"code={Uri.EscapeDataString(keys.System)}";
        return new Management(
            instanceId,
            $"{instance}?{code}",
            $"{instance}/raiseEvent/{{eventName}}?{code}",
            $"{instance}/terminate?reason={{text}}&{code}",
            $"{instance}?{code}",
            $"{instance}/suspend?reason={{text}}&{code}",
            $"{instance}/resume?reason={{text}}&{code}");
    }

    private sealed record Body(object? Value);

    private sealed record Purged(int InstancesDeleted);

    private sealed record Refusal(string Message);

    private sealed record Management(
        string Id,
        string StatusQueryGetUri,
        string SendEventPostUri,
        string TerminatePostUri,
        string PurgeHistoryDeleteUri,
        string SuspendPostUri,
        string ResumePostUri);
}

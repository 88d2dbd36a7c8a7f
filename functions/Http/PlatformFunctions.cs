using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Identity;

namespace NoVisit.Http;

/// <summary>What the app says about itself: health and the description of its API.</summary>
public sealed class PlatformFunctions(Endpoints endpoints, Readiness readiness)
{
    /// <summary>The process runs.</summary>
    [Function("HealthLive")]
    [AllowPublic]
    [Operation("Whether the process runs", Response = typeof(LivenessReport))]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Results.Json(new LivenessReport(true), Json.Options);

    /// <summary>Everything it needs is there; 503 otherwise.</summary>
    [Function("HealthReady")]
    [AllowPublic]
    [Operation("Whether everything that requests need is there; 503 with the same body if not", Response = typeof(ReadinessReport))]
    public async Task<IResult> ReadyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request)
    {
        var report = await readiness.CheckAsync(request.HttpContext.RequestAborted);
        return Results.Json(report, Json.Options, statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The description of this API.</summary>
    [Function("OpenApi")]
    [AllowPublic]
    [Operation("This description", ResponseMediaType = "application/json")]
    public IResult Describe([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Text(OpenApi.Describe(endpoints.All, "NoVisit", "1").ToJsonString(Json.Options), "application/json");
}

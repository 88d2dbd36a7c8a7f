using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace NoVisit.Emulator.Hosting;

/// <summary>What exists on this host only, below <c>/local</c>, for the machine it runs on.</summary>
internal sealed class LocalEndpoints(LocalTime time, InstancePages pages)
{
    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/local").AddEndpointFilter(async (context, next) =>
            IsLocal(context.HttpContext) ? await next(context) : Results.NotFound());
        group.MapGet("/clock", () => Results.Json(new ClockAnswer(time.Now, time.Stands, time.Speed)));
        group.MapPost("/clock", MoveAsync);
        pages.MapTo(group);
    }

    // The host name too: a page of another site, whose name was made to lead here, must not move the clock.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && (http.Request.Host.Host == "localhost" || (IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    private async Task<IResult> MoveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!time.Stands)
        {
            return Results.Problem("The clock does not stand still: start the host with Local__Clock.", statusCode: StatusCodes.Status409Conflict);
        }

        ClockMove? move;
        try
        {
            move = request.HasJsonContentType() ? await request.ReadFromJsonAsync<ClockMove>(cancellationToken) : null;
            var to = move switch
            {
                { AdvanceTo: { } instant, AdvanceWorkingDays: null } => LocalClock.Instant(instant),
                { AdvanceTo: null, AdvanceWorkingDays: >= 0 and <= 3660 and var days } => time.AddWorkingDays(days),
                _ => throw new InvalidOperationException(
                    "Send JSON: {\"advanceTo\": \"2026-03-02T09:00+08:00\"} or {\"advanceWorkingDays\": 5} (0 to 3660)."),
            };
            if (to < time.Now)
            {
                throw new InvalidOperationException($"The clock stands at {time.Now:O} and does not go back.");
            }

            await time.AdvanceAsync(to, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        return Results.Json(new ClockAnswer(time.Now, Standing: true, Speed: null));
    }

    private sealed record ClockMove(string? AdvanceTo, int? AdvanceWorkingDays);

    private sealed record ClockAnswer(DateTimeOffset Now, bool Standing, double? Speed);
}

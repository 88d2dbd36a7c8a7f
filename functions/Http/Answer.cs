using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace NoVisit.Http;

/// <summary>A JSON answer with the headers that go with it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Written by its own type; null for none.</param>
/// <param name="ETag">Version of what is answered, without quotes.</param>
/// <param name="Location">Of what was created.</param>
internal sealed record Answer(int Status, object? Body = null, string? ETag = null, string? Location = null) : IResult
{
    public static Answer Ok(object body, string? etag = null) => new(StatusCodes.Status200OK, body, etag);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (ETag is not null)
        {
            response.Headers.ETag = new EntityTagHeaderValue($"\"{ETag}\"").ToString();
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Body is not null)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Body, Body.GetType(), Json.Options), httpContext.RequestAborted);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Microsoft.AspNetCore.Http;

namespace NoVisit.Http;

/// <summary>A problem document (RFC 9457) as it is sent.</summary>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Errors,
    string TraceId);

/// <summary>Turns refusals and failures into problem documents.</summary>
public static class Problems
{
    /// <summary>Media type of problem documents.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The document of an exception in the reader's language.</summary>
    public static ProblemDocument Describe(ProblemException problem, Language language, string traceId) => new(
        problem.Kind.Type,
        problem.Kind.Title.In(language),
        problem.Kind.Status,
        problem.Detail.In(language),
        problem.Errors.Count == 0 ? null : problem.Errors.ToDictionary(e => e.Key, e => e.Value.In(language), StringComparer.Ordinal),
        traceId);

    /// <summary>
    /// Decides what a failure means to the client. What is not known here is our own fault: 500, and nothing of it is told.
    /// </summary>
    /// <param name="exception">What a handler threw.</param>
    /// <param name="clientLeft">The client closed the connection.</param>
    public static ProblemException Classify(Exception exception, bool clientLeft) => exception switch
    {
        ProblemException problem => problem,
        OperationCanceledException when clientLeft => new(ProblemKind.ClientClosed, inner: exception),
        JsonException json => ProblemException.At(
            ProblemKind.Malformed, JsonPointer.FromPath(json.Path), new("此处内容无法识别。", "This value cannot be read.")),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(ProblemKind.TooLarge, inner: exception),
        BadHttpRequestException => new(ProblemKind.Malformed, inner: exception),
        RequestFailedException { Status: 412 } => new(ProblemKind.Stale, inner: exception),
        // The store asks us to slow down, or does not answer however often it is asked; so our callers come again too.
        RequestFailedException { Status: 0 or 429 or 503 } or AggregateException { InnerExceptions: [.., RequestFailedException { Status: 0 or 429 or 503 }] } => new(ProblemKind.Unavailable, retryAfter: TimeSpan.FromSeconds(5), inner: exception),
        _ => new(ProblemKind.Internal, inner: exception),
    };

    /// <summary>Writes a problem as the answer to a request.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemException problem, CancellationToken cancellationToken)
    {
        var language = AcceptLanguage.Of(context.Request);
        var response = context.Response;
        response.StatusCode = problem.Kind.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentLanguage = language == Language.En ? "en" : "zh-CN";
        response.Headers.Vary = "Accept-Language";
        if (problem.Kind.Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"novisit\"";
        }

        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var document = Describe(problem, language, Trace.IdOf(context));
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(document, Json.Options), cancellationToken);
    }
}

/// <summary>The identifier under which a request is found again in logs and traces.</summary>
public static class Trace
{
    /// <summary>Header that carries it in every answer.</summary>
    public const string Header = "X-Trace-Id";

    private static readonly object Key = new();

    /// <summary>The W3C trace id (32 hexadecimal digits); one of our own while nothing traces.</summary>
    public static string IdOf(HttpContext context)
    {
        if (context.Items[Key] is string known)
        {
            return known;
        }

        var id = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
        context.Items[Key] = id;
        return id;
    }
}

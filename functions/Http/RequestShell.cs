using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NoVisit.Http;

/// <summary>What happens around every HTTP request, whatever it asks for.</summary>
/// <param name="logger">Gets one line per request: function, method, status, duration, trace id. No path, query, body or name: they may hold personal data.</param>
public sealed partial class RequestShell(ILogger<RequestShell> logger)
{
    /// <summary>Runs a request; whatever it throws becomes a problem document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="function">Name of the function, for the log.</param>
    /// <param name="next">The rest of the pipeline.</param>
    public async Task RunAsync(HttpContext context, string function, Func<Task> next)
    {
        var started = Stopwatch.GetTimestamp();
        SecurityHeaders.Apply(context);
        try
        {
            await next();
            LogAnswered(function, context.Request.Method, Elapsed(started), Trace.IdOf(context));
        }
        catch (Exception e)
        {
            var problem = Problems.Classify(e, context.RequestAborted.IsCancellationRequested);
            Log(problem, function, context, Elapsed(started));
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }

            if (problem.Kind.Status != StatusCodes.Status499ClientClosedRequest)
            {
                await Problems.WriteAsync(context, problem, context.RequestAborted);
            }
        }
    }

    private static double Elapsed(long started) => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private void Log(ProblemException problem, string function, HttpContext context, double elapsed)
    {
        var trace = Trace.IdOf(context);
        if (problem.Kind.Status >= 500)
        {
            LogFailed(function, context.Request.Method, problem.Kind.Status, elapsed, trace, problem.InnerException is { } cause ? LogText.Of(cause) : problem.Kind.Name);
        }
        else
        {
            LogRefused(function, context.Request.Method, problem.Kind.Status, problem.Kind.Name, elapsed, trace);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "{Function} {Method} answered in {Elapsed:F1} ms, trace {TraceId}")]
    private partial void LogAnswered(string function, string method, double elapsed, string traceId);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "{Function} {Method} refused with {Status} {Problem} in {Elapsed:F1} ms, trace {TraceId}")]
    private partial void LogRefused(string function, string method, int status, string problem, double elapsed, string traceId);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "{Function} {Method} failed with {Status} in {Elapsed:F1} ms, trace {TraceId}: {Cause}")]
    private partial void LogFailed(string function, string method, int status, double elapsed, string traceId, string cause);
}

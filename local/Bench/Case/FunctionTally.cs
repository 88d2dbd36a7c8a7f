using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace NoVisit.Bench.Case;

/// <summary>What runs, by trigger and name.</summary>
/// <param name="Trigger">httpTrigger, queueTrigger, activityTrigger; for orchestrationTrigger each turn counts.</param>
/// <param name="Function">Its name.</param>
internal sealed record Execution(string Trigger, string Function);

/// <summary>Counts the executions of functions; stands around all other middleware.</summary>
internal sealed class FunctionTally
{
    private readonly ConcurrentDictionary<Execution, int> _counts = [];
    private readonly ConcurrentDictionary<string, int> _answered = new(StringComparer.Ordinal);

    public Func<FunctionExecutionDelegate, FunctionExecutionDelegate> Middleware => next => context =>
    {
        var definition = context.FunctionDefinition;
        var trigger = definition.InputBindings.Values.Select(b => b.Type).First(t => t.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        _counts.AddOrUpdate(new Execution(trigger, definition.Name), 1, (_, count) => count + 1);
        return string.Equals(trigger, "httpTrigger", StringComparison.OrdinalIgnoreCase) ? AnswerAsync(context, next) : next(context);
    };

    public IReadOnlyDictionary<Execution, int> Counts => _counts;

    /// <summary>How many requests to an HTTP function were not refused. Not reset.</summary>
    public int Answered(string function) => _answered.GetValueOrDefault(function);

    public void Reset() => _counts.Clear();

    private async Task AnswerAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        if (context.GetHttpContext()?.Response.StatusCode < StatusCodes.Status400BadRequest)
        {
            _answered.AddOrUpdate(context.FunctionDefinition.Name, 1, (_, count) => count + 1);
        }
    }
}

using System.Collections.Concurrent;
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

    public Func<FunctionExecutionDelegate, FunctionExecutionDelegate> Middleware => next => context =>
    {
        var definition = context.FunctionDefinition;
        var trigger = definition.InputBindings.Values.Select(b => b.Type).First(t => t.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        _counts.AddOrUpdate(new Execution(trigger, definition.Name), 1, (_, count) => count + 1);
        return next(context);
    };

    public IReadOnlyDictionary<Execution, int> Counts => _counts;

    public int Of(string function) => _counts.Where(c => c.Key.Function == function).Sum(c => c.Value);

    public void Reset() => _counts.Clear();
}

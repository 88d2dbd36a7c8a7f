using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Tests.Durable;

/// <summary>Orchestrators and activities as lambdas, run by the real engine.</summary>
internal sealed class TestApp : IDurableFunctionInvoker
{
    private readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<string?, string, CancellationToken, Task<string?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    public TestApp Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        _orchestrators[name] = async context => await code(context);
        return this;
    }

    public TestApp ActivityAsync<TIn, TOut>(string name, Func<TIn, Task<TOut>> code)
    {
        _activities[name] = async (input, _, _) => JsonSerializer.Serialize(await code(input is null ? default! : JsonSerializer.Deserialize<TIn>(input)!));
        return this;
    }

    public TestApp Activity<TIn, TOut>(string name, Func<TIn, TOut> code) => ActivityAsync<TIn, TOut>(name, input => Task.FromResult(code(input)));

    public TestApp ActivityAsync<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> code)
    {
        _activities[name] = async (input, _, ct) => JsonSerializer.Serialize(await code(input is null ? default! : JsonSerializer.Deserialize<TIn>(input)!, ct));
        return this;
    }

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) => _orchestrators[name](context);

    public Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
        => _activities[name](inputJson, instanceId, cancellationToken);
}

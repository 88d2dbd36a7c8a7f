using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Options;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Triggers;

/// <summary>Durable triggers: the app's orchestrators and activities as the durable engine calls them.</summary>
internal sealed class DurableFunctions(FunctionCatalog catalog, FunctionRunner runner, IOptions<JsonSerializerOptions> json) : IDurableFunctionInvoker
{
    private readonly FrozenDictionary<string, FunctionDescriptor> _orchestrators = catalog.With<OrchestrationTriggerAttribute>()
        .ToFrozenDictionary(f => f.Trigger.Orchestration ?? f.Function.Name, f => f.Function, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, FunctionDescriptor> _activities = catalog.With<ActivityTriggerAttribute>()
        .ToFrozenDictionary(f => f.Trigger.Activity ?? f.Function.Name, f => f.Function, StringComparer.OrdinalIgnoreCase);

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) =>
        runner.RunTurnAsync(_orchestrators[name], new TriggerEvent(context, DataOf(context.InstanceId)));

    public async Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(_activities[name], new TriggerEvent(inputJson, DataOf(instanceId)), cancellationToken);
        return result is null ? null : JsonSerializer.Serialize(result, result.GetType(), json.Value);
    }

    private static Dictionary<string, object?> DataOf(string instanceId) => new(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
}

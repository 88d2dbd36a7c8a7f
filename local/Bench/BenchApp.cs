using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using NoVisit.Emulator.Durable;

namespace NoVisit.Bench;

/// <summary>The orchestrations that are measured. Their activities do nothing, so that what is measured is the engine.</summary>
internal sealed class BenchApp : IDurableFunctionInvoker
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Chain"] = ChainAsync,
        ["FanOut"] = FanOutAsync,
        ["Approval"] = ApprovalAsync,
        ["Opinion"] = OpinionAsync,
        ["Waiting"] = async context => await context.WaitForExternalEvent<int>("go", TimeSpan.FromHours(1)),
        ["Ping"] = PingAsync,
    };

    /// <summary>Told of each call of "Open", which is when a department would get its mail.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Opened { get; } = new(StringComparer.Ordinal);

    /// <summary>Told of each call of "Hear".</summary>
    public Action<string>? Heard { get; set; }

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => true;

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) => _orchestrators[name](context);

    public Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "Open":
                Opened.GetOrAdd(instanceId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                break;
            case "Hear":
                Heard?.Invoke(JsonSerializer.Deserialize<string>(inputJson!)!);
                break;
        }

        return Task.FromResult<string?>("1");
    }

    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        for (var i = 0; i < 5; i++)
        {
            await context.CallActivityAsync<int>("Step", i);
        }

        return null;
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
        => (await Task.WhenAll(Enumerable.Range(0, 100).Select(i => context.CallActivityAsync<int>("Step", i)))).Sum();

    private static async Task<object?> ApprovalAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Accept", context.InstanceId);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(department => context.CallSubOrchestratorAsync<string>(
            "Opinion", department, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:{department}"))));
        await context.CallActivityAsync<int>("Decide", context.InstanceId);
        await context.CallActivityAsync<int>("Certificate", context.InstanceId);
        await context.CallActivityAsync<int>("Dispatch", context.InstanceId);
        return "approved";
    }

    private static async Task<object?> OpinionAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>("Open", context.GetInput<int>());
        using var decided = new CancellationTokenSource();
        var limit = context.CreateTimer(TimeSpan.FromHours(1), decided.Token);
        var opinion = context.WaitForExternalEvent<string>("opinion");
        var said = "tacit";
        if (await Task.WhenAny(opinion, limit) == opinion)
        {
#pragma warning disable CA1849, VSTHRD103, MA0042 // CancelAsync would leave the orchestrator's thread.
            decided.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
            said = await opinion;
        }

        await context.CallActivityAsync<int>("Record", said);
        return said;
    }

    private static async Task<object?> PingAsync(TaskOrchestrationContext context)
    {
        for (var i = 0; i < 200; i++)
        {
            await context.CallActivityAsync("Hear", await context.WaitForExternalEvent<string>("ping"));
        }

        return null;
    }
}

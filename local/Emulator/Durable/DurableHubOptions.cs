using System.Text.Json;

namespace NoVisit.Emulator.Durable;

/// <summary>Where a hub keeps its file and how much it does at a time.</summary>
internal sealed record DurableHubOptions
{
    /// <summary>Path of the SQLite file; its directory is created.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the hub, as in host.json.</summary>
    public string HubName { get; init; } = "NoVisit";

    /// <summary>Activities that run at a time.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Orchestrator turns that run at a time.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>
    /// How long an orchestrator may run without awaiting, by the wall's clock. One that takes longer blocks its thread and fails.
    /// </summary>
    public TimeSpan TurnLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Idle instances whose history stays in memory.</summary>
    public int MaxCachedInstances { get; init; } = 2_000;

    /// <summary>How inputs, outputs, events and statuses become text; the worker's own settings by default.</summary>
    public JsonSerializerOptions Json { get; init; } = new() { PropertyNameCaseInsensitive = true };
}

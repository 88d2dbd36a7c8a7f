using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Store;

/// <summary>An orchestration instance as the hub keeps it, without its history.</summary>
internal sealed record InstanceRow
{
    /// <summary>Number in order of creation; histories hang on it.</summary>
    public required long Key { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Generation: another one after each start over and each restart.</summary>
    public required string ExecutionId { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>Turns of this generation that are in the history.</summary>
    public int Turns { get; init; }

    /// <summary>Whether the orchestrator's code has begun.</summary>
    public bool IsStarted { get; init; }

    /// <summary>When the instance wants to be woken: its next timer, or its start.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>Activities that have not answered; a host that starts again sends them out again.</summary>
    public int OpenActivities { get; init; }

    public bool HasEnded => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}

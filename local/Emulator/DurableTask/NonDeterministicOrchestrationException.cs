using System.Diagnostics.CodeAnalysis;

namespace DurableTask.Core.Exceptions;

/// <summary>Ends an orchestration whose code did something else than at its first run.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Made in one place, with the step.")]
internal sealed class NonDeterministicOrchestrationException(int eventId, string eventDetails)
    : Exception("Non-Deterministic workflow detected: " + eventDetails)
{
    /// <summary>The step that differs.</summary>
    public int EventId { get; } = eventId;
}

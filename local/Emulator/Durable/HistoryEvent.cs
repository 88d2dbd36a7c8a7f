using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace NoVisit.Emulator.Durable;

/// <summary>
/// One thing that happened to an orchestration. Events that arrive (results, timers, raised events) and steps that the
/// orchestrator took (calls, timers, sent events) together let its code be run again to the same point.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TurnStarted), nameof(TurnStarted))]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(ExecutionEnded), nameof(ExecutionEnded))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(ChildCreated), nameof(ChildCreated))]
[JsonDerivedType(typeof(ChildCompleted), nameof(ChildCompleted))]
[JsonDerivedType(typeof(ChildFailed), nameof(ChildFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
internal abstract record HistoryEvent
{
    /// <summary>Input, result or payload as text; what may be large.</summary>
    [JsonPropertyOrder(9)]
    public string? Data { get; init; }
}

/// <summary>A turn of the orchestrator began; all its code sees this time.</summary>
internal sealed record TurnStarted(DateTimeOffset At) : HistoryEvent;

/// <summary>The orchestrator's code began.</summary>
internal sealed record ExecutionStarted(string Name) : HistoryEvent;

/// <summary>The orchestration ended.</summary>
internal sealed record ExecutionEnded(OrchestrationRuntimeStatus Status, TaskFailureDetails? Failure) : HistoryEvent;

/// <summary>A step that the orchestrator took; the number counts them from 0.</summary>
internal abstract record Step(int TaskId) : HistoryEvent;

/// <summary>It called an activity.</summary>
internal sealed record TaskScheduled(int TaskId, string Name) : Step(TaskId);

/// <summary>It started a child.</summary>
internal sealed record ChildCreated(int TaskId, string Name, string InstanceId) : Step(TaskId);

/// <summary>It set a timer.</summary>
internal sealed record TimerCreated(int TaskId, DateTimeOffset FireAt) : Step(TaskId);

/// <summary>It raised an event to another instance.</summary>
internal sealed record EventSent(int TaskId, string InstanceId, string Name) : Step(TaskId);

/// <summary>The outcome of a step.</summary>
internal abstract record StepDone(int TaskId) : HistoryEvent;

/// <summary>An activity gave a result.</summary>
internal sealed record TaskCompleted(int TaskId) : StepDone(TaskId);

/// <summary>An activity threw.</summary>
internal sealed record TaskFailed(int TaskId, TaskFailureDetails Failure) : StepDone(TaskId);

/// <summary>A child completed.</summary>
internal sealed record ChildCompleted(int TaskId) : StepDone(TaskId);

/// <summary>A child failed or was terminated.</summary>
internal sealed record ChildFailed(int TaskId, TaskFailureDetails Failure) : StepDone(TaskId);

/// <summary>A timer fired.</summary>
internal sealed record TimerFired(int TaskId) : StepDone(TaskId);

/// <summary>Somebody raised an event.</summary>
internal sealed record EventRaised(string Name) : HistoryEvent;

/// <summary>A client holds the instance.</summary>
internal sealed record ExecutionSuspended : HistoryEvent;

/// <summary>A client lets the instance go on.</summary>
internal sealed record ExecutionResumed : HistoryEvent;

/// <summary>A client ended the instance.</summary>
internal sealed record ExecutionTerminated : HistoryEvent;

/// <summary>Stands among arriving events for the timers that are due; the turn puts them in its place.</summary>
internal sealed record TimersDue : HistoryEvent;

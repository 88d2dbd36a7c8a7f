using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable;

/// <summary>The way from the durable engine to the app's functions; the worker implements it.</summary>
internal interface IDurableFunctionInvoker
{
    /// <summary>Whether the app has an orchestrator of this name; case does not count.</summary>
    bool HasOrchestrator(string name);

    /// <summary>Whether the app has an activity of this name; case does not count.</summary>
    bool HasActivity(string name);

    /// <summary>
    /// Runs an orchestrator function on the calling thread, as far as it gets, and gives its return value. It is called anew for
    /// every turn, and most of the tasks it gives never end: the engine drops them when the turn is over. So the way to the
    /// function must not leave the synchronization context (no ConfigureAwait(false)) and must hold nothing that needs to be disposed of.
    /// </summary>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>Runs an activity function and gives its return value as text; what it throws is its failure.</summary>
    /// <param name="name">Name of the activity.</param>
    /// <param name="instanceId">The calling orchestration.</param>
    /// <param name="inputJson">The input as text, null without one.</param>
    /// <param name="cancellationToken">Cancelled when the host stops; the activity is run again by the next host.</param>
    Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken);
}

using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable;

/// <summary>Who called a child orchestration, and where the answer goes.</summary>
/// <param name="Id">Instance id of the parent.</param>
/// <param name="Name">Name of the parent.</param>
/// <param name="ExecutionId">The parent's generation that called: a later one does not hear the answer.</param>
/// <param name="TaskId">The parent's step.</param>
internal sealed record ParentLink(string Id, string Name, string ExecutionId, int TaskId);

/// <summary>
/// What an instance is told. Those with a discriminator pass from instance to instance and are written in the
/// sender's transaction; the others come from this process and are written, if at all, with the turn that hears them.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Start), nameof(Start))]
[JsonDerivedType(typeof(Arrival), nameof(Arrival))]
[JsonDerivedType(typeof(Terminate), nameof(Terminate))]
internal abstract record Message
{
    /// <summary>Begin, now or later.</summary>
    internal sealed record Start(string ExecutionId, string Name, string? Input, DateTimeOffset? StartAt, ParentLink? Parent) : Message;

    /// <summary>An event for the history.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="ForExecution">The generation that it answers; null: whichever runs.</param>
    internal sealed record Arrival(HistoryEvent Event, string? ForExecution) : Message;

    /// <summary>End without regard.</summary>
    internal sealed record Terminate(string? Output, bool Recursive) : Message;

    /// <summary>Hold.</summary>
    internal sealed record Suspend(string? Reason) : Message;

    /// <summary>Go on.</summary>
    internal sealed record Resume(string? Reason) : Message;

    /// <summary>A timer of yours may be due.</summary>
    internal sealed record Wake : Message;

    /// <summary>The host has started again: send out the activities that have not answered.</summary>
    internal sealed record Recover : Message;

    /// <summary>Be removed, if you have ended.</summary>
    internal sealed record Purge : Message;

    /// <summary>Your code has left its thread.</summary>
    internal sealed record Stray(string ExecutionId, TaskFailureDetails Failure) : Message;
}

/// <summary>A message on its way.</summary>
/// <param name="Message">What is said.</param>
/// <param name="InboxSeq">Its row in the inbox, if it has been written there.</param>
/// <param name="Answer">Told when the consequence is durable: 1 if there was one, 0 if not, or why it was refused.</param>
internal readonly record struct Envelope(Message Message, long? InboxSeq = null, TaskCompletionSource<int>? Answer = null);

namespace Microsoft.DurableTask.Client;

/// <summary>Where an orchestration instance stands.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not ended.</summary>
    Running,

    /// <summary>Ended with an output.</summary>
    Completed,

    /// <summary>No longer used: an instance that continues as new is running.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>Ended with an unhandled exception.</summary>
    Failed,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>Ended by a client.</summary>
    Terminated,

    /// <summary>Accepted and not started.</summary>
    Pending,

    /// <summary>Held by a client.</summary>
    Suspended,
}

/// <summary>Which instances a list shows.</summary>
/// <param name="CreatedFrom">Created then or later.</param>
/// <param name="CreatedTo">Created then or earlier.</param>
/// <param name="Statuses">In one of these states; null: in any.</param>
/// <param name="TaskHubNames">Of one of these hubs; null: of this one.</param>
/// <param name="InstanceIdPrefix">Whose id begins so.</param>
/// <param name="PageSize">Instances on a page.</param>
/// <param name="FetchInputsAndOutputs">With input, output and custom status.</param>
/// <param name="ContinuationToken">Leads to the page to begin with.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Instances on a page unless told.</summary>
    public const int DefaultPageSize = 100;
}

/// <summary>Which ended instances are removed.</summary>
/// <param name="CreatedFrom">Created then or later.</param>
/// <param name="CreatedTo">Created then or earlier.</param>
/// <param name="Statuses">In one of these states; null: in any that is an end.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);

/// <summary>How instances are removed.</summary>
/// <param name="Recursive">With their children.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>How an instance is ended.</summary>
/// <param name="Output">What it shows as its output.</param>
/// <param name="Recursive">With its children.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);

/// <summary>What a removal did.</summary>
public class PurgeResult
{
    /// <summary>So many instances were removed.</summary>
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    /// <summary>So many instances were removed, and whether that was all of them.</summary>
    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>Instances removed.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing that matched is left; null: not known.</summary>
    public bool? IsComplete { get; }
}

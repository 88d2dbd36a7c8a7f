using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>State of an orchestration instance at the time of asking.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>State of a named instance.</summary>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>Name of the orchestrator.</summary>
    public string Name { get; }

    /// <summary>Instance id.</summary>
    public string InstanceId { get; }

    /// <summary>Reads input, output and status; null when they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>Where the instance stands.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its history last grew.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Its input as text.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Its output as text.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Its custom status as text.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Why it failed, if it did.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it is <see cref="OrchestrationRuntimeStatus.Running"/>.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has ended, well or not.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Its input.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>Its output.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>Its custom status.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <inheritdoc/>
    [SuppressMessage("Globalization", "CA1305:Specify IFormatProvider", Justification = "The sortable date format knows no culture.")]
    public override string ToString()
    {
        var text = new StringBuilder(
            $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        Add("Input", SerializedInput);
        Add("Output", SerializedOutput);
        Add("FailureDetails", FailureDetails is null ? null : $"{FailureDetails.ErrorType} - {FailureDetails.ErrorMessage}");
        return text.Append(']').ToString();

        void Add(string label, string? value)
        {
            if (value is not null)
            {
                text.Append($", {label}: '{(value.Length > 50 ? string.Concat(value.AsSpan(0, 50), "...") : value)}'");
            }
        }
    }

    private T? Read<T>(string? data) => DataConverter is null
        ? throw new InvalidOperationException("The instance was fetched without its inputs and outputs.")
        : DataConverter.Deserialize<T>(data);
}

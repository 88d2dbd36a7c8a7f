using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes the function a durable orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Name of the orchestrator; the function's name if null.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Makes the function a durable activity; the parameter is the activity's input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Name of the activity; the function's name if null.</summary>
    public string? Activity { get; set; }
}

/// <summary>Hands a <c>DurableTaskClient</c> to the parameter.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Task hub; the one of host.json if null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Setting that holds the hub's storage; unused by the local host, whose hub is one file.</summary>
    public string? ConnectionName { get; set; }
}

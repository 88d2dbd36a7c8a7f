using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function for each message of a storage queue.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Names the queue.</summary>
    /// <param name="queueName">Queue, or <c>%Setting%</c> naming it.</param>
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>The queue's name as written.</summary>
    public string QueueName { get; }

    /// <summary>Setting that holds the storage account; <c>AzureWebJobsStorage</c> if null.</summary>
    public string? Connection { get; set; }
}

/// <summary>Sends the return value, or the property it marks, to a storage queue.</summary>
public sealed class QueueOutputAttribute : OutputBindingAttribute
{
    /// <summary>Names the queue.</summary>
    /// <param name="queueName">Queue, or <c>%Setting%</c> naming it.</param>
    public QueueOutputAttribute(string queueName) => QueueName = queueName;

    /// <summary>The queue's name as written.</summary>
    public string QueueName { get; }

    /// <summary>Setting that holds the storage account; <c>AzureWebJobsStorage</c> if null.</summary>
    public string? Connection { get; set; }
}

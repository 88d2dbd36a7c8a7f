using Microsoft.Extensions.Configuration;

namespace NoVisit.Emulator.Hosting;

/// <summary>
/// What host.json says. Its values stand under <c>AzureFunctionsJobHost</c> in the configuration, so that a setting such as
/// <c>AzureFunctionsJobHost__extensions__queues__batchSize</c> wins over the file, as on Azure.
/// </summary>
internal sealed class HostSettings
{
    public const string Section = "AzureFunctionsJobHost";

    public HostSettings(IConfiguration configuration)
    {
        var host = configuration.GetSection(Section);
        RoutePrefix = host["extensions:http:routePrefix"]?.Trim('/') ?? "api";
        var queues = host.GetSection("extensions:queues");
        BatchSize = queues.GetValue("batchSize", 16);
        NewBatchThreshold = queues.GetValue("newBatchThreshold", BatchSize / 2);
        MaxDequeueCount = queues.GetValue("maxDequeueCount", 5);
        VisibilityTimeout = queues.GetValue("visibilityTimeout", TimeSpan.Zero);
        MaxPollingInterval = Limit(queues.GetValue("maxPollingInterval", LongestPoll), LongestPoll);
        Base64Messages = !string.Equals(queues["messageEncoding"], "none", StringComparison.OrdinalIgnoreCase);
        var durable = host.GetSection("extensions:durableTask");
        HubName = durable["hubName"] ?? "TestHubName";
        MaxConcurrentActivities = durable.GetValue<int?>("maxConcurrentActivityFunctions");
        MaxConcurrentOrchestrators = durable.GetValue<int?>("maxConcurrentOrchestratorFunctions");
        if (BatchSize is < 1 or > 32)
        {
            throw new InvalidOperationException($"host.json: extensions.queues.batchSize is {BatchSize}; the queue service gives 1 to 32 messages at once.");
        }
    }

    private static TimeSpan LongestPoll { get; } = TimeSpan.FromSeconds(2);

    /// <summary>First segment of every HTTP function's path; empty for none.</summary>
    public string RoutePrefix { get; }

    /// <summary>Messages asked for at once, 1 to 32.</summary>
    public int BatchSize { get; }

    /// <summary>Messages in hand at or below which the next batch is asked for.</summary>
    public int NewBatchThreshold { get; }

    /// <summary>Attempts before a message goes to the poison queue.</summary>
    public int MaxDequeueCount { get; }

    /// <summary>Wait before a failed message is tried again.</summary>
    public TimeSpan VisibilityTimeout { get; }

    /// <summary>Longest wait between two looks at an empty queue; at most two seconds here, where looking costs nothing.</summary>
    public TimeSpan MaxPollingInterval { get; }

    /// <summary>Whether message texts are Base64, the default of Functions.</summary>
    public bool Base64Messages { get; }

    /// <summary>Name of the task hub.</summary>
    public string HubName { get; }

    /// <summary>Activities that run at a time; null for the engine's own choice.</summary>
    public int? MaxConcurrentActivities { get; }

    /// <summary>Orchestrator turns that run at a time; null for the engine's own choice.</summary>
    public int? MaxConcurrentOrchestrators { get; }

    private static TimeSpan Limit(TimeSpan value, TimeSpan most) => value < most ? value : most;
}

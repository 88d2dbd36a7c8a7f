using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable.Client;

/// <summary>The client of this host's own hub. What it accepts is durable when its task ends.</summary>
internal sealed class HubClient(
    string hubName, HubStore store, DataConverter converter, IDurableFunctionInvoker invoker, Action<string, Envelope> post, Announcements announcements)
    : DurableTaskClient(hubName)
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (!invoker.HasOrchestrator(orchestratorName.Name))
        {
            throw new ArgumentException($"The app has no orchestrator function named '{orchestratorName.Name}'.", nameof(orchestratorName));
        }

        var id = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId;
        var executionId = Guid.NewGuid().ToString("N");
        await TellAsync(
            id, new Message.Start(executionId, orchestratorName.Name, converter.Serialize(input), options?.StartAt, null), cancellation);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return TellAsync(
            instanceId, new Message.Arrival(new EventRaised(eventName) { Data = converter.Serialize(eventPayload) }, null), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return TellAsync(instanceId, new Message.Terminate(converter.Serialize(options?.Output), options?.Recursive ?? false), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return TellAsync(instanceId, new Message.Suspend(reason), cancellation);
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return TellAsync(instanceId, new Message.Resume(reason), cancellation);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Find(instanceId, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new();
        return Pageable.Create<OrchestrationMetadata>((token, sizeHint, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (query.TaskHubNames is { } hubs && !hubs.Contains(Name, StringComparer.OrdinalIgnoreCase))
            {
                return Task.FromResult(new Page<OrchestrationMetadata>([]));
            }

            var size = Math.Max(1, sizeHint ?? query.PageSize);
            var rows = store.Read(reader => reader.Page(
                ReadToken(token ?? query.ContinuationToken), query.CreatedFrom, query.CreatedTo, query.Statuses, query.InstanceIdPrefix, size + 1));
            var shown = rows.Take(size).Select(row => Show(row, query.FetchInputsAndOutputs)).ToList();
            return Task.FromResult(new Page<OrchestrationMetadata>(
                shown, rows.Count > size ? rows[size - 1].Key.ToString(CultureInfo.InvariantCulture) : null));
        });
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, getInputsAndOutputs, state => state.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, getInputsAndOutputs, state => state.IsCompleted, cancellation);

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses ?? Ends);
        var purged = 0;
        await foreach (var page in GetAllInstancesAsync(query).AsPages().WithCancellation(cancellation))
        {
            var counts = await Task.WhenAll(page.Values.Select(i => PurgeAsync(i.InstanceId, options?.Recursive ?? false, cancellation)));
            purged += counts.Sum();
        }

        return new(purged, isComplete: true);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<OrchestrationRuntimeStatus> Ends =>
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private static long ReadToken(string? token) => token is null
        ? 0
        : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new ArgumentException("The continuation token is not one of this hub.", nameof(token));

    private async Task<int> PurgeAsync(string id, bool withChildren, CancellationToken cancellation)
    {
        var children = withChildren ? store.Read(reader => reader.Children(id)) : [];
        var purged = await TellAsync(id, new Message.Purge(), cancellation);
        if (purged > 0)
        {
            foreach (var child in children)
            {
                purged += await PurgeAsync(child, withChildren, cancellation);
            }
        }

        return purged;
    }

    private Task<int> TellAsync(string id, Message message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        post(id, new(message, Answer: answer));
        return answer.Task.WaitAsync(cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string id, bool withTexts, Func<OrchestrationMetadata, bool> isReached, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        while (true)
        {
            var change = announcements.Next(id);
            if (Find(id, withTexts) is { } state && isReached(state))
            {
                return state;
            }

            await change.WaitAsync(cancellation);
        }
    }

    private OrchestrationMetadata? Find(string id, bool withTexts)
        => store.Read(reader => reader.Find(id)) is { } row ? Show(row, withTexts) : null;

    private OrchestrationMetadata Show(InstanceRow row, bool withTexts) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = row.CreatedAt,
        LastUpdatedAt = row.UpdatedAt,
        DataConverter = withTexts ? converter : null,
        SerializedInput = withTexts ? row.Input : null,
        SerializedOutput = withTexts ? row.Output : null,
        SerializedCustomStatus = withTexts ? row.CustomStatus : null,
        FailureDetails = withTexts ? row.Failure : null,
    };
}

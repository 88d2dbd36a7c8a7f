using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Durable.Activities;
using NoVisit.Emulator.Durable.Client;
using NoVisit.Emulator.Durable.Instances;
using NoVisit.Emulator.Durable.Timers;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Durable;

/// <summary>The durable engine over one SQLite file: its rooms, put together.</summary>
internal sealed partial class DurableHub : ITurnEffects, IAsyncDisposable
{
    private static readonly TimeSpan LeasePoll = TimeSpan.FromMilliseconds(250);

    private readonly DurableHubOptions _options;
    private readonly IDurableFunctionInvoker _invoker;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<DurableHub> _logger;
    private readonly HubDataConverter _converter;
    private readonly Announcements _announcements = new();
    private readonly Idleness _idleness = new();
    private HubLease? _lease;
    private HubStore? _store;
    private InstanceRunner? _runner;
    private InstanceDirectory? _instances;
    private ActivityRoom? _activities;
    private TimerRoom? _timers;
    private HubClient? _client;

    public DurableHub(DurableHubOptions options, IDurableFunctionInvoker invoker, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _invoker = invoker;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<DurableHub>();
        _converter = new(options.Json);
    }

    /// <summary>Starts, signals and watches instances.</summary>
    public DurableTaskClient Client => _client ?? throw NotStarted();

    /// <summary>Schedules of timer-triggered functions.</summary>
    public IScheduleStore Schedules => Store;

    /// <summary>When the next durable timer fires; null if none is set.</summary>
    public DateTimeOffset? NextTimerAt => _timers?.NextAt;

    /// <summary>The file; for measurements.</summary>
    internal HubStore Store => _store ?? throw NotStarted();

    /// <summary>Takes the lease of the hub, waiting for another host to let go of it, and resumes all work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_options.Path))!);
        _lease = await TakeLeaseAsync(cancellationToken);
        _store = HubStore.Open(_options.Path);
        _runner = new InstanceRunner(
            _store,
            new(_invoker, _converter, _loggers, (row, failure) => Post(row.Id, new(new Message.Stray(row.ExecutionId, failure)))),
            _time,
            _options.TurnLimit,
            this,
            _loggers.CreateLogger<InstanceRunner>());
        _instances = new(_options.MaxConcurrentOrchestrators, _options.MaxCachedInstances, _idleness, _runner.Run);
        _activities = new(_options.MaxConcurrentActivities, _invoker, _idleness, Post, _loggers.CreateLogger<ActivityRoom>());
        _timers = new(_time, id => Post(id, new(new Message.Wake())));
        _client = new(_options.HubName, _store, _converter, _invoker, Post, _announcements);
        Resume(_store);
    }

    /// <summary>Ends running turns and activities, writes what they gave, and lets go of the lease.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_store is null)
        {
            _lease?.Dispose();
            _lease = null;
            return;
        }

        await _timers!.DisposeAsync();
        try
        {
            await _activities!.StopAsync(cancellationToken);
            await _idleness.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogImpatient(_options.HubName);
        }

        _instances!.Close();
        _runner!.Dispose();
        _activities!.Dispose();
        _store.Dispose();
        _lease?.Dispose();
        (_store, _client, _lease) = (null, null, null);
    }

    /// <summary>Waits until nothing can run: all that is left are timers in the future and events that nobody has raised.</summary>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken)
    {
        do
        {
            _timers?.Fire();
            await _idleness.WaitAsync(cancellationToken);
        }
        while (_timers?.NextAt <= _time.GetUtcNow());
    }

    /// <summary>What an instance has done, oldest first; empty if there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(HistoryEntry.From(Store.Read(reader => reader.Load(instanceId))));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await StopAsync(patience.Token);
    }

    void ITurnEffects.Post(string instanceId, Envelope envelope) => Post(instanceId, envelope);

    void ITurnEffects.Start(ActivityCall call) => _activities!.Start(call);

    void ITurnEffects.SetWake(string instanceId, DateTimeOffset? at) => _timers!.Set(instanceId, at);

    void ITurnEffects.Announce(string instanceId) => _announcements.Announce(instanceId);

    void ITurnEffects.GiveUpPlace() => _instances!.GiveUpPlace();

    void ITurnEffects.Release(Instance instance, IReadOnlyList<Envelope> unheard) => _instances!.Release(instance, unheard);

    private static InvalidOperationException NotStarted() => new("The durable hub does not run.");

    private void Post(string instanceId, Envelope envelope) => _instances!.Post(instanceId, envelope);

    private async Task<HubLease> TakeLeaseAsync(CancellationToken cancellationToken)
    {
        var said = false;
        while (true)
        {
            if (HubLease.TryTake(_options.Path, _time.GetUtcNow()) is { } lease)
            {
                return lease;
            }

            if (!said)
            {
                LogWaiting(_options.Path, HubLease.Owner(_options.Path));
                said = true;
            }

            await Task.Delay(LeasePoll, TimeProvider.System, cancellationToken);
        }
    }

    private void Resume(HubStore store)
    {
        var working = store.Read(reader => reader.Working());
        var letters = store.Read(reader => reader.Inbox());
        var wakes = store.Read(reader => reader.Wakes());
        foreach (var id in working)
        {
            Post(id, new(new Message.Recover()));
        }

        foreach (var letter in letters)
        {
            Post(letter.InstanceId, new(letter.Message, letter.Seq));
        }

        foreach (var (id, at) in wakes)
        {
            _timers!.Set(id, at);
        }

        LogStarted(_options.HubName, _options.Path, working.Count, letters.Count, wakes.Count);
    }

    [LoggerMessage(101, LogLevel.Information, "Hub {Hub} runs on {Path}: {Working} orchestrations at work, {Letters} messages, {Wakes} timers")]
    private partial void LogStarted(string hub, string path, int working, int letters, int wakes);

    [LoggerMessage(102, LogLevel.Warning, "Hub {Path} belongs to another host, {Owner}; waiting until it stops")]
    private partial void LogWaiting(string path, string owner);

    [LoggerMessage(103, LogLevel.Warning, "Hub {Hub} stopped before all activities ended; the next host runs them again")]
    private partial void LogImpatient(string hub);
}

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Emulator.Durable;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Durable;

/// <summary>A hub in a directory of its own, under a clock that stands still at 2026-03-02 09:00 in Shanghai.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly string _directory;
    private readonly ILoggerFactory _loggers;
    private readonly Func<DurableHubOptions, DurableHubOptions> _configure;

    private TestHub(TestApp app, ILoggerFactory loggers, Func<DurableHubOptions, DurableHubOptions> configure)
    {
        App = app;
        _loggers = loggers;
        _configure = configure;
        _directory = Directory.CreateTempSubdirectory("hub-").FullName;
        Hub = Create();
    }

    public TestApp App { get; }

    public DurableHub Hub { get; private set; }

    public StandingClock Clock { get; } = new(Start);

    public DurableTaskClient Client => Hub.Client;

    public string FilePath => Path.Combine(_directory, "hub.db");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestHub> StartAsync(
        TestApp app, ILoggerFactory? loggers = null, Func<DurableHubOptions, DurableHubOptions>? configure = null)
    {
        var hub = new TestHub(app, loggers ?? NullLoggerFactory.Instance, configure ?? (options => options));
        await hub.Hub.StartAsync(Ct);
        return hub;
    }

    public async Task RestartAsync()
    {
        await Hub.StopAsync(Ct);
        Hub = Create();
        await Hub.StartAsync(Ct);
    }

    public async Task<string> ScheduleAsync(string orchestrator, object? input = null, string? id = null, DateTimeOffset? startAt = null)
        => await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new(id, startAt), Ct);

    public Task IdleAsync() => Hub.WaitUntilIdleAsync(Ct);

    public Task AdvanceAsync(TimeSpan by) => Clock.AdvanceAsync(Clock.GetUtcNow() + by, Hub.WaitUntilIdleAsync, Ct);

    public async Task<OrchestrationMetadata> StateAsync(string id)
    {
        await IdleAsync();
        return await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Ct) ?? throw new InvalidOperationException($"There is no instance {id}.");
    }

    /// <summary>Runs an orchestration until nothing moves any more, and gives its output.</summary>
    public async Task<T?> RunAsync<T>(string orchestrator, object? input = null)
    {
        var state = await StateAsync(await ScheduleAsync(orchestrator, input));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, state.RuntimeStatus);
        return state.ReadOutputAs<T>();
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private DurableHub Create() => new(_configure(new() { Path = FilePath }), App, Clock, _loggers);
}

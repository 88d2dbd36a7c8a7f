using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

/// <summary>A local host in this process, over functions of the test's own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private TestHost(IHost host, string folder, bool ownsFolder, LogLines log)
    {
        Host = host;
        Folder = folder;
        Log = log;
        _ownsFolder = ownsFolder;
        Client = new HttpClient { BaseAddress = host.LocalAddress(), Timeout = TimeSpan.FromSeconds(60) };
    }

    public IHost Host { get; }

    public HttpClient Client { get; }

    /// <summary>Where the host keeps its hub, keys and clock.</summary>
    public string Folder { get; }

    public LogLines Log { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="functions">Class that holds the functions.</param>
    /// <param name="configure">Adds services and middleware.</param>
    /// <param name="folder">Folder of a host before this one; a new one if null.</param>
    /// <param name="settings">Settings as <c>Name=value</c>.</param>
    public static async Task<TestHost> StartAsync(
        Type functions, Action<FunctionsApplicationBuilder>? configure = null, string? folder = null, params string[] settings)
    {
        var home = folder ?? Directory.CreateTempSubdirectory("host-").FullName;
        var log = new LogLines();
        var builder = FunctionsApplication.CreateBuilder(
            ["--Local:Port=0", $"--Local:HubPath={Path.Combine(home, "hub.db")}", .. settings.Select(setting => "--" + setting)]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseFunctions(functions);
        builder.Logging.ClearProviders().AddProvider(log);
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(host, home, folder is null, log);
    }

    /// <summary>Stops the host and leaves its folder for the next.</summary>
    public async Task StopAsync()
    {
        await Host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)Host).DisposeAsync();
        Client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>What the host logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<string> All { get; } = [];

    /// <summary>Waits until a line holds this text.</summary>
    public async Task HasAsync(string text)
    {
        var until = Environment.TickCount64 + 30_000;
        while (!All.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(Environment.TickCount64 < until, $"Nothing was logged like '{text}'.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Lines(LogLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.All.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception?.GetType().Name}");
            }
        }
    }
}

/// <summary>Notes what functions did, in order.</summary>
internal sealed class Notes
{
    private readonly ConcurrentQueue<string> _notes = [];

    public IReadOnlyList<string> All => [.. _notes];

    public void Add(string note) => _notes.Enqueue(note);

    /// <summary>Waits until there are so many notes.</summary>
    public async Task<IReadOnlyList<string>> AtLeastAsync(int count, TimeSpan? within = null)
    {
        var until = Environment.TickCount64 + (within ?? TimeSpan.FromSeconds(30)).TotalMilliseconds;
        while (_notes.Count < count)
        {
            Assert.True(Environment.TickCount64 < until, $"Only {_notes.Count} of {count} notes: {string.Join(", ", _notes)}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return All;
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Triggers;

/// <summary>The timer triggers of the app.</summary>
internal sealed class TimerListeners(
    FunctionCatalog catalog,
    FunctionRunner runner,
    HostActivity activity,
    SettingResolver resolver,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<TimerListeners> logger) : IDisposable
{
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<TimerListener> _listeners = [];

    /// <exception cref="InvalidOperationException">A schedule, or the time zone, cannot be understood.</exception>
    public void Start(IScheduleStore schedules)
    {
        var zone = Zone();
        var pace = configuration.GetValue("Local:TimerPace", TimeSpan.FromHours(1));
        foreach (var (function, trigger) in catalog.With<TimerTriggerAttribute>())
        {
            try
            {
                var schedule = TimerSchedule.Parse(resolver.Resolve(trigger.Schedule), zone);
                _listeners.Add(new TimerListener(new TimedFunction(function, trigger, schedule, zone, pace), schedules, runner, activity, time, logger, _abandon.Token));
            }
            catch (FormatException fault)
            {
                throw new InvalidOperationException($"Function '{function.Name}': {fault.Message}", fault);
            }
        }

        _listeners.ForEach(listener => listener.Start());
    }

    /// <summary>Starts no further runs.</summary>
    public void Stop() => _listeners.ForEach(listener => listener.Stop());

    /// <summary>Ends when no run is under way.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => Task.WhenAll(_listeners.Select(listener => listener.Running)).WaitAsync(cancellationToken);

    /// <summary>Cancels the runs under way.</summary>
    public Task AbandonAsync() => _abandon.CancelAsync();

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _abandon.Dispose();
    }

    private TimeZoneInfo Zone()
    {
        var name = configuration["WEBSITE_TIME_ZONE"];
        if (string.IsNullOrEmpty(name))
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new InvalidOperationException($"WEBSITE_TIME_ZONE names '{name}', which this machine does not know.");
    }
}

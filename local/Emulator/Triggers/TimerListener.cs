using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Store;

namespace NoVisit.Emulator.Triggers;

/// <summary>A function and its schedule.</summary>
/// <param name="Function">The function.</param>
/// <param name="Trigger">Its attribute.</param>
/// <param name="Schedule">The attribute's schedule, read.</param>
/// <param name="Zone">Time zone of the schedule.</param>
/// <param name="Pace">While a standing clock is moved far, the least time between two runs.</param>
internal sealed record TimedFunction(FunctionDescriptor Function, TimerTriggerAttribute Trigger, TimerSchedule Schedule, TimeZoneInfo Zone, TimeSpan Pace);

/// <summary>Runs one function by its schedule, one run at a time; a run that is missed is made up for once, at start.</summary>
internal sealed partial class TimerListener : IDisposable
{
    /// <summary>Timers of the platform reach 49 days; a longer wait is made of shorter ones.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    private readonly TimedFunction _timed;
    private readonly IScheduleStore _schedules;
    private readonly FunctionRunner _runner;
    private readonly HostActivity _activity;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _abandon;
    private readonly ITimer _timer;
    private readonly bool _monitored;
    private DateTimeOffset? _last;
    private DateTimeOffset? _due;
    private bool _pastDue;
    private volatile bool _stopped;

    public TimerListener(
        TimedFunction timed, IScheduleStore schedules, FunctionRunner runner, HostActivity activity, TimeProvider time, ILogger logger, CancellationToken abandon)
    {
        (_timed, _schedules, _runner, _activity, _time, _logger, _abandon) = (timed, schedules, runner, activity, time, logger, abandon);
        _timer = time.CreateTimer(_ => Tick(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _monitored = timed.Trigger.UseMonitor && !RunsWithinAMinute(timed.Schedule, time.GetUtcNow());
    }

    /// <summary>The run under way, or the last one.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        var now = _time.GetUtcNow();
        var kept = _monitored ? _schedules.Get(_timed.Function.Name) : null;
        _last = kept?.Last;
        // The schedule may have changed since; what it says now counts from the last run, as on Azure.
        var expected = kept is null ? null : kept.Last is { } last ? _timed.Schedule.After(last) : kept.Next;
        _pastDue = expected <= now;
        _due = _pastDue || _timed.Trigger.RunOnStartup ? now : expected ?? _timed.Schedule.After(now);
        if (_due is not { } due)
        {
            Never(_logger, _timed.Function.Name, _timed.Trigger.Schedule);
            return;
        }

        if (_monitored && kept is null)
        {
            _schedules.Set(_timed.Function.Name, last: null, _timed.Schedule.After(now) ?? due);
        }

        Arm(due, now);
    }

    public void Stop()
    {
        _stopped = true;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private static bool RunsWithinAMinute(TimerSchedule schedule, DateTimeOffset now) =>
        schedule.After(now) is { } first && schedule.After(first) is { } second && second - first < TimeSpan.FromMinutes(1);

    private void Arm(DateTimeOffset due, DateTimeOffset now)
    {
        if (_stopped)
        {
            return;
        }

        var wait = due - now;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        var now = _time.GetUtcNow();
        if (_due is not { } due || _stopped)
        {
            return;
        }

        if (due > now)
        {
            Arm(due, now);
            return;
        }

        // Counted before this call returns, so that whoever moves the clock sees it.
        var work = _activity.Begin();
        Running = Task.Run(
            async () =>
            {
                using (work)
                {
                    await RunAsync(due);
                }
            },
            CancellationToken.None);
    }

    private async Task RunAsync(DateTimeOffset due)
    {
        var started = _time.GetUtcNow();
        var info = new TimerInfo { IsPastDue = _pastDue };
        if (_monitored)
        {
            info.ScheduleStatus = new ScheduleStatus
            {
                Last = _last is { } last ? Local(last) : default,
                Next = _timed.Schedule.After(due) is { } next ? Local(next) : default,
                LastUpdated = _last is { } updated ? Local(updated) : default,
            };
        }

        try
        {
            await _runner.RunAsync(_timed.Function, new TriggerEvent(info, TriggerEvent.NoData), _abandon);
        }
        catch (Exception fault)
        {
            // Already logged with its stack by the runner; a failed run does not end the schedule.
            NextTime(_logger, _timed.Function.Name, fault.GetType().Name);
        }

        _pastDue = false;
        _last = started;
        var now = _time.GetUtcNow();
        _due = NextAfter(now);
        if (_due is { } upcoming)
        {
            if (_monitored && !_abandon.IsCancellationRequested)
            {
                _schedules.Set(_timed.Function.Name, started, upcoming);
            }

            Arm(upcoming, now);
        }
    }

    // A sweep of every five minutes is of no use 8,064 times when the clock is moved four weeks: on a long way it keeps the pace,
    // and every run comes again as the end comes near.
    private DateTimeOffset? NextAfter(DateTimeOffset now)
    {
        var paced = _time is StandingClock clock && _timed.Pace > TimeSpan.Zero && clock.Ahead > 2 * _timed.Pace;
        return _timed.Schedule.After(paced ? now + _timed.Pace - TimeSpan.FromSeconds(1) : now);
    }

    private DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _timed.Zone).DateTime;

    [LoggerMessage(30, LogLevel.Warning, "{Function} never runs: no date fits '{Schedule}'")]
    private static partial void Never(ILogger logger, string function, string schedule);

    [LoggerMessage(31, LogLevel.Warning, "{Function} ended with {Fault}; it runs again at its next time")]
    private static partial void NextTime(ILogger logger, string function, string fault);
}

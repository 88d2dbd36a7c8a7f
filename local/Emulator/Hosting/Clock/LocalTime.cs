using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NoVisit.Emulator.Hosting;

/// <summary>Counts working days for <c>POST /local/clock {"advanceWorkingDays": n}</c>.</summary>
/// <remarks>
/// An app that must not know this assembly registers a keyed <c>Func&lt;DateTimeOffset, int, DateTimeOffset&gt;</c> under
/// <c>"WorkingDays"</c> instead. Without either, Monday to Friday in Asia/Shanghai count.
/// </remarks>
public interface ILocalCalendar
{
    /// <summary>The same time of day, so many working days later.</summary>
    /// <param name="from">Where to count from.</param>
    /// <param name="n">Working days, 0 or more.</param>
    /// <returns>The instant reached.</returns>
    DateTimeOffset AddWorkingDays(DateTimeOffset from, int n);
}

/// <summary>Moves the standing clock, and remembers how far any clock but the wall's has come.</summary>
internal sealed class LocalTime(TimeProvider time, HostIdle idle, IServiceProvider services, IConfiguration configuration) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _moving = new(1, 1);
    private readonly ClockFile? _file = time is FastClock || (time is StandingClock && configuration["Local:Clock"] is not null)
        ? new ClockFile(configuration)
        : null;

    public DateTimeOffset Now => time.GetUtcNow();

    public bool Stands => time is StandingClock;

    public double? Speed => (time as FastClock)?.Speed;

    /// <summary>Moves the clock and waits until the host is idle; one move after the other.</summary>
    /// <exception cref="InvalidOperationException">The host's clock does not stand still.</exception>
    public async Task AdvanceAsync(DateTimeOffset to, CancellationToken cancellationToken)
    {
        var clock = time as StandingClock ?? throw new InvalidOperationException("The clock does not stand still: start the host with Local__Clock.");
        await _moving.WaitAsync(cancellationToken);
        try
        {
            await clock.AdvanceAsync(to, SettleAsync, cancellationToken);
        }
        finally
        {
            _moving.Release();
        }
    }

    public DateTimeOffset AddWorkingDays(int n)
    {
        if (services.GetService<ILocalCalendar>() is { } calendar)
        {
            return calendar.AddWorkingDays(Now, n);
        }

        return services.GetKeyedService<Func<DateTimeOffset, int, DateTimeOffset>>("WorkingDays") is { } rule ? rule(Now, n) : AddWeekdays(Now, n);
    }

    internal static DateTimeOffset AddWeekdays(DateTimeOffset from, int n)
    {
        var offset = TimeSpan.FromHours(8);
        var day = from.ToOffset(offset);
        for (var left = n; left > 0;)
        {
            day = day.AddDays(1);
            left -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return day.ToUniversalTime();
    }

    public override void Dispose()
    {
        _moving.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_file is null || time is not FastClock fast)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pace);
        try
        {
            do
            {
                // One pace ahead: killed before the next write, the host still does not go back.
                _file.Write(Now + (Pace * fast.Speed));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            _file.Write(Now);
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        // Before what falls due now leaves its traces elsewhere: the clock may be ahead of them, never behind.
        _file?.Write(Now);
        await idle.WaitAsync(cancellationToken);
    }
}

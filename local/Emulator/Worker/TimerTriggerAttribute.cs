using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function by a schedule.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Sets the schedule.</summary>
    /// <param name="schedule">Six-field NCRONTAB expression, a <see cref="TimeSpan"/> text, or <c>%Setting%</c> holding one.</param>
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>The schedule as written.</summary>
    public string Schedule { get; private set; }

    /// <summary>Keeps the schedule over restarts, so that a missed run is made up for. True unless set; never kept below one minute.</summary>
    public bool UseMonitor { get; set; }

    /// <summary>Runs once when the host starts, besides the schedule.</summary>
    public bool RunOnStartup { get; set; }
}

/// <summary>What a timer function learns about its run.</summary>
public class TimerInfo
{
    /// <summary>The kept schedule; null when the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when the run is later than the schedule asked for, for instance after downtime.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The kept state of a timer's schedule, in the time zone of the schedule.</summary>
public class ScheduleStatus
{
    /// <summary>The last run that the schedule asked for.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next run expected.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this record was written.</summary>
    public DateTime LastUpdated { get; set; }
}

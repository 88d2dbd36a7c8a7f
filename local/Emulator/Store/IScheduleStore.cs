namespace NoVisit.Emulator.Store;

/// <summary>When a timer-triggered function last ran and is to run next.</summary>
/// <param name="Last">Last run; null before the first.</param>
/// <param name="Next">Next run.</param>
internal sealed record ScheduleEntry(DateTimeOffset? Last, DateTimeOffset Next);

/// <summary>Schedules of timer-triggered functions, kept in the hub's file.</summary>
internal interface IScheduleStore
{
    /// <summary>What is known of a function; null if nothing.</summary>
    ScheduleEntry? Get(string name);

    /// <summary>Records a function's runs; durable on return.</summary>
    void Set(string name, DateTimeOffset? last, DateTimeOffset next);
}

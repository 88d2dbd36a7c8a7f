namespace NoVisit.Deadlines;

/// <summary>
/// When the clock of a case stands still: its suspensions as disjoint intervals in order, whatever order they were listed in, so
/// that time that two suspensions share counts once.
/// </summary>
internal sealed class ClockStops
{
    private readonly List<(DateTimeOffset Start, DateTimeOffset? End)> intervals = [];

    private ClockStops()
    {
    }

    /// <summary>No stop at all.</summary>
    public static ClockStops None { get; } = new();

    /// <summary>Start of the stop that has not ended, if the clock stands.</summary>
    public DateTimeOffset? StandsSince => intervals is [.., (var start, null)] ? start : null;

    /// <summary>The stops that count (see <see cref="LimitClock"/> for the rule).</summary>
    public static ClockStops Of(ClockState state, OfficeHours hours)
    {
        if (state.Suspensions.Count == 0)
        {
            return None;
        }

        var stops = new ClockStops();
        foreach (var suspension in state.Suspensions.Where(s => s.Start < (state.FrozenAt ?? DateTimeOffset.MaxValue)).OrderBy(s => s.Start))
        {
            // After the decision no clock runs: a stop still open then ends there.
            var end = suspension.End is null || suspension.End > state.FrozenAt ? state.FrozenAt ?? suspension.End : suspension.End;
            stops.Append(suspension.Start, end);
        }

        stops.intervals.RemoveAll(stop => stop.End is { } end && BeforeCloseOfTheSameDay(stop.Start, end, hours));
        return stops;
    }

    /// <summary>The same without the stop that has not ended: as if the clock had been resumed the moment it stopped.</summary>
    public ClockStops ResumedAtOnce()
    {
        var stops = new ClockStops();
        stops.intervals.AddRange(intervals.Where(stop => stop.End is not null));
        return stops;
    }

    /// <summary>The parts of a span in which the clock runs, in order.</summary>
    public IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Running(DateTimeOffset start, DateTimeOffset end)
    {
        foreach (var stop in intervals)
        {
            if (stop.Start >= end)
            {
                break;
            }

            if (stop.Start > start)
            {
                yield return (start, stop.Start);
            }

            var resumed = stop.End ?? DateTimeOffset.MaxValue;
            start = resumed > start ? resumed : start;
        }

        if (start < end)
        {
            yield return (start, end);
        }
    }

    private static bool BeforeCloseOfTheSameDay(DateTimeOffset start, DateTimeOffset end, OfficeHours hours) =>
        OfficeHours.DateOf(start) == OfficeHours.DateOf(end) && OfficeHours.TimeOf(end) < hours.Closes;

    private void Append(DateTimeOffset start, DateTimeOffset? end)
    {
        if (intervals is [.., var last] && (last.End is null || start <= last.End))
        {
            intervals[^1] = (last.Start, last.End is null || end is null ? null : end > last.End ? end : last.End);
            return;
        }

        intervals.Add((start, end));
    }
}

using System.Globalization;

namespace NoVisit.Emulator.Triggers;

/// <summary>When a timer runs.</summary>
internal abstract class TimerSchedule
{
    /// <summary>The first run after <paramref name="instant"/>, never at it.</summary>
    public abstract DateTimeOffset? After(DateTimeOffset instant);

    /// <summary>Reads an NCRONTAB expression of six fields (five: at second 0) or a <see cref="TimeSpan"/> text.</summary>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with which field.</exception>
    public static TimerSchedule Parse(string text, TimeZoneInfo zone)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var every) && !text.Contains(' ', StringComparison.Ordinal))
        {
            return every > TimeSpan.Zero ? new Interval(every) : throw new FormatException($"'{text}': an interval must be longer than nothing.");
        }

        return NcrontabSchedule.Parse(text, zone);
    }

    private sealed class Interval(TimeSpan every) : TimerSchedule
    {
        public override DateTimeOffset? After(DateTimeOffset instant) => instant + every;
    }
}

/// <summary>
/// A schedule of six fields: second, minute, hour, day of month, month, day of week. A field is <c>*</c>, a value, a range, a
/// list of these, each with an optional step; months and days of the week have English names of three letters or in full, and
/// 0 and 7 both are Sunday. A day must fit day of month AND day of week, as in the NCrontab library behind Azure's timers.
/// </summary>
internal sealed class NcrontabSchedule : TimerSchedule
{
    /// <summary>Years searched before a schedule is taken for one that never runs (30 February).</summary>
    private const int Horizon = 12;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly TimeZoneInfo _zone;

    private NcrontabSchedule(ulong[] fields, TimeZoneInfo zone)
    {
        (_seconds, _minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        _zone = zone;
    }

    public static new NcrontabSchedule Parse(string text, TimeZoneInfo zone)
    {
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 5)
        {
            parts = ["0", .. parts];
        }

        if (parts.Length != 6)
        {
            throw new FormatException($"'{text}': a schedule has six fields (second minute hour day month weekday), not {parts.Length}.");
        }

        return new([.. parts.Select((part, i) => NcrontabField.All[i].Parse(part))], zone);
    }

    public override DateTimeOffset? After(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        var candidate = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified).AddSeconds(1);
        var last = candidate.Year + Horizon;
        while (candidate.Year <= last && NextLocal(candidate, last) is { } found)
        {
            // A local time that the clocks skip in spring runs at the moment they are put forward; one that they repeat runs once.
            var valid = found;
            while (_zone.IsInvalidTime(valid))
            {
                valid = valid.AddMinutes(1);
            }

            var result = new DateTimeOffset(valid, _zone.GetUtcOffset(valid));
            if (result > instant)
            {
                return result.ToUniversalTime();
            }

            candidate = found.AddSeconds(1);
        }

        return null;
    }

    private DateTime? NextLocal(DateTime from, int lastYear)
    {
        var t = from;
        while (t.Year <= lastYear)
        {
            if (!Has(_months, t.Month))
            {
                t = new DateTime(t.Year, t.Month, 1).AddMonths(1);
            }
            else if (!Has(_days, t.Day) || !Has(_weekdays, (int)t.DayOfWeek))
            {
                t = t.Date.AddDays(1);
            }
            else if (!Has(_hours, t.Hour))
            {
                t = t.Date.AddHours(t.Hour + 1);
            }
            else if (!Has(_minutes, t.Minute))
            {
                t = t.Date.AddHours(t.Hour).AddMinutes(t.Minute + 1);
            }
            else if (!Has(_seconds, t.Second))
            {
                t = t.AddSeconds(1);
            }
            else
            {
                return t;
            }
        }

        return null;
    }

    private static bool Has(ulong field, int value) => (field & (1UL << value)) != 0;
}

/// <summary>A field of a schedule: its bounds and names.</summary>
internal sealed record NcrontabField(string Name, int Least, int Most, string[] Names, int FirstName)
{
    private static readonly string[] MonthNames =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] DayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public static IReadOnlyList<NcrontabField> All { get; } =
    [
        new("second", 0, 59, [], 0),
        new("minute", 0, 59, [], 0),
        new("hour", 0, 23, [], 0),
        new("day", 1, 31, [], 0),
        new("month", 1, 12, MonthNames, 1),
        new("weekday", 0, 7, DayNames, 0),
    ];

    /// <summary>The values of a field as bits.</summary>
    public ulong Parse(string text)
    {
        ulong values = 0;
        foreach (var item in text.Split(','))
        {
            values |= ParseItem(item);
        }

        // Both ends of the week are Sunday.
        return Most == 7 && (values & (1UL << 7)) != 0 ? (values & ~(1UL << 7)) | 1UL : values;
    }

    private ulong ParseItem(string item)
    {
        var (span, step) = item.IndexOf('/', StringComparison.Ordinal) is var slash && slash < 0
            ? (item, 1)
            : (item[..slash], Number(item[(slash + 1)..], 1, int.MaxValue));
        int first, last;
        if (span == "*")
        {
            (first, last) = (Least, Most == 7 ? 6 : Most);
        }
        else if (span.IndexOf('-', StringComparison.Ordinal) is var dash && dash >= 0)
        {
            (first, last) = (Value(span[..dash]), Value(span[(dash + 1)..]));
            if (first > last)
            {
                throw new FormatException($"'{item}' in the field of the {Name}: the range runs backwards.");
            }
        }
        else
        {
            first = Value(span);
            last = slash < 0 ? first : (Most == 7 ? 6 : Most);
        }

        ulong values = 0;
        for (var value = first; value <= last; value += step)
        {
            values |= 1UL << value;
            if (value > last - step)
            {
                break;
            }
        }

        return values;
    }

    private int Value(string text)
    {
        if (text.Length >= 3)
        {
            for (var i = 0; i < Names.Length; i++)
            {
                if (Names[i].Equals(text, StringComparison.OrdinalIgnoreCase) || Names[i][..3].Equals(text, StringComparison.OrdinalIgnoreCase))
                {
                    return i + FirstName;
                }
            }
        }

        return Number(text, Least, Most);
    }

    private int Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new FormatException($"'{text}' in the field of the {Name}: expected {least} to {most}.");
}

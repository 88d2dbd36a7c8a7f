using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace NoVisit.Deadlines;

/// <summary>A day on which a limit ends.</summary>
/// <param name="Date">Date in Asia/Shanghai.</param>
/// <param name="Provisional">
/// The count ran through a year whose holiday notice is not published yet; the date may still move by the notice's make-up days.
/// </param>
public sealed record DueDate(DateOnly Date, bool Provisional);

/// <summary>
/// Working-day calendar (工作日历, TL-03; Administrative Licensing Law 行政许可法 art. 82): weekends and public holidays out, make-up
/// working days (调休) in. Immutable; safe to share.
/// </summary>
public sealed class WorkingDayCalendar
{
    private readonly FrozenDictionary<int, HolidayYear> published;
    private readonly ConcurrentDictionary<int, bool[]> days = new();

    /// <param name="years">Published data; of two versions of a year the higher holds.</param>
    /// <param name="corrected">Years that were in force with other data, and when that changed last; null for none.</param>
    public WorkingDayCalendar(IEnumerable<HolidayYear> years, IReadOnlyDictionary<int, DateTimeOffset>? corrected = null)
    {
        Corrected = corrected ?? FrozenDictionary<int, DateTimeOffset>.Empty;
        published = years
            .GroupBy(year => year.Year)
            .Select(versions => versions.MaxBy(year => year.Version)!)
            .ToFrozenDictionary(year => year.Year);
    }

    /// <summary>更正: years that were in force with other data, and when that changed last, UTC.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> Corrected { get; }

    /// <summary>The published years that this calendar rests on, in order.</summary>
    public IReadOnlyList<HolidayYear> Years => [.. published.Values.OrderBy(year => year.Year)];

    /// <summary>The calendar with the data that this build carries.</summary>
    /// <exception cref="InvalidDataException">The data is unsound; the message says what is wrong with which year.</exception>
    public static WorkingDayCalendar LoadEmbedded()
    {
        const string prefix = "NoVisit.Deadlines.calendar.";
        var assembly = typeof(WorkingDayCalendar).Assembly;
        var years = new List<HolidayYear>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var (year, problems) = HolidayYear.Parse(reader.ReadToEnd());
            years.Add(year ?? throw new InvalidDataException($"{name}: {string.Join(' ', problems.Select(problem => problem.Message.En))}"));
        }

        return new(years);
    }

    /// <summary>
    /// No notice is known for the year: weekends and the fixed statutory days count as off, and make-up days are unknown.
    /// </summary>
    public bool IsProvisional(int year) => !published.ContainsKey(year);

    /// <summary>Offices work on this date.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The date is outside the years 2000 to 2099.</exception>
    public bool IsWorkingDay(DateOnly date) => days.GetOrAdd(date.Year, WorkingDaysOf)[date.DayOfYear - 1];

    /// <summary>This date if offices work on it, else the next date on which they do.</summary>
    public DateOnly WorkingDayOnOrAfter(DateOnly date)
    {
        while (!IsWorkingDay(date))
        {
            date = date.AddDays(1);
        }

        return date;
    }

    /// <summary>
    /// The <paramref name="n"/>-th working day after a date (the date itself is never counted, TL-03); for a negative number the n-th
    /// working day before it; for 0 the date itself.
    /// </summary>
    public DueDate AddWorkingDays(DateOnly from, int n)
    {
        var date = from;
        var provisional = IsProvisional(date.Year);
        var step = Math.Sign(n);
        for (var left = Math.Abs(n); left > 0;)
        {
            date = date.AddDays(step);
            provisional |= IsProvisional(date.Year);
            left -= IsWorkingDay(date) ? 1 : 0;
        }

        return new(date, provisional);
    }

    /// <summary>
    /// Working days after <paramref name="from"/> up to and including <paramref name="to"/>; negative when <paramref name="to"/> is the
    /// earlier, counted likewise (the earlier date is never counted).
    /// </summary>
    public int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        if (to < from)
        {
            return -WorkingDaysBetween(to, from);
        }

        var count = 0;
        for (var date = from.AddDays(1); date <= to; date = date.AddDays(1))
        {
            count += IsWorkingDay(date) ? 1 : 0;
        }

        return count;
    }

    private bool[] WorkingDaysOf(int year)
    {
        var (off, made) = published.TryGetValue(year, out var data)
            ? (data.HolidayDays(), data.Workdays)
            : (StatutoryHolidays.Of(year), []);
        var working = new bool[DateTime.IsLeapYear(year) ? 366 : 365];
        for (var index = 0; index < working.Length; index++)
        {
            working[index] = new DateOnly(year, 1, 1).AddDays(index).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        }

        foreach (var day in off)
        {
            working[day.DayOfYear - 1] = false;
        }

        foreach (var day in made)
        {
            working[day.DayOfYear - 1] = true;
        }

        return working;
    }
}

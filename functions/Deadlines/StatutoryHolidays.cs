using System.Globalization;

namespace NoVisit.Deadlines;

/// <summary>
/// The days that are public holidays every year by regulation (全国年节及纪念日放假办法, as amended from 1 January 2025, State Council
/// order 795): New Year 1 day, Spring Festival 4 (from the eve), Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3.
/// They stand in for a year whose notice is not published yet; make-up days cannot be known before it.
/// </summary>
internal static class StatutoryHolidays
{
    /// <summary>First year for which the dates can be worked out.</summary>
    public const int FirstYear = 2000;

    /// <summary>Last year for which the dates can be worked out (the formula for Qingming covers this century).</summary>
    public const int LastYear = 2099;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The statutory days of a year, in order. Two festivals may share a day.</summary>
    public static IReadOnlyList<DateOnly> Of(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);
        var newYear = LunarDate(year, 1, 1);
        return
        [
            new(year, 1, 1),
            newYear.AddDays(-1), newYear, newYear.AddDays(1), newYear.AddDays(2),
            Qingming(year),
            new(year, 5, 1), new(year, 5, 2),
            LunarDate(year, 5, 5),
            LunarDate(year, 8, 15),
            new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];
    }

    /// <summary>
    /// Qingming, the solar term at 15° of solar longitude, by the usual approximation for the years 2000 to 2099. Checked in tests
    /// against an outside calendar.
    /// </summary>
    private static DateOnly Qingming(int year)
    {
        var ofCentury = year % 100;
        return new DateOnly(year, 4, (int)((ofCentury * 0.2422) + 4.81) - (ofCentury / 4));
    }

    private static DateOnly LunarDate(int year, int month, int day)
    {
        // .NET numbers months 1 to 13 in a leap year, the leap month taking the number after the month it repeats.
        var leap = Lunar.GetLeapMonth(year);
        var number = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, number, day, 0, 0, 0, 0));
    }
}

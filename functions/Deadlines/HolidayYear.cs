using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoVisit.Http;
using NoVisit.Localization;

namespace NoVisit.Deadlines;

/// <summary>
/// Public holidays and make-up working days (调休) of one year, as the General Office of the State Council publishes them each autumn
/// for the year to come.
/// </summary>
/// <param name="Year">Calendar year, 2000 to 2099. Every date lies in it.</param>
/// <param name="Version">Counts up from 1 when an administrator corrects the data; the highest version holds.</param>
/// <param name="Source">The notice the data was taken from.</param>
/// <param name="Holidays">Days off, weekends inside a holiday included. No day is listed twice.</param>
/// <param name="Workdays">Saturdays and Sundays on which the offices work.</param>
public sealed record HolidayYear(
    int Year, int Version, HolidayNotice Source, IReadOnlyList<Holiday> Holidays, IReadOnlyList<DateOnly> Workdays)
{
    private const int MaxLength = 64 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads and checks a year, as an administrator edits it. All problems are reported at once.</summary>
    /// <param name="json">At most 64 Ki characters.</param>
    public static HolidayYearReading Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
        {
            return new(null, [new("", new("日历数据过大。", "The calendar is too large."))]);
        }

        HolidayYear? year;
        try
        {
            year = JsonSerializer.Deserialize<HolidayYear>(json, Options);
        }
        catch (JsonException problem)
        {
            return new(null, [new(JsonPointer.FromPath(problem.Path), new(
                $"日历数据格式有误(位置 {problem.Path ?? "$"})。",
                $"The calendar is not in the expected form (at {problem.Path ?? "$"})."))]);
        }

        var problems = year is null ? [new("", new("日历数据为空。", "The calendar is empty."))] : year.Problems().ToList();
        return problems.Count == 0 ? new(year, []) : new(null, problems);
    }

    /// <summary>Every day off that a holiday lists.</summary>
    internal IEnumerable<DateOnly> HolidayDays() => Holidays.SelectMany(holiday => holiday.Days());

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"/{list}/{index}");

    private static HolidayProblem Problem(string location, string zh, string en) => new(location, new(zh, en));

    private IEnumerable<HolidayProblem> Problems()
    {
        if (Year is < StatutoryHolidays.FirstYear or > StatutoryHolidays.LastYear)
        {
            yield return Problem("/year", $"年份 {Year} 超出范围。", $"The year {Year} is out of range.");
            yield break;
        }

        if (Version < 1)
        {
            yield return Problem("/version", "版本号须从 1 起。", "Versions start at 1.");
        }

        if (string.IsNullOrWhiteSpace(Source.Notice) || string.IsNullOrWhiteSpace(Source.Number))
        {
            yield return Problem("/source", "须注明通知名称和文号。", "The notice needs a name and a number.");
        }

        var off = new HashSet<DateOnly>();
        foreach (var (index, holiday) in Holidays.Index())
        {
            foreach (var problem in Problems(holiday, At("holidays", index), off))
            {
                yield return problem;
            }
        }

        var made = new HashSet<DateOnly>();
        foreach (var (index, day) in Workdays.Index())
        {
            foreach (var problem in Problems(day, At("workdays", index), off, made))
            {
                yield return problem;
            }
        }

        // The regulation of 2025 made the eve of Spring Festival and 2 May days off; notices for earlier years rightly lack them.
        foreach (var day in StatutoryHolidays.Of(Year).Distinct().Where(day => Year >= 2025 && !off.Contains(day)))
        {
            yield return Problem("/holidays", $"缺少法定节假日 {Iso(day)}。", $"The statutory holiday {Iso(day)} is missing.");
        }
    }

    /// <summary>A range that spans years could be very long: its ends are looked at first, its days only when both are inside.</summary>
    private IEnumerable<HolidayProblem> Problems(Holiday holiday, string at, HashSet<DateOnly> off)
    {
        var (inside, ordered) = (holiday.From.Year == Year && holiday.To.Year == Year, holiday.To >= holiday.From);
        if (!ordered)
        {
            yield return Problem(at, $"{holiday.Name.Zh}的结束日早于开始日。", $"{holiday.Name.En} ends before it begins.");
        }

        if (!inside)
        {
            yield return Problem(at, $"{holiday.Name.Zh}不在 {Year} 年内。", $"{holiday.Name.En} is not in {Year}.");
        }

        foreach (var day in inside && ordered ? holiday.Days().Where(day => !off.Add(day)) : [])
        {
            yield return Problem(at, $"{Iso(day)} 重复列为假日。", $"{Iso(day)} is listed as a holiday twice.");
        }
    }

    private IEnumerable<HolidayProblem> Problems(DateOnly day, string at, HashSet<DateOnly> off, HashSet<DateOnly> made)
    {
        if (day.Year != Year)
        {
            yield return Problem(at, $"调休上班日 {Iso(day)} 不在 {Year} 年内。", $"The make-up day {Iso(day)} is not in {Year}.");
        }

        if (!made.Add(day))
        {
            yield return Problem(at, $"调休上班日 {Iso(day)} 重复。", $"The make-up day {Iso(day)} is listed twice.");
        }

        if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
        {
            yield return Problem(at, $"调休上班日 {Iso(day)} 须为周六或周日。", $"The make-up day {Iso(day)} must be a Saturday or a Sunday.");
        }

        if (off.Contains(day))
        {
            yield return Problem(at, $"{Iso(day)} 同时列为假日和上班日。", $"{Iso(day)} is both a holiday and a make-up day.");
        }
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The State Council notice that a year's data was taken from.</summary>
/// <param name="Notice">Name of the notice (通知).</param>
/// <param name="Number">Document number (文号).</param>
/// <param name="Issued">Date of issue.</param>
public sealed record HolidayNotice(string Notice, string Number, DateOnly Issued);

/// <summary>One holiday: consecutive days off.</summary>
/// <param name="Name">Name in the notice.</param>
/// <param name="From">First day off.</param>
/// <param name="To">Last day off.</param>
public sealed record Holiday(Text Name, DateOnly From, DateOnly To)
{
    internal IEnumerable<DateOnly> Days()
    {
        for (var day = From; day <= To; day = day.AddDays(1))
        {
            yield return day;
        }
    }
}

/// <summary>What came of reading a year's calendar data: the year, or every reason why not.</summary>
/// <param name="Year">The data, when sound.</param>
/// <param name="Problems">Empty when sound.</param>
public sealed record HolidayYearReading(HolidayYear? Year, IReadOnlyList<HolidayProblem> Problems);

/// <summary>Something that is wrong with a year's data.</summary>
/// <param name="Location">JSON pointer into the data; empty for the whole.</param>
/// <param name="Message">For the administrator.</param>
public sealed record HolidayProblem(string Location, Text Message);

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
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
            return new(null, [new("日历数据过大。", "The calendar is too large.")]);
        }

        HolidayYear? year;
        try
        {
            year = JsonSerializer.Deserialize<HolidayYear>(json, Options);
        }
        catch (JsonException problem)
        {
            return new(null, [new(
                $"日历数据格式有误(位置 {problem.Path ?? "$"})。",
                $"The calendar is not in the expected form (at {problem.Path ?? "$"}).")]);
        }

        var problems = year is null ? [new("日历数据为空。", "The calendar is empty.")] : year.Problems().ToList();
        return problems.Count == 0 ? new(year, []) : new(null, problems);
    }

    /// <summary>Every day off that a holiday lists.</summary>
    internal IEnumerable<DateOnly> HolidayDays() => Holidays.SelectMany(holiday => holiday.Days());

    private IEnumerable<Text> Problems()
    {
        if (Year is < StatutoryHolidays.FirstYear or > StatutoryHolidays.LastYear)
        {
            yield return new($"年份 {Year} 超出范围。", $"The year {Year} is out of range.");
            yield break;
        }

        if (Version < 1)
        {
            yield return new("版本号须从 1 起。", "Versions start at 1.");
        }

        if (string.IsNullOrWhiteSpace(Source.Notice) || string.IsNullOrWhiteSpace(Source.Number))
        {
            yield return new("须注明通知名称和文号。", "The notice needs a name and a number.");
        }

        foreach (var holiday in Holidays.Where(holiday => holiday.To < holiday.From))
        {
            yield return new($"{holiday.Name.Zh}的结束日早于开始日。", $"{holiday.Name.En} ends before it begins.");
        }

        // A range that spans years could be very long: look at its ends first, at its days only when both are inside.
        var inside = Holidays.Where(holiday => holiday.To >= holiday.From && holiday.From.Year == Year && holiday.To.Year == Year).ToList();
        foreach (var holiday in Holidays.Where(holiday => holiday.From.Year != Year || holiday.To.Year != Year))
        {
            yield return new($"{holiday.Name.Zh}不在 {Year} 年内。", $"{holiday.Name.En} is not in {Year}.");
        }

        var off = new HashSet<DateOnly>();
        foreach (var day in inside.SelectMany(holiday => holiday.Days()).Where(day => !off.Add(day)))
        {
            yield return new($"{Iso(day)} 重复列为假日。", $"{Iso(day)} is listed as a holiday twice.");
        }

        var made = new HashSet<DateOnly>();
        foreach (var day in Workdays)
        {
            if (day.Year != Year)
            {
                yield return new($"调休上班日 {Iso(day)} 不在 {Year} 年内。", $"The make-up day {Iso(day)} is not in {Year}.");
            }

            if (!made.Add(day))
            {
                yield return new($"调休上班日 {Iso(day)} 重复。", $"The make-up day {Iso(day)} is listed twice.");
            }

            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                yield return new($"调休上班日 {Iso(day)} 须为周六或周日。", $"The make-up day {Iso(day)} must be a Saturday or a Sunday.");
            }

            if (off.Contains(day))
            {
                yield return new($"{Iso(day)} 同时列为假日和上班日。", $"{Iso(day)} is both a holiday and a make-up day.");
            }
        }

        // The regulation of 2025 made the eve of Spring Festival and 2 May days off; notices for earlier years rightly lack them.
        foreach (var day in StatutoryHolidays.Of(Year).Where(day => Year >= 2025 && !off.Contains(day)))
        {
            yield return new($"缺少法定节假日 {Iso(day)}。", $"The statutory holiday {Iso(day)} is missing.");
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
public sealed record HolidayYearReading(HolidayYear? Year, IReadOnlyList<Text> Problems);

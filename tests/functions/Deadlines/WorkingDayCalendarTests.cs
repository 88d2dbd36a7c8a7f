using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Deadlines;

[Rule("TL-03")]
public sealed class WorkingDayCalendarTests
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.LoadEmbedded();
    private static readonly JsonElement Oracle = ReadOracle();

    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    public void Every_day_of_a_published_year_is_as_an_outside_calendar_has_it(int year)
    {
        var expected = Oracle.GetProperty("workingDays").GetProperty(year.ToString(CultureInfo.InvariantCulture)).GetString()!;
        var ours = Enumerable.Range(0, expected.Length).Select(day => Calendar.IsWorkingDay(new DateOnly(year, 1, 1).AddDays(day)) ? '1' : '0');
        Assert.Equal(expected, string.Concat(ours));
    }

    [Fact]
    public void Festivals_of_the_lunar_calendar_fall_as_an_outside_calendar_has_them()
    {
        for (var year = 2001; year <= 2099; year++)
        {
            var expected = Oracle.GetProperty("festivals").GetProperty(year.ToString(CultureInfo.InvariantCulture));
            var days = StatutoryHolidays.Of(year);
            Assert.Equal(Day(expected, "springFestival"), days[2]);
            Assert.Equal(Day(expected, "qingming"), days[5]);
            Assert.Equal(Day(expected, "dragonBoat"), days[8]);
            Assert.Equal(Day(expected, "midAutumn"), days[9]);
        }

        static DateOnly Day(JsonElement festivals, string name) =>
            DateOnly.ParseExact(festivals.GetProperty(name).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Published_years_name_their_notice() => Assert.Equal(
        ["2024 国办发明电〔2023〕7号", "2025 国办发明电〔2024〕12号", "2026 国办发明电〔2025〕7号"],
        Calendar.Years.Select(year => $"{year.Year} {year.Source.Number}"));

    [Theory]
    [InlineData("2026-02-14", true)]
    [InlineData("2026-02-15", false)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-02-24", true)]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-03-01", false)]
    public void Spring_Festival_2026_has_two_make_up_Saturdays(string date, bool working) => Assert.Equal(working, Calendar.IsWorkingDay(D(date)));

    [Theory]
    [InlineData("2026-02-12", 3, "2026-02-24")] // 13, 14 (make-up), 24
    [InlineData("2026-02-12", 8, "2026-03-02")] // 13, 14, 24, 25, 26, 27, 28 (make-up), 2
    [InlineData("2025-09-26", 1, "2025-09-28")] // Sunday, make-up
    [InlineData("2025-09-26", 7, "2025-10-13")] // 28, 29, 30, 9, 10, 11 (make-up), 13
    [InlineData("2026-09-18", 1, "2026-09-20")] // Sunday, make-up
    [InlineData("2026-09-18", 6, "2026-09-28")] // 20 to 24, Mid-Autumn 25 to 27, 28
    [InlineData("2026-09-18", 12, "2026-10-12")] // 29, 30, 8, 9, 10 (make-up), 12
    [InlineData("2025-12-31", 1, "2026-01-04")] // Sunday, make-up
    [InlineData("2025-12-31", 2, "2026-01-05")]
    [InlineData("2026-02-24", -1, "2026-02-14")]
    [InlineData("2026-02-24", -2, "2026-02-13")]
    [InlineData("2026-02-17", 0, "2026-02-17")]
    public void Working_days_are_counted_over_holidays_and_make_up_days(string from, int days, string expected) =>
        Assert.Equal(new DueDate(D(expected), false), Calendar.AddWorkingDays(D(from), days));

    [Theory]
    [InlineData("2025-12-31", "2026-01-05", 2)]
    [InlineData("2026-02-13", "2026-02-24", 2)]
    [InlineData("2026-02-24", "2026-02-13", -2)]
    [InlineData("2026-02-15", "2026-02-23", 0)]
    public void Working_days_between_leave_out_the_first_date(string from, string to, int expected) =>
        Assert.Equal(expected, Calendar.WorkingDaysBetween(D(from), D(to)));

    [Fact]
    public void A_date_that_rests_on_an_unpublished_year_is_provisional()
    {
        Assert.Equal(new DueDate(D("2026-12-31"), false), Calendar.AddWorkingDays(D("2026-12-30"), 1));
        Assert.Equal(new DueDate(D("2027-01-04"), true), Calendar.AddWorkingDays(D("2026-12-30"), 2));
    }

    [Theory]
    [InlineData("2027-01-01")] // New Year
    [InlineData("2027-02-05")] // eve of Spring Festival
    [InlineData("2027-02-08")] // third day of the new lunar year
    [InlineData("2027-04-05")] // Qingming
    [InlineData("2027-06-09")] // Dragon Boat
    [InlineData("2027-09-15")] // Mid-Autumn
    [InlineData("2027-10-01")]
    public void An_unpublished_year_has_the_statutory_days_off(string date)
    {
        Assert.True(Calendar.IsProvisional(2027));
        Assert.False(Calendar.IsWorkingDay(D(date)));
        Assert.Contains(D(date), StatutoryHolidays.Of(2027));
    }

    [Theory]
    [InlineData("2027-02-09")]
    [InlineData("2027-05-03")]
    [InlineData("2027-10-04")]
    public void An_unpublished_year_bridges_no_days(string date) => Assert.True(Calendar.IsWorkingDay(D(date)));

    [Fact]
    public void May_second_is_a_day_off_in_an_unpublished_year() => Assert.False(Calendar.IsWorkingDay(D("2028-05-02")));

    [Fact]
    public void A_higher_version_of_a_year_holds()
    {
        var corrected = Calendar.Years[2] with { Version = 2, Workdays = [] };
        Assert.False(new WorkingDayCalendar([corrected, .. Calendar.Years]).IsWorkingDay(D("2026-02-14")));
        Assert.False(new WorkingDayCalendar([.. Calendar.Years, corrected]).IsWorkingDay(D("2026-02-14")));
    }

    [Fact]
    public void Adding_working_days_undoes_counting_them() => Check.QuickThrowOnFailure(Prop.ForAll(
        Dates().Zip(Gen.Choose(0, 260)).ToArbitrary(),
        sample => Calendar.WorkingDaysBetween(sample.Item1, Calendar.AddWorkingDays(sample.Item1, sample.Item2).Date) == sample.Item2));

    [Fact]
    public void Going_back_from_a_working_day_undoes_counting_too() => Check.QuickThrowOnFailure(Prop.ForAll(
        Dates().Where(Calendar.IsWorkingDay).Zip(Gen.Choose(0, 260)).ToArbitrary(),
        sample => Calendar.WorkingDaysBetween(sample.Item1, Calendar.AddWorkingDays(sample.Item1, -sample.Item2).Date) == -sample.Item2));

    private static Gen<DateOnly> Dates() => Gen.Choose(0, 3000).Select(new DateOnly(2024, 1, 1).AddDays);

    private static DateOnly D(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonElement ReadOracle()
    {
        using var stream = typeof(WorkingDayCalendarTests).Assembly.GetManifestResourceStream("working-days.json")!;
        return JsonElement.Parse(new StreamReader(stream).ReadToEnd());
    }
}

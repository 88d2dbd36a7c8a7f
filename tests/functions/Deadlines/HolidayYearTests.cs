using System.Globalization;
using System.Text.Json.Nodes;

namespace NoVisit.Deadlines;

[Rule("TL-03")]
public sealed class HolidayYearTests
{
    private const string Sound = """
        {
          "year": 2026, "version": 2,
          "source": { "notice": "通知", "number": "国办发明电〔2025〕7号", "issued": "2025-11-04" },
          "holidays": [
            { "name": { "zh": "元旦", "en": "New Year" }, "from": "2026-01-01", "to": "2026-01-03" },
            { "name": { "zh": "春节", "en": "Spring Festival" }, "from": "2026-02-15", "to": "2026-02-23" },
            { "name": { "zh": "清明节", "en": "Qingming" }, "from": "2026-04-04", "to": "2026-04-06" },
            { "name": { "zh": "劳动节", "en": "Labour Day" }, "from": "2026-05-01", "to": "2026-05-05" },
            { "name": { "zh": "端午节", "en": "Dragon Boat" }, "from": "2026-06-19", "to": "2026-06-21" },
            { "name": { "zh": "中秋节", "en": "Mid-Autumn" }, "from": "2026-09-25", "to": "2026-09-27" },
            { "name": { "zh": "国庆节", "en": "National Day" }, "from": "2026-10-01", "to": "2026-10-07" }
          ],
          "workdays": ["2026-01-04", "2026-02-14"]
        }
        """;

    [Fact]
    public void Sound_data_is_taken()
    {
        var (year, problems) = HolidayYear.Parse(Sound);
        Assert.Empty(problems);
        Assert.Equal((2026, 2, 7), (year!.Year, year.Version, year.Holidays.Count));
    }

    [Theory]
    [InlineData("year", "1999", "The year 1999 is out of range.")]
    [InlineData("version", "0", "Versions start at 1.")]
    [InlineData("source/number", "\"\"", "The notice needs a name and a number.")]
    [InlineData("holidays/0/to", "\"2025-12-31\"", "New Year ends before it begins.")]
    [InlineData("holidays/0/from", "\"2025-12-31\"", "New Year is not in 2026.")]
    [InlineData("holidays/0/to", "\"2026-02-15\"", "2026-02-15 is listed as a holiday twice.")]
    [InlineData("holidays/1/from", "\"2026-02-17\"", "The statutory holiday 2026-02-16 is missing.")]
    [InlineData("workdays/0", "\"2027-01-03\"", "The make-up day 2027-01-03 is not in 2026.")]
    [InlineData("workdays/0", "\"2026-02-14\"", "The make-up day 2026-02-14 is listed twice.")]
    [InlineData("workdays/0", "\"2026-01-05\"", "The make-up day 2026-01-05 must be a Saturday or a Sunday.")]
    [InlineData("workdays/0", "\"2026-02-15\"", "2026-02-15 is both a holiday and a make-up day.")]
    public void An_unsound_edit_is_refused_with_its_reason(string path, string value, string problem)
    {
        var json = JsonNode.Parse(Sound)!;
        var steps = path.Split('/');
        JsonNode owner = steps[..^1].Aggregate(json, (node, step) => node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);
        if (owner is JsonArray list)
        {
            list[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else
        {
            owner[steps[^1]] = JsonNode.Parse(value);
        }

        var (year, problems) = HolidayYear.Parse(json.ToJsonString());
        Assert.Null(year);
        Assert.Contains(problem, problems.Select(p => p.Message.En));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"year":2026}""")]
    public void What_is_not_calendar_data_is_refused(string json)
    {
        var (year, problems) = HolidayYear.Parse(json);
        Assert.Null(year);
        Assert.Single(problems);
    }

    [Fact]
    public void Unknown_properties_are_refused()
    {
        var (year, problems) = HolidayYear.Parse(Sound.Replace("\"version\"", "\"edition\": 1, \"version\"", StringComparison.Ordinal));
        Assert.Null(year);
        Assert.Equal("The calendar is not in the expected form (at $.edition).", Assert.Single(problems).Message.En);
    }

    [Fact]
    public void Data_that_is_far_too_long_is_not_even_read() => Assert.Null(HolidayYear.Parse(new string(' ', 70_000)).Year);
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NoVisit.Infrastructure;

namespace NoVisit.Rules;

/// <summary>Where a rule stands and what proves it, as the sources say.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Code">Files of the function app whose docs name it, those first that hold rules.</param>
/// <param name="Tests">Files of tests marked with it, with how many tests carry the mark.</param>
internal sealed record RuleRow(Rule Rule, IReadOnlyList<string> Code, IReadOnlyList<(string File, int Count)> Tests);

/// <summary>Makes the table "rule, code, tests" from the sources' doc comments and marks.</summary>
internal static partial class RuleTable
{
    /// <summary>More files than this hide the one that matters.</summary>
    private const int MostFiles = 4;

    public static IReadOnlyList<RuleRow> Read()
    {
        var code = Repository.Files("functions", "*.cs").Select(f => (File: f, Ids: Documented(Repository.Read(f)))).ToList();
        var tests = Repository.Files("tests", "*.cs").SelectMany(f => Marks(Repository.Read(f)).Select(m => (File: f, m.Id, m.Count))).ToLookup(m => m.Id);
        return [.. RuleList.All.Select(rule => new RuleRow(
            rule,
            [.. code.Where(c => c.Ids.ContainsKey(rule.Id)).OrderBy(c => Weight(c.File)).ThenByDescending(c => c.Ids[rule.Id])
                .ThenBy(c => c.File, StringComparer.Ordinal).Take(MostFiles).Select(c => c.File)],
            [.. tests[rule.Id].GroupBy(t => t.File).Select(g => (g.Key, g.Sum(t => t.Count)))]))];
    }

    public static string Write(IEnumerable<RuleRow> rows)
    {
        var text = new StringBuilder("""
            # Rules

            Which rule stands where, and what proves it. `dotnet test tests/functions --filter Rule=TL-09` runs the tests of one rule, in `tests/scenarios` its
            scenarios. Made from the sources by `tests/functions/Rules` (`UPDATE_RULES=1 dotnet test tests/functions --filter RuleTable`): a rule's code names its
            id in its docs, its tests in `[Rule("…")]`.

            | id | rule | code | tests |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (rule, code, tests) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {rule.Id} | **{rule.Term}** {rule.Text} | {string.Join("<br>", code.Select(Link))} | ")
                .Append(string.Join("<br>", tests.Select(t => string.Create(CultureInfo.InvariantCulture, $"{Link(t.File)} {t.Count}")))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Link(string file) => $"[{Path.GetFileNameWithoutExtension(file)}](../{file})";

    private static int Weight(string file) =>
        file.EndsWith("Rules.cs", StringComparison.Ordinal) ? 0 : file.EndsWith("Events.cs", StringComparison.Ordinal) || file.Contains("/Model/", StringComparison.Ordinal) ? 2 : 1;

    /// <summary>How often the doc comments of a file name an id; "NT-01 to NT-03" names three.</summary>
    private static Dictionary<string, int> Documented(string source)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in source.Split('\n').Select(l => l.TrimStart()).Where(l => l.StartsWith("///", StringComparison.Ordinal)))
        {
            foreach (Match range in IdRange().Matches(line))
            {
                var (area, from) = (range.Groups["area"].Value, int.Parse(range.Groups["from"].ValueSpan, CultureInfo.InvariantCulture));
                var to = range.Groups["to"].Success ? int.Parse(range.Groups["to"].ValueSpan, CultureInfo.InvariantCulture) : from;
                for (var n = from; n <= to; n++)
                {
                    var id = string.Create(CultureInfo.InvariantCulture, $"{area}-{n:D2}{range.Groups["letter"].Value}");
                    found[id] = found.GetValueOrDefault(id) + 1;
                }
            }
        }

        return found;
    }

    /// <summary>The marks of a test file: one on a class counts for all its tests.</summary>
    private static IEnumerable<(string Id, int Count)> Marks(string source)
    {
        var tests = TestMethod().Matches(source).Select(m => m.Index).ToList();
        foreach (Match mark in Mark().Matches(source))
        {
            var declaration = Declaration().Match(source, mark.Index);
            if (!declaration.Success)
            {
                continue;
            }

            var ofClass = declaration.Groups["class"].Success;
            var end = ofClass ? NextClass(source, declaration.Index + declaration.Length) : 0;
            var count = ofClass ? tests.Count(t => t > declaration.Index && t < end) : 1;
            foreach (Match id in Quoted().Matches(mark.Value))
            {
                yield return (id.Groups[1].Value, count);
            }
        }
    }

    private static int NextClass(string source, int from) => ClassLine().Match(source, from) is { Success: true } next ? next.Index : source.Length;

    [GeneratedRegex(@"(?<area>IN|KD|WF|TL|CT|DS|FE|RS|SV|ID|NT|LK)-(?<from>\d\d)(?<letter>b?)(?: to \k<area>-(?<to>\d\d))?")]
    private static partial Regex IdRange();

    [GeneratedRegex(@"\[Rule\([^)]*\)\]")]
    private static partial Regex Mark();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"^(?<class>(?:public|internal) sealed (?:partial )?class )|^    public (?:async )?(?:static )?(?:void|Task|ValueTask) ", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:\[|/// <summary>|(?:public|internal) sealed )", RegexOptions.Multiline)]
    private static partial Regex ClassLine();
}

using NoVisit.Infrastructure;

namespace NoVisit.Rules;

/// <summary><c>docs/rules.md</c> is complete and up to date.</summary>
public sealed class RuleTableTests
{
    private const string Table = "docs/rules.md";

    private static readonly IReadOnlyList<RuleRow> Rows = RuleTable.Read();

    public static TheoryData<string> Ids => [.. RuleList.All.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_stands_in_code_that_names_it_and_has_tests(string id)
    {
        var row = Rows.Single(r => r.Rule.Id == id);

        Assert.NotEmpty(row.Code);
        Assert.NotEmpty(row.Tests);
        Assert.All(row.Tests, t => Assert.True(t.Count > 0, $"{t.File} is marked and holds no test."));
    }

    [Fact]
    public void The_table_is_the_one_that_the_sources_give()
    {
        var made = RuleTable.Write(Rows);
        if (Environment.GetEnvironmentVariable("UPDATE_RULES") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Table), made);
        }

        Assert.Equal(made, Repository.Read(Table).ReplaceLineEndings("\n"));
    }
}

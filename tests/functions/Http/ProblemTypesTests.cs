using NoVisit.Infrastructure;

namespace NoVisit.Http;

/// <summary>Each refusal has a type of its own, and a test that shows when it comes.</summary>
public sealed class ProblemTypesTests
{
    public static TheoryData<string> All => [.. ProblemTypes.In(Repository.Source())];

    [Theory]
    [MemberData(nameof(All))]
    public void A_problem_type_is_shown_by_a_test(string type)
    {
        var name = string.Concat(type.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

        Assert.Contains(Repository.Tests(), source => source.Contains($"\"{type}\"", StringComparison.Ordinal)
            || source.Contains($"/problems/{type}\"", StringComparison.Ordinal)
            || source.Contains($"{nameof(ProblemKind)}.{name}", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_are_found_however_they_are_made() => Assert.Superset(
        new HashSet<string>(["wrong-state", "not-found", "amount-missing", "extension-too-late", "identity-level", "meeting-incomplete"]), new HashSet<string>(All.Select(row => row.Data)));

    [Fact]
    public void A_type_in_a_variable_is_not_passed_over() =>
        Assert.Throws<InvalidOperationException>(() => ProblemTypes.In(["return Refusal.Invalid(kind, new(\"甲\", \"a\"));"]));
}

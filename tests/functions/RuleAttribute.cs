using Xunit.v3;

namespace NoVisit;

/// <summary>
/// The requirement that a test proves, for instance <c>TL-09</c>: a trait, so that <c>dotnet test --filter Rule=TL-09</c> runs the tests of one rule, and
/// the source of the table in <c>docs/rules.md</c>.
/// </summary>
/// <param name="ids">Ids of requirements.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RuleAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    /// <summary>Ids of requirements.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;

    /// <inheritdoc />
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [.. Ids.Select(id => KeyValuePair.Create("Rule", id))];
}

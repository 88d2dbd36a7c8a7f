using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using NoVisit.Deadlines;

namespace NoVisit.Http;

/// <summary>The problem types that the code answers with, found in its source.</summary>
internal static partial class ProblemTypes
{
    /// <summary>
    /// Types put together of a literal and a code of a closed list. Of extensions all but <c>decided</c>: a decided case is in review no longer, so the
    /// state is refused before.
    /// </summary>
    private static readonly Dictionary<string, IEnumerable<string>> Composed = new(StringComparer.Ordinal)
    {
        ["extension-{JsonNamingPolicy.KebabCaseLower.ConvertName(reason.Code)}"] = typeof(ExtensionRefusal)
            .GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => ((ExtensionRefusal)p.GetValue(null)!).Code)
            .Append(ExtensionRefusal.BeyondMaximum(1).Code).Where(code => code != ExtensionRefusal.Decided.Code),
    };

    /// <summary>Methods that pass their first argument on as the type.</summary>
    private static readonly string[] PassedOn = ["OfAmount"];

    /// <summary>Last segments of the types, such as <c>wrong-state</c>.</summary>
    /// <param name="sources">Texts of C# files.</param>
    /// <exception cref="InvalidOperationException">A type is made in a way that this does not know.</exception>
    public static IReadOnlyCollection<string> In(IReadOnlyList<string> sources)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            types.UnionWith(WithStatus().Matches(source).Select(m => m.Groups["type"].Value));
            foreach (Match made in Made().Matches(source))
            {
                if (made.Groups["type"] is { Success: true, Value: var type })
                {
                    types.UnionWith(type.Contains('{', StringComparison.Ordinal) ? Compose(type) : [type]);
                }
                else if (made.Groups["variable"].Value is not ("Problem" or "problem"))
                {
                    throw new InvalidOperationException($"Which problem type is made here? {made.Value}");
                }
            }
        }

        foreach (var method in PassedOn)
        {
            var calls = new Regex($"""\b{method}\(\s*"(?<type>[a-z-]+)"\s*,""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            types.UnionWith(sources.SelectMany(s => calls.Matches(s)).Select(m => m.Groups["type"].Value));
        }

        return types;
    }

    private static IEnumerable<string> Compose(string type)
    {
        var codes = Composed.GetValueOrDefault(type) ?? throw new InvalidOperationException($"What does {type} become? Add its codes to {nameof(Composed)}.");
        var prefix = type[..type.IndexOf('{', StringComparison.Ordinal)];
        return codes.Select(code => prefix + JsonNamingPolicy.KebabCaseLower.ConvertName(code));
    }

    // new Refusal("x", ..), new ProblemKind("x", ..), Refusal.Invalid("x", ..), Refusal Name(..) => new("x", ..), with a variable where another
    // method passes it on.
    [GeneratedRegex("""(?:\bnew (?:Refusal|ProblemKind)\(|\bRefusal\.Invalid\(|\bRefusal\?? \w+(?:\([^)]*\))? => new\()\s*(?:\$?"(?<type>[^"]+)"|(?<variable>\w+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Made();

    // A type, its HTTP status and its title, whatever the constructor is called.
    [GeneratedRegex("""\(\s*"(?<type>[a-z]+(?:-[a-z]+)*)",\s*[45]\d\d,\s*new\(""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithStatus();
}

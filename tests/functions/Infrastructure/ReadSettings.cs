using System.Text.RegularExpressions;

namespace NoVisit.Infrastructure;

/// <summary>Which settings the code reads, found in its source.</summary>
internal static partial class ReadSettings
{
    /// <summary>Keys put together of a literal and what a caller gives; the pattern finds the callers.</summary>
    private static readonly (string Key, string Placeholder, Regex Callers)[] Composed =
    [
        ("{name}:Endpoint", "{name}", GatewayCallers()),
        ("{name}Burst", "{name}", LimitCallers()),
        ("{name}PerMinute", "{name}", LimitCallers()),
        ("AzureWebJobsStorage:{service}ServiceUri", "{service}", ServiceCallers()),
    ];

    /// <summary>Keys as the code writes them, such as <c>Mail:From</c>.</summary>
    /// <param name="sources">Texts of C# files.</param>
    /// <exception cref="InvalidOperationException">A key is put together in a way that this does not know.</exception>
    public static IReadOnlySet<string> In(IReadOnlyList<string> sources)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in sources.Select(s => Comment().Replace(s, "")))
        {
            var constants = Constant().Matches(source).DistinctBy(m => m.Groups["name"].Value)
                .ToDictionary(m => $"{{{m.Groups["name"].Value}}}", m => m.Groups["value"].Value, StringComparer.Ordinal);
            foreach (Match read in Read().Matches(source))
            {
                var key = read.Groups["text"].Value;
                if (read.Groups["constant"] is { Success: true, Value: var name })
                {
                    if (!constants.TryGetValue($"{{{name}}}", out key!))
                    {
                        // A parameter: the literal stands where the method is called.
                        continue;
                    }
                }

                foreach (var (placeholder, value) in constants)
                {
                    key = key.Replace(placeholder, value, StringComparison.Ordinal);
                }

                keys.UnionWith(key.Contains('{', StringComparison.Ordinal) ? Compose(key, sources) : [key]);
            }
        }

        return keys;
    }

    private static List<string> Compose(string key, IReadOnlyList<string> sources)
    {
        var rule = Array.Find(Composed, c => c.Key == key);
        var found = rule.Callers is null
            ? []
            : sources.SelectMany(s => rule.Callers.Matches(s)).Select(m => key.Replace(rule.Placeholder, m.Groups["name"].Value, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? found : throw new InvalidOperationException($"Who calls for the setting {key}? Add it to {nameof(Composed)}.");
    }

    // Indexers of configurations, Required(settings, "A:B"), settings.GetValue("A:B", ...), GetSection, GetConnectionString.
    [GeneratedRegex("""(?:\b(?:configuration|settings)\[|\bRequired\(\s*\w+,\s*|\b(?:configuration|settings)\.Get(?:Value(?:<\w+>)?|Section|ConnectionString)\(\s*)(?:\$?"(?<text>[^"]+)"|(?<constant>[A-Za-z]\w*)\s*[\],)])""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Read();

    [GeneratedRegex("""const string (?<name>\w+) = "(?<value>[^"]*)";""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("""CreateGateway\(\w+, "(?<name>\w+)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GatewayCallers();

    [GeneratedRegex("""\bLimit\(settings, "(?<name>[\w:]+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LimitCallers();

    [GeneratedRegex("""\bEndpoint\("(?<name>table|blob|queue)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ServiceCallers();
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Emulator.Hosting;

/// <summary>Replaces <c>%Name%</c> in attributes by the setting of that name.</summary>
internal sealed partial class SettingResolver(IConfiguration configuration)
{
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public string Resolve(string text) => Placeholder().Replace(text, match =>
        configuration[match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)]
        ?? throw new InvalidOperationException($"'{match.Value}' in an attribute names a setting that does not exist."));

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

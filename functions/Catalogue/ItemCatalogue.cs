using System.Collections.Frozen;
using System.Text;

namespace NoVisit.Catalogue;

/// <summary>What to look for; null or empty: no matter.</summary>
/// <param name="Text">Words that all have to occur in names (both languages), other names, theme, department names or code.</param>
/// <param name="Department">Code of the lead department or deciding authority.</param>
/// <param name="Kind">Kind of handling.</param>
/// <param name="Theme">Theme code.</param>
public sealed record ItemQuery(string? Text = null, string? Department = null, ItemKind? Kind = null, string? Theme = null);

/// <summary>The item catalogue (事项目录库, CT-01). Immutable; safe to share.</summary>
public sealed class ItemCatalogue
{
    private readonly FrozenDictionary<(string Code, int Version), ServiceItem> versions;
    private readonly FrozenDictionary<string, Entry> current;
    private readonly FrozenDictionary<string, int> cancelled;

    /// <param name="registers">Code lists.</param>
    /// <param name="items">Item versions; no version of an item twice.</param>
    public ItemCatalogue(Registers registers, IEnumerable<ServiceItem> items)
    {
        Registers = registers;
        versions = items.ToFrozenDictionary(item => (item.Code, item.Version));
        current = versions.Values
            .GroupBy(item => item.Code)
            .Select(group => group.Where(item => item.Status != ItemStatus.Draft).MaxBy(item => item.Version))
            .Where(item => item is { Status: ItemStatus.Published, Secret: false })
            .Select(item => new Entry(item!, Searchable(item!)))
            .ToFrozenDictionary(entry => entry.Item.Code);
        cancelled = versions.Values
            .Where(item => item.Status == ItemStatus.Cancelled)
            .GroupBy(item => item.Code)
            .ToFrozenDictionary(group => group.Key, group => group.Max(item => item.Version));
    }

    /// <summary>The code lists.</summary>
    public Registers Registers { get; }

    /// <summary>The items that can be filed now, by code. Secret items are not among them (CT-09).</summary>
    public IReadOnlyList<ServiceItem> Published =>
        [.. current.Values.Select(entry => entry.Item).OrderBy(item => item.Code, StringComparer.Ordinal)];

    /// <summary>The item that can be filed now, or null when there is none (unknown, cancelled or secret: all alike).</summary>
    public ServiceItem? Find(string code) => current.TryGetValue(code, out var entry) ? entry.Item : null;

    /// <summary>Every version, whatever its status.</summary>
    public IEnumerable<ServiceItem> Versions => versions.Values;

    /// <summary>
    /// The version under which a draft was begun, if it may still be filed: the item is offered and was not cancelled in between (CT-05: a
    /// cancelled item is not continued). Null otherwise.
    /// </summary>
    public ServiceItem? FindStillOffered(string code, int version) =>
        current.ContainsKey(code) && version > cancelled.GetValueOrDefault(code) ? Find(code, version) : null;

    /// <summary>A version that can be or could be filed once; null for drafts, cancellations and secret items.</summary>
    public ServiceItem? FindPublished(string code, int version) =>
        Find(code, version) is { Status: ItemStatus.Published, Secret: false } item ? item : null;

    /// <summary>A version that cases may have been filed under, whatever its status; null when unknown.</summary>
    public ServiceItem? Find(string code, int version) => versions.GetValueOrDefault((code, version));

    /// <summary>Published items that match, those first whose name matches.</summary>
    public IReadOnlyList<ServiceItem> Search(ItemQuery query)
    {
        var words = Fold(query.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. current.Values
            .Where(entry => string.IsNullOrEmpty(query.Department)
                || entry.Item.Lead.Code == query.Department || entry.Item.DecidingAuthority.Code == query.Department)
            .Where(entry => query.Kind is null || entry.Item.Kind == query.Kind)
            .Where(entry => string.IsNullOrEmpty(query.Theme) || entry.Item.Theme == query.Theme)
            .Where(entry => words.All(word => entry.Searchable.Contains(word, StringComparison.Ordinal)))
            .Select(entry => entry.Item)
            .OrderBy(item => words.All(Fold($"{item.Name.Zh} {item.Name.En}").Contains) ? 0 : 1)
            .ThenBy(item => item.Code, StringComparer.Ordinal)];
    }

    // Full-width letters and capitals are the same to someone who searches.
    private static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    private string Searchable(ServiceItem item)
    {
        var theme = Registers.Themes.GetValueOrDefault(item.Theme);
        IEnumerable<string?> parts =
        [
            item.Code, item.Name.Zh, item.Name.En, .. item.Aliases, item.Theme, theme?.Name.Zh, theme?.Name.En,
            .. Names(item.Lead), .. Names(item.DecidingAuthority),
            .. item.Results.SelectMany(result => new[] { result.Name.Zh, result.Name.En }),
        ];
        return Fold(string.Join('\n', parts));
    }

    // Former names of a department are looked up now: a stored item version may not know them yet.
    private IEnumerable<string> Names(Department department) =>
        [department.Name.Zh, department.Name.En, .. (Registers.Departments.GetValueOrDefault(department.Code) ?? department).Aliases];

    private sealed record Entry(ServiceItem Item, string Searchable);
}

using System.Globalization;
using System.Text;
using NoVisit.Emulator.Durable;

namespace NoVisit.Emulator.Store;

/// <summary>
/// Keeps texts of more than 64 KB out of instances and histories: they go to the table of payloads, in the same transaction, and
/// a mark stands in their place. No JSON begins with the mark's first character.
/// </summary>
internal sealed class Payloads(Func<long> nextId)
{
    public const int LargestInline = 64 * 1024;

    private const string Mark = "\u0001payload:";

    private List<(long Id, string Body)>? _added;

    /// <summary>Large texts set aside so far.</summary>
    public IReadOnlyList<(long Id, string Body)> Added => (IReadOnlyList<(long, string)>?)_added ?? [];

    public static long? IdIn(string? text) => text is not null && text.StartsWith(Mark, StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(Mark.Length), CultureInfo.InvariantCulture)
        : null;

    public string? SetAside(string? text)
    {
        if (text is null || text.Length * 3 <= LargestInline || Encoding.UTF8.GetByteCount(text) <= LargestInline)
        {
            return text;
        }

        var id = nextId();
        (_added ??= []).Add((id, text));
        return Mark + id.ToString(CultureInfo.InvariantCulture);
    }

    public IReadOnlyList<HistoryEvent> SetAside(IReadOnlyList<HistoryEvent> events)
        => events.Any(e => e.Data is { Length: > LargestInline / 3 }) ? [.. events.Select(e => e with { Data = SetAside(e.Data) })] : events;
}

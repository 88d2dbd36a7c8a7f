using System.Text.Json;
using System.Text.Json.Nodes;
using NoVisit.Localization;

namespace NoVisit.Approval.LedgerChecks;

/// <summary>The first line of a ledger that is not what it was when it was written.</summary>
/// <param name="Sequence">The line that should stand there.</param>
/// <param name="Fault">missing, order, link, content or unreadable.</param>
internal sealed record BrokenLine(long Sequence, string Fault);

/// <summary>What the check of a case's partition found (SV-11).</summary>
/// <param name="Number">Case number.</param>
/// <param name="Lines">Lines that are there.</param>
/// <param name="Whole">Every line is there, in order, linked and unchanged, and the record is what they give.</param>
/// <param name="FirstBroken">Null when the chain holds.</param>
/// <param name="RecordMatches">The record is what the ledger gives; null when the chain is broken, so that nothing can be said.</param>
/// <param name="Differences">Members of the record that are not what the ledger gives.</param>
internal sealed record LedgerReport(
    string Number, int Lines, bool Whole, BrokenLine? FirstBroken, bool? RecordMatches, IReadOnlyList<string> Differences);

/// <summary>
/// 台账核验 (SV-11): recomputes the hash chain of a case line by line, then folds the ledger and compares the record. Wording of notices is left out of the
/// comparison: it belongs to the code and may be improved, what happened may not.
/// </summary>
internal static class LedgerVerification
{
    /// <param name="record">As stored.</param>
    /// <param name="ledger">In the order of the row keys; null for a row that cannot be read.</param>
    public static LedgerReport Verify(CaseRecord record, IReadOnlyList<LedgerEntry?> ledger)
    {
        if (FirstBroken(record, ledger) is { } broken)
        {
            return new LedgerReport(record.Number, ledger.Count, false, broken, null, []);
        }

        var differences = Differences(record, CaseFold.Replay(record.Number, ledger.OfType<LedgerEntry>()));
        return new LedgerReport(record.Number, ledger.Count, differences.Count == 0, null, differences.Count == 0, differences);
    }

    private static BrokenLine? FirstBroken(CaseRecord record, IReadOnlyList<LedgerEntry?> ledger)
    {
        var previous = LedgerEntry.Genesis;
        for (var i = 0; i < ledger.Count; i++)
        {
            var sequence = i + 1;
            var fault = ledger[i] switch
            {
                null => "unreadable",
                { } e when e.Sequence > sequence && ledger.All(o => o?.Sequence != sequence) => "missing",
                { } e when e.Sequence != sequence => "order",
                { } e when e.Hash != e.ComputeHash(record.Number) => "content",
                { } e when e.PreviousHash != previous => "link",
                _ => null,
            };
            if (fault is not null)
            {
                return new BrokenLine(sequence, fault);
            }

            previous = ledger[i]!.Hash;
        }

        // Lines cut off at the end leave a whole chain; the record knows where it ended.
        return record.Sequence != ledger.Count ? new BrokenLine(Math.Min(record.Sequence, ledger.Count) + 1, record.Sequence > ledger.Count ? "missing" : "order")
            : record.LedgerHead != previous ? new BrokenLine(ledger.Count, "link")
            : null;
    }

    private static List<string> Differences(CaseRecord stored, CaseRecord folded)
    {
        var (left, right) = (Comparable(stored), Comparable(folded));
        return [.. left.Select(m => m.Key).Union(right.Select(m => m.Key), StringComparer.Ordinal)
            .Where(name => !JsonNode.DeepEquals(left[name], right[name])).Order(StringComparer.Ordinal)];
    }

    private static JsonObject Comparable(CaseRecord record)
    {
        var wordless = new Text("", "");
        return JsonSerializer.SerializeToNode(
            record with
            {
                Notices = [.. record.Notices.Select(n => n with { Title = wordless, Body = wordless })],
                Timeline = [.. record.Timeline.Select(t => t with { Title = wordless })],
            },
            CaseJson.Options)!.AsObject();
    }
}

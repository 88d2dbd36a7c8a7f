using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;

namespace NoVisit.Filing.Comparisons;

/// <summary>
/// 数据比对 (DS-04, IN-16): declared values against shared data. What a source proves need not be uploaded; what differs is shown to the clerk.
/// </summary>
internal static class ComparisonRules
{
    /// <summary>The identity card's certificate type: a verified account answers for it.</summary>
    public const string IdentityCard = "C-ID";

    /// <summary>Whether a register has to be asked at all.</summary>
    public static bool AsksRegisters(ServiceItem item) => item.Materials.Any(m => m.Source == MaterialSource.Shared && m.Verifies.Count > 0);

    /// <summary>What a verified account proves of its owner.</summary>
    public static SharedFacts OfAccount(string name, string? idNumber, DateTimeOffset now) => new(
        IdentityCard,
        idNumber is null
            ? new Dictionary<string, string> { ["applicant.name"] = name }
            : new Dictionary<string, string> { ["applicant.name"] = name, ["applicant.idNumber"] = idNumber },
        now);

    /// <summary>Every declared value that a material of the filing verifies, with what its source says.</summary>
    public static IReadOnlyList<Comparison> Compare(
        ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<SharedFacts> facts)
    {
        var filled = FormValues.Of(values);
        var needed = RequiredMaterials.Of(item, filled).Required;
        return [.. item.Materials.Where(m => needed.Contains(m.Code)).SelectMany(m => m.Verifies.Select(field =>
        {
            var source = facts.FirstOrDefault(f => f.Source == m.SourceName);
            var known = source?.Values.GetValueOrDefault(field);
            var outcome = known is null || filled.TextOf(field) is not { } declared ? ComparisonOutcome.Unknown
                : string.Equals(declared.Trim(), known.Trim(), StringComparison.OrdinalIgnoreCase) ? ComparisonOutcome.Match : ComparisonOutcome.Mismatch;
            return new Comparison(m.Code, m.SourceName!, field, outcome, known is null ? null : source!.AsOf);
        }))];
    }

    /// <summary>Everything that the material verifies agrees with its source.</summary>
    public static bool Proves(IReadOnlyList<Comparison> comparisons, string materialCode) =>
        comparisons.Where(c => c.MaterialCode == materialCode).ToList() is { Count: > 0 } own && own.All(c => c.Outcome == ComparisonOutcome.Match);

    /// <summary>The materials that their sources answered in full and nobody uploaded.</summary>
    public static IEnumerable<MaterialUpload> Answered(
        ServiceItem item, Draft draft, IReadOnlyList<Comparison> comparisons, IReadOnlyList<MaterialUpload> uploads, DateTimeOffset now) =>
        item.Materials
            .Where(m => Proves(comparisons, m.Code) && !uploads.Any(u => u.MaterialCode == m.Code && u.State == MaterialState.Clean))
            .Select(m => MaterialUpload.Referring(
                new MaterialReference(ReferenceKind.Register, m.SourceName!, m.Name), draft.Id, m.Code, draft.PersonId, now));
}

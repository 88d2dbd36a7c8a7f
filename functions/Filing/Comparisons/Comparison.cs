namespace NoVisit.Filing.Comparisons;

/// <summary>What came of comparing a declared value with its source.</summary>
internal enum ComparisonOutcome
{
    /// <summary>The same.</summary>
    Match,

    /// <summary>Another value: a fact for a person to weigh, never a refusal.</summary>
    Mismatch,

    /// <summary>The source has no answer.</summary>
    Unknown,
}

/// <summary>数据比对: a declared value compared with an authoritative source (DS-04). The source's value itself is not kept.</summary>
/// <param name="MaterialCode">The material that it proves.</param>
/// <param name="Source">Certificate type or register.</param>
/// <param name="Field">Data element code.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="AsOf">Up to when the source answers for its value; null when it has none.</param>
internal sealed record Comparison(string MaterialCode, string Source, string Field, ComparisonOutcome Outcome, DateTimeOffset? AsOf);

/// <summary>What a source knows of a person.</summary>
/// <param name="Source">Certificate type or register, as materials name it.</param>
/// <param name="Values">By data element code.</param>
/// <param name="AsOf">Up to when the source answers for it.</param>
internal sealed record SharedFacts(string Source, IReadOnlyDictionary<string, string> Values, DateTimeOffset AsOf);

namespace NoVisit.Bench;

/// <summary>Arithmetic of measurements.</summary>
internal static class Measure
{
    /// <summary>The value that a share of all values does not exceed (nearest rank).</summary>
    /// <param name="values">Measured values; at least one.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}

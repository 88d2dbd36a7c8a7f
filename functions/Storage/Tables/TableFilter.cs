using System.Globalization;

namespace NoVisit.Storage.Tables;

/// <summary>Writes OData filters whose values cannot end the literal they stand in.</summary>
internal static class TableFilter
{
    /// <summary>Fills the holes of an interpolated filter with quoted literals.</summary>
    /// <exception cref="NotSupportedException">A hole holds a type that no column can have.</exception>
    public static string Create(FormattableString filter) =>
        string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Literal)]);

    private static string Literal(object? value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        char letter => Literal(letter.ToString()),
        bool truth => truth ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => FormatDouble(number),
        DateTimeOffset instant => $"datetime'{EntityJson.FormatInstant(instant)}'",
        DateTime instant => $"datetime'{EntityJson.FormatInstant(EntityJson.ToInstant(instant))}'",
        Guid id => $"guid'{id:D}'",
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexStringLower(data.ToMemory().Span)}'",
        Enum member => Literal(member.ToString("G")),
        null => throw new NotSupportedException("A table stores no null, so none can be compared with."),
        _ => throw new NotSupportedException($"A filter cannot compare with a {value.GetType()}."),
    };

    /// <summary>With a point or an exponent always, else the service takes it for a 32-bit number.</summary>
    private static string FormatDouble(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".EN∞") < 0 ? text + ".0" : text;
    }
}

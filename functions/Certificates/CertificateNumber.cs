using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NoVisit.Certificates;

/// <summary>
/// Number printed on a certificate or decision (证照编号), ours to define:
/// <c>{region}-{kind}-{year}-{serial}-{check}</c>, such as <c>320681-FOOD-2026-000123-7</c>, with a check character by
/// ISO 7064, MOD 37,36 over all parts without the hyphens. It serves as serial of <see cref="CertificateIdentifier"/> too.
/// </summary>
public sealed record CertificateNumber
{
    private CertificateNumber(string region, string kind, int year, string serial)
    {
        Region = region;
        Kind = kind;
        Year = year;
        Serial = serial;
    }

    /// <summary>Administrative division of the authority (GB/T 2260), six digits.</summary>
    public string Region { get; }

    /// <summary>Kind of document, 1 to 8 capital letters or digits.</summary>
    public string Kind { get; }

    /// <summary>Year of the decision, 2000 to 2999.</summary>
    public int Year { get; }

    /// <summary>Serial within region, kind and year: 6 to 12 capital letters or digits. The issuer derives it from the case, so no counter is shared.</summary>
    public string Serial { get; }

    /// <summary>Check character.</summary>
    public char Check => Iso7064.Mod37Hybrid36(Body);

    /// <summary>The number without hyphens, as it stands in an identifier: 18 to 31 characters.</summary>
    public string Compact => Body + Check;

    private string Body => string.Create(CultureInfo.InvariantCulture, $"{Region}{Kind}{Year}{Serial}");

    /// <summary>Composes a number.</summary>
    /// <exception cref="ArgumentException">A part has the wrong length or characters.</exception>
    public static CertificateNumber Create(string region, string kind, int year, string serial) =>
        IsSound(region, kind, year, serial)
            ? new CertificateNumber(region, kind, year, serial)
            : throw new ArgumentException($"“{region}-{kind}-{year}-{serial}” is no certificate number.", nameof(serial));

    /// <summary>Reads a number as printed and checks its check character. Small letters are taken for capitals.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CertificateNumber? number)
    {
        number = null;
        var parts = text is { Length: <= 64 } ? text.Trim().ToUpperInvariant().Split('-') : [];
        if (parts.Length != 5 || parts[4].Length != 1
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !IsSound(parts[0], parts[1], year, parts[3]))
        {
            return false;
        }

        var candidate = new CertificateNumber(parts[0], parts[1], year, parts[3]);
        number = candidate.Check == parts[4][0] ? candidate : null;
        return number is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Region}-{Kind}-{Year}-{Serial}-{Check}");

    private static bool IsSound(string region, string kind, int year, string serial) =>
        region.Length == 6 && region.All(char.IsAsciiDigit)
        && kind.Length is > 0 and <= 8 && year is >= 2000 and <= 2999 && serial.Length is >= 6 and <= 12
        && (kind + serial).All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));
}

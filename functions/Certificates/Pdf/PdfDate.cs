using System.Globalization;

namespace NoVisit.Certificates.Pdf;

/// <summary>The one time zone and the two spellings of dates in a file: PDF (ISO 32000-1, 7.9.4) and XMP (ISO 8601).</summary>
internal static class PdfDate
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static string Format(DateTimeOffset at) =>
        at.ToOffset(China).ToString("'D:'yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+08'00'";

    public static string FormatXmp(DateTimeOffset at) => at.ToOffset(China).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>D:YYYYMMDDHHmmSS</c> with an offset or <c>Z</c>; null for anything else.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        // "+08'00'" of PDF 1.7 becomes the "+0800" that .NET reads as hours and minutes when a colon is put in.
        var plain = text.TrimEnd('\'').Replace('\'', ':');
        return DateTimeOffset.TryParseExact(plain, ["'D:'yyyyMMddHHmmsszzz", "'D:'yyyyMMddHHmmss'Z'"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}

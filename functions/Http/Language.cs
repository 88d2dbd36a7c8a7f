using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NoVisit.Localization;

namespace NoVisit.Http;

/// <summary>The languages in which NoVisit speaks to people.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Language>))]
public enum Language
{
    /// <summary>Simplified Chinese, the default.</summary>
    [JsonStringEnumMemberName("zh")]
    Zh,

    /// <summary>English.</summary>
    [JsonStringEnumMemberName("en")]
    En,
}

/// <summary>Reads texts in one language.</summary>
public static class TextReading
{
    /// <summary>The text in one language.</summary>
    public static string In(this Text text, Language language) => language == Language.En ? text.En : text.Zh;
}

/// <summary>Reads the reader's language from <c>Accept-Language</c> (RFC 9110, 12.5.4).</summary>
public static class AcceptLanguage
{
    /// <summary>The preferred one of our languages; Chinese when none of them is asked for.</summary>
    public static Language Of(HttpRequest request) => Parse(request.Headers.AcceptLanguage.ToString());

    /// <summary>Parses a header value, quality values included; Chinese when it is empty or malformed.</summary>
    public static Language Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header) || !StringWithQualityHeaderValue.TryParseList([header], out var values))
        {
            return Language.Zh;
        }

        // OrderByDescending is stable: of equal quality the one named first wins.
        foreach (var value in values.Where(v => v.Quality is null or > 0).OrderByDescending(v => v.Quality ?? 1))
        {
            var tag = value.Value.AsSpan();
            if (IsLanguage(tag, "zh"))
            {
                return Language.Zh;
            }

            if (IsLanguage(tag, "en"))
            {
                return Language.En;
            }
        }

        return Language.Zh;
    }

    private static bool IsLanguage(ReadOnlySpan<char> tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
}

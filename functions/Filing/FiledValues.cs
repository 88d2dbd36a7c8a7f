using System.Text.Json;
using System.Text.RegularExpressions;
using NoVisit.Catalogue;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <summary>Form values on their way to and from storage: identity numbers are encrypted there, each for its own draft and field.</summary>
internal static partial class FiledValues
{
    public static IReadOnlyDictionary<string, JsonElement> Protect(
        Form form, string draftId, IReadOnlyDictionary<string, JsonElement> values, FieldProtector protector) =>
        values.ToDictionary(v => v.Key, v => v.Value.ValueKind == JsonValueKind.String && IsSensitive(form.Field(v.Key), v.Value.GetString()!)
            ? JsonSerializer.SerializeToElement(protector.Protect(draftId, v.Key, v.Value.GetString()!))
            : v.Value, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, JsonElement> Unprotect(
        string draftId, IReadOnlyDictionary<string, JsonElement> values, FieldProtector protector) =>
        values.ToDictionary(v => v.Key, v => v.Value.ValueKind == JsonValueKind.String && v.Value.GetString() is { } text && FieldProtector.IsProtected(text)
            ? JsonSerializer.SerializeToElement(protector.Unprotect(draftId, v.Key, text))
            : v.Value, StringComparer.Ordinal);

    /// <summary>
    /// Identity numbers also stand in lists such as "every shareholder with name and number". A text that only looks encrypted is encrypted
    /// too, or reading it would fail.
    /// </summary>
    private static bool IsSensitive(FormField? field, string text) =>
        field?.Type == FieldType.IdNumber || HoldsIdentityNumber().IsMatch(text) || FieldProtector.IsProtected(text);

    [GeneratedRegex(@"(?<!\d)\d{17}[\dXx](?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HoldsIdentityNumber();

    /// <summary>The text of a value; null when it is absent or no text.</summary>
    public static string? TextOf(this IReadOnlyDictionary<string, JsonElement> values, string code) =>
        values.TryGetValue(code, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

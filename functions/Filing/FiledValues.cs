using System.Text.Json;
using NoVisit.Catalogue;
using NoVisit.Protection;

namespace NoVisit.Filing;

/// <summary>Form values on their way to and from storage: identity numbers are encrypted there, each for its own draft and field.</summary>
internal static class FiledValues
{
    public static IReadOnlyDictionary<string, JsonElement> Protect(
        Form form, string draftId, IReadOnlyDictionary<string, JsonElement> values, FieldProtector protector) =>
        values.ToDictionary(v => v.Key, v => v.Value.ValueKind == JsonValueKind.String && form.Field(v.Key)?.Type == FieldType.IdNumber
            ? JsonSerializer.SerializeToElement(protector.Protect(draftId, v.Key, v.Value.GetString()!))
            : v.Value, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, JsonElement> Unprotect(
        string draftId, IReadOnlyDictionary<string, JsonElement> values, FieldProtector protector) =>
        values.ToDictionary(v => v.Key, v => v.Value.ValueKind == JsonValueKind.String && v.Value.GetString() is { } text && FieldProtector.IsProtected(text)
            ? JsonSerializer.SerializeToElement(protector.Unprotect(draftId, v.Key, text))
            : v.Value, StringComparer.Ordinal);

    /// <summary>The text of a value; null when it is absent or no text.</summary>
    public static string? TextOf(this IReadOnlyDictionary<string, JsonElement> values, string code) =>
        values.TryGetValue(code, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

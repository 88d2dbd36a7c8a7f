using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Filing.Forms;

/// <summary>
/// What an applicant filled in, by data element code: strings, numbers, booleans or null, at most <see cref="MaxFields"/> fields and
/// <see cref="MaxBytes"/> bytes. Says nothing about whether it suits a form.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class FormValues
{
    /// <summary>Most fields.</summary>
    public const int MaxFields = 200;

    /// <summary>Largest size as JSON in UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly FrozenDictionary<string, JsonElement> values;

    private FormValues(IEnumerable<KeyValuePair<string, JsonElement>> values) => this.values = values.ToFrozenDictionary();

    /// <summary>Nothing filled in.</summary>
    public static FormValues Empty { get; } = new([]);

    /// <summary>Everything that was given, empty fields included, by data element code.</summary>
    public IReadOnlyDictionary<string, JsonElement> ByCode => values;

    /// <summary>Values that were taken over before and are read back.</summary>
    public static FormValues Of(IReadOnlyDictionary<string, JsonElement> stored) => new(stored);

    /// <summary>Takes over values within the bounds; otherwise says why not.</summary>
    /// <param name="json">A JSON object.</param>
    public static FormValuesReading Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new(null, new("表单数据须为对象。", "The values have to be an object."));
        }

        if (Encoding.UTF8.GetByteCount(json.GetRawText()) > MaxBytes)
        {
            return new(null, new("表单数据超过 64 KB。", "The values are larger than 64 KB."));
        }

        var read = new Dictionary<string, JsonElement>();
        foreach (var property in json.EnumerateObject())
        {
            if (read.Count == MaxFields)
            {
                return new(null, new($"表单字段超过 {MaxFields} 个。", $"There are more than {MaxFields} fields."));
            }

            if (!IsText(property))
            {
                return new(null, new("表单数据包含无效字符。", "The values contain invalid characters."));
            }

            if (!read.TryAdd(property.Name, property.Value.Clone()))
            {
                return new(null, new($"字段 {property.Name} 重复。", $"The field {property.Name} is given twice."));
            }
        }

        return new(new(read), null);
    }

    /// <summary>
    /// The same as it is stored under a form: strings trimmed, identity numbers and credit codes in capitals, empty fields left out.
    /// Fields that are not asked stay, so that validation can refuse them.
    /// </summary>
    public FormValues Normalized(Form form) => new(values
        .Where(pair => !IsEmpty(pair.Value))
        .Select(pair => pair.Value.ValueKind == JsonValueKind.String
            ? KeyValuePair.Create(pair.Key, Normal(form.Field(pair.Key), pair.Value))
            : pair));

    /// <summary>The value as a text for people and conditions: booleans as "true" and "false"; null when not filled in.</summary>
    public string? TextOf(string code) => values.TryGetValue(code, out var value) && !IsEmpty(value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
        : null;

    internal static bool IsEmpty(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    // Half of a surrogate pair can be escaped in JSON, but is no text; it is found out only when read.
    private static bool IsText(JsonProperty property)
    {
        try
        {
            return property.Name is not null && (property.Value.ValueKind != JsonValueKind.String || property.Value.GetString() is not null);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonElement Normal(FormField? field, JsonElement value)
    {
        var text = value.GetString()!.Trim();
        return JsonSerializer.SerializeToElement(
            field?.Type is FieldType.IdNumber or FieldType.CreditCode ? text.ToUpperInvariant() : text);
    }

    private sealed class Converter : JsonConverter<FormValues>
    {
        public override FormValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var (values, refusal) = FormValues.Read(JsonElement.ParseValue(ref reader));
            return values ?? throw new JsonException(refusal!.En);
        }

        public override void Write(Utf8JsonWriter writer, FormValues value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            // One order, so that equal values have equal JSON.
            foreach (var (code, element) in value.values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(code);
                element.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }
}

/// <summary>What came of reading values: the values, or why not.</summary>
/// <param name="Values">The values, when within the bounds.</param>
/// <param name="Refusal">Why they were refused; null otherwise.</param>
public sealed record FormValuesReading(FormValues? Values, Text? Refusal);

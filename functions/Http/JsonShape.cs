using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using NoVisit.Localization;

namespace NoVisit.Http;

/// <summary>
/// Compares a JSON document with the type it shall become and names everything that is wrong at once, each by its pointer: unknown and
/// doubled members, missing ones, null where none may be, values of another type. The serializer alone stops at the first.
/// </summary>
internal static class JsonShape
{
    /// <summary>More faults than these help nobody.</summary>
    private const int MaxErrors = 50;

    /// <summary>All faults of the document; empty when it fits.</summary>
    public static IReadOnlyDictionary<string, Text> Faults(JsonElement document, Type type, JsonSerializerOptions options)
    {
        var faults = new Dictionary<string, Text>(StringComparer.Ordinal);
        Check(document, options.GetTypeInfo(type), nullable: false, string.Empty, faults);
        return faults.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static void Check(JsonElement value, JsonTypeInfo type, bool nullable, string pointer, Dictionary<string, Text> faults)
    {
        if (faults.Count >= MaxErrors)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!nullable)
            {
                faults[pointer] = new("不能为空值。", "Must not be null.");
            }

            return;
        }

        switch (type.Kind)
        {
            // A hierarchy names its member by a discriminator that only the serializer knows.
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is null:
                if (Expect(value, JsonValueKind.Object, pointer, faults))
                {
                    CheckObject(value, type, pointer, faults);
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                if (Expect(value, JsonValueKind.Object, pointer, faults))
                {
                    var element = type.Options.GetTypeInfo(type.ElementType!);
                    foreach (var member in Members(value, pointer, faults))
                    {
                        Check(member.Value, element, AllowsNull(element.Type), JsonPointer.Append(pointer, member.Name), faults);
                    }
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                if (Expect(value, JsonValueKind.Array, pointer, faults))
                {
                    var element = type.Options.GetTypeInfo(type.ElementType!);
                    var index = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Check(item, element, nullable: Nullable.GetUnderlyingType(element.Type) is not null, $"{pointer}/{index++}", faults);
                    }
                }

                break;
            default:
                CheckLeaf(value, type, pointer, faults);
                break;
        }
    }

    private static void CheckObject(JsonElement value, JsonTypeInfo type, string pointer, Dictionary<string, Text> faults)
    {
        var open = type.Properties.Any(p => p.IsExtensionData);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in Members(value, pointer, faults))
        {
            seen.Add(member.Name);
            var property = type.Properties.FirstOrDefault(p => p.Name == member.Name && !p.IsExtensionData && (p.Set is not null || p.AssociatedParameter is not null));
            if (property is null)
            {
                if (!open)
                {
                    faults[JsonPointer.Append(pointer, member.Name)] = new("未知的字段。", "Unknown member.");
                }

                continue;
            }

            var nullable = property.IsSetNullable && property.AssociatedParameter is not { IsNullable: false } && AllowsNull(property.PropertyType);
            Check(member.Value, type.Options.GetTypeInfo(property.PropertyType), nullable, JsonPointer.Append(pointer, member.Name), faults);
        }

        foreach (var property in type.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
        {
            faults[JsonPointer.Append(pointer, property.Name)] = new("缺少此字段。", "This member is missing.");
        }
    }

    private static void CheckLeaf(JsonElement value, JsonTypeInfo type, string pointer, Dictionary<string, Text> faults)
    {
        // Free-form parts (object, JsonElement) take any value, but doubled names are refused there as well.
        if (type.Type == typeof(object) || type.Type == typeof(JsonElement))
        {
            CheckFree(value, pointer, faults);
            return;
        }

        try
        {
            value.Deserialize(type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            faults[pointer] = Expected(type.Type);
        }
    }

    private static void CheckFree(JsonElement value, string pointer, Dictionary<string, Text> faults)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in Members(value, pointer, faults))
            {
                CheckFree(member.Value, JsonPointer.Append(pointer, member.Name), faults);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                CheckFree(item, $"{pointer}/{index++}", faults);
            }
        }
        else if (value.ValueKind == JsonValueKind.String && !IsText(value))
        {
            faults[pointer] = Expected(typeof(string));
        }
    }

    private static List<(string Name, JsonElement Value)> Members(JsonElement value, string pointer, Dictionary<string, Text> faults)
    {
        var members = new List<(string Name, JsonElement Value)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException)
            {
                faults[pointer] = new("字段名无法识别。", "A member name cannot be read.");
                continue;
            }

            if (names.Add(name))
            {
                members.Add((name, member.Value));
            }
            else
            {
                faults[JsonPointer.Append(pointer, name)] = new("字段重复。", "This member occurs twice.");
            }
        }

        return members;
    }

    // A lone surrogate is valid JSON syntax and no text.
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Expect(JsonElement value, JsonValueKind kind, string pointer, Dictionary<string, Text> faults)
    {
        if (value.ValueKind == kind)
        {
            return true;
        }

        faults[pointer] = kind == JsonValueKind.Object ? new("应为对象。", "Must be an object.") : new("应为数组。", "Must be an array.");
        return false;
    }

    private static bool AllowsNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static Text Expected(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsEnum)
        {
            var names = string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>()
                .Select(v => JsonSerializer.Serialize(Enum.ToObject(type, v), type, Json.Options).Trim('"')));
            return new($"应为下列值之一：{names}。", $"Must be one of: {names}.");
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new("应为文本。", "Must be text."),
            TypeCode.Boolean => new("应为 true 或 false。", "Must be true or false."),
            TypeCode.Byte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => new("应为范围内的整数。", "Must be a whole number within range."),
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => new("应为数字。", "Must be a number."),
            _ when type == typeof(DateOnly) => new("应为日期（年-月-日）。", "Must be a date, yyyy-MM-dd."),
            _ when type == typeof(DateTimeOffset) => new("应为带时区的时间（ISO 8601）。", "Must be an instant with offset, ISO 8601."),
            _ => new("值的类型不对。", "The value has the wrong type."),
        };
    }
}

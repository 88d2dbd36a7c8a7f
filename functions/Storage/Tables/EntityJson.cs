using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;

namespace NoVisit.Storage.Tables;

/// <summary>Rows as the table service's JSON (OData, minimal metadata).</summary>
internal static class EntityJson
{
    private const string TypeSuffix = "@odata.type";

    /// <summary>The body of an insert, update or merge.</summary>
    public static ReadOnlyMemory<byte> Write(ITableEntity entity)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        // The default encoder escapes all but ASCII. That is wanted: Azurite decodes each piece of a long body on its own and
        // breaks characters of several bytes that lie across two pieces.
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(nameof(ITableEntity.PartitionKey), entity.PartitionKey);
            json.WriteString(nameof(ITableEntity.RowKey), entity.RowKey);
            if (entity is TableEntity untyped)
            {
                foreach (var (name, value) in untyped)
                {
                    WriteValue(json, name, value);
                }
            }
            else
            {
                foreach (var property in EntityMap.Of(entity.GetType()).Properties)
                {
                    WriteValue(json, property.Name, property.Get(entity));
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>One row of an answer.</summary>
    public static T Read<T>(JsonElement json)
        where T : class, ITableEntity
    {
        // No new() constraint: entities may have required members, which come from the row here.
        var entity = Activator.CreateInstance<T>();
        var map = entity is TableEntity ? null : EntityMap.Of(typeof(T));
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case nameof(ITableEntity.PartitionKey):
                    entity.PartitionKey = member.Value.GetString()!;
                    break;
                case nameof(ITableEntity.RowKey):
                    entity.RowKey = member.Value.GetString()!;
                    break;
                case nameof(ITableEntity.Timestamp):
                    entity.Timestamp = ReadInstant(member.Value);
                    break;
                case "odata.etag":
                    entity.ETag = new ETag(member.Value.GetString()!);
                    break;
                case var name when name.Contains("odata.", StringComparison.Ordinal):
                    break;
                case var name when entity is TableEntity untyped:
                    untyped[name] = ReadUntyped(json, name, member.Value);
                    break;
                case var name when map?.Find(name) is { } property:
                    if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        property.Set(entity, ReadTyped(property, member.Value));
                    }

                    break;
                default:
                    // A column written by another version of the row: a merge must be able to leave it alone.
                    break;
            }
        }

        return entity;
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case long number:
                WriteAnnotated(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteAnnotated(json, name, "Edm.Double", FormatDouble(number));
                break;
            case DateTimeOffset instant:
                WriteAnnotated(json, name, "Edm.DateTime", FormatInstant(instant));
                break;
            case DateTime instant:
                WriteAnnotated(json, name, "Edm.DateTime", FormatInstant(ToInstant(instant)));
                break;
            case Guid id:
                WriteAnnotated(json, name, "Edm.Guid", id.ToString("D"));
                break;
            case byte[] bytes:
                WriteAnnotated(json, name, "Edm.Binary", Convert.ToBase64String(bytes));
                break;
            case BinaryData data:
                WriteAnnotated(json, name, "Edm.Binary", Convert.ToBase64String(data.ToMemory().Span));
                break;
            case Enum member:
                json.WriteString(name, member.ToString("G"));
                break;
            default:
                throw new NotSupportedException($"{name} is a {value.GetType()}, which a table cannot store.");
        }
    }

    private static void WriteAnnotated(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + TypeSuffix, type);
        json.WriteString(name, value);
    }

    private static object ReadTyped(EntityMap.Property property, JsonElement value)
    {
        var type = property.Type;
        try
        {
            return type switch
            {
                _ when type == typeof(string) => value.GetString()!,
                _ when type == typeof(int) => value.GetInt32(),
                _ when type == typeof(long) => value.ValueKind == JsonValueKind.Number ? value.GetInt64() : long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
                _ when type == typeof(double) => ReadDouble(value),
                _ when type == typeof(bool) => value.GetBoolean(),
                _ when type == typeof(DateTimeOffset) => ReadInstant(value),
                _ when type == typeof(DateTime) => ReadInstant(value).UtcDateTime,
                _ when type == typeof(Guid) => value.GetGuid(),
                _ when type == typeof(byte[]) => value.GetBytesFromBase64(),
                _ when type == typeof(BinaryData) => BinaryData.FromBytes(value.GetBytesFromBase64()),
                _ => Enum.Parse(type, value.GetString()!),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            // The value itself may be personal data and stays out of the message.
            throw new FormatException($"The stored value of {property.Name} cannot be read as {type.Name}.", e);
        }
    }

    private static object? ReadUntyped(JsonElement row, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.TryGetInt32(out var number) && AnnotationOf(row, name) != "Edm.Double" ? (object)number : value.GetDouble(),
        _ => AnnotationOf(row, name) switch
        {
            "Edm.Int64" => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            "Edm.Double" => ReadDouble(value),
            "Edm.DateTime" => ReadInstant(value),
            "Edm.Guid" => value.GetGuid(),
            "Edm.Binary" => value.GetBytesFromBase64(),
            _ => value.GetString(),
        },
    };

    private static string? AnnotationOf(JsonElement row, string name) =>
        row.TryGetProperty(name + TypeSuffix, out var type) ? type.GetString() : null;

    private static double ReadDouble(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : value.GetString() switch
        {
            "INF" => double.PositiveInfinity,
            "-INF" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        };

    private static string FormatDouble(double number) => number switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset ReadInstant(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>UTC with ticks: the service keeps 100 ns.</summary>
    internal static string FormatInstant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A <see cref="DateTime"/> without a zone is taken as UTC: the machine's zone must not change data.</summary>
    internal static DateTimeOffset ToInstant(DateTime instant) =>
        new(instant.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(instant, DateTimeKind.Utc) : instant);
}

using System.Text.Json;
using Microsoft.DurableTask;

namespace NoVisit.Emulator.Durable;

/// <summary>JSON by the host's settings, as the worker's own serializer writes it.</summary>
internal sealed class HubDataConverter(JsonSerializerOptions options) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), options);

    public override object? Deserialize(string? data, Type targetType)
        => data is null ? null : JsonSerializer.Deserialize(data, targetType, options);
}

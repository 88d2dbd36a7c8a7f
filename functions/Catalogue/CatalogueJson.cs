using System.Text.Json;
using System.Text.Json.Serialization;

namespace NoVisit.Catalogue;

/// <summary>How items are written as JSON: camelCase, enumerations by name, nothing unknown, nothing missing.</summary>
public static class CatalogueJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    /// <summary>The same for rows of our own: an older instance passes over what a newer one has added.</summary>
    internal static JsonSerializerOptions Stored { get; } = Create(JsonUnmappedMemberHandling.Skip);

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = unmapped,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            NumberHandling = JsonNumberHandling.Strict,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

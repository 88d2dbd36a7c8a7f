using System.Text.Json;

namespace NoVisit.Approval;

/// <summary>Enumerations as they stand in JSON, rows and URLs: camelCase.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

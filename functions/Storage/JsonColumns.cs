using System.Globalization;
using System.Text.Json;
using NoVisit.Storage.Tables;

namespace NoVisit.Storage;

/// <summary>
/// A JSON document in a table row: split over as many string properties as it needs, because one holds at most 32 Ki UTF-16
/// characters. A row holds about 500 Ki characters in all.
/// </summary>
public static class JsonColumns
{
    private const int ChunkLength = 30_000;

    /// <summary>Writes a document into <c>{name}0</c>, <c>{name}1</c> …</summary>
    public static void Write<T>(TableEntity row, T value, JsonSerializerOptions options, string name = "Json")
    {
        var json = JsonSerializer.Serialize(value, options);
        for (var i = 0; i == 0 || i * ChunkLength < json.Length; i++)
        {
            row[Column(name, i)] = json.Substring(i * ChunkLength, Math.Min(ChunkLength, json.Length - (i * ChunkLength)));
        }
    }

    /// <summary>Reads it back.</summary>
    /// <exception cref="InvalidOperationException">The row holds no such document.</exception>
    public static T Read<T>(TableEntity row, JsonSerializerOptions options, string name = "Json")
        where T : class
    {
        var json = string.Concat(Enumerable.Range(0, row.Count).Select(i => row.GetString(Column(name, i))).TakeWhile(part => part is not null));
        return (json.Length == 0 ? null : JsonSerializer.Deserialize<T>(json, options))
            ?? throw new InvalidOperationException($"Row {row.RowKey} has no {name}.");
    }

    private static string Column(string name, int index) => name + index.ToString(CultureInfo.InvariantCulture);
}

using System.Collections;
using Azure;

namespace NoVisit.Storage.Tables;

/// <summary>A row without a type of its own: names and values.</summary>
public sealed class TableEntity : ITableEntity, IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);

    /// <summary>An empty row.</summary>
    public TableEntity()
    {
    }

    /// <summary>An empty row with its keys.</summary>
    public TableEntity(string partitionKey, string rowKey) => (PartitionKey, RowKey) = (partitionKey, rowKey);

    /// <inheritdoc/>
    public string PartitionKey { get; set; } = "";

    /// <inheritdoc/>
    public string RowKey { get; set; } = "";

    /// <inheritdoc/>
    public DateTimeOffset? Timestamp { get; set; }

    /// <inheritdoc/>
    public ETag ETag { get; set; }

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Keys => values.Keys;

    /// <summary>How many values there are.</summary>
    public int Count => values.Count;

    /// <summary>A stored value, or <see langword="null"/> when there is none of that name.</summary>
    public object? this[string key]
    {
        get => values.GetValueOrDefault(key);
        set => values[key] = value;
    }

    /// <summary>Adds a value; the name must be new.</summary>
    public void Add(string key, object? value) => values.Add(key, value);

    /// <summary>Whether there is a value of that name.</summary>
    public bool ContainsKey(string key) => values.ContainsKey(key);

    /// <summary>The text of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is no text.</exception>
    public string? GetString(string key) => (string?)this[key];

    /// <summary>The 32-bit number of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public int? GetInt32(string key) => (int?)this[key];

    /// <summary>The 64-bit number of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public long? GetInt64(string key) => (long?)this[key];

    /// <summary>The floating-point number of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public double? GetDouble(string key) => (double?)this[key];

    /// <summary>The truth value of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public bool? GetBoolean(string key) => (bool?)this[key];

    /// <summary>The instant of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public DateTimeOffset? GetDateTimeOffset(string key) => (DateTimeOffset?)this[key];

    /// <summary>The GUID of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public Guid? GetGuid(string key) => (Guid?)this[key];

    /// <summary>The bytes of that name, or <see langword="null"/>.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public byte[]? GetBinary(string key) => (byte[]?)this[key];

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

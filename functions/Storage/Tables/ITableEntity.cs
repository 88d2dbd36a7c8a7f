using Azure;

namespace NoVisit.Storage.Tables;

/// <summary>A row of a table: its two keys, the time of its last change and its version.</summary>
/// <remarks>
/// Every other readable and writable public property is stored: <see cref="string"/>, <see cref="int"/>, <see cref="long"/>,
/// <see cref="double"/>, <see cref="bool"/>, <see cref="DateTimeOffset"/>, <see cref="DateTime"/>, <see cref="Guid"/>, <c>byte[]</c>,
/// <see cref="BinaryData"/>, enums (by name) and their nullable forms. <see langword="null"/> is not stored: a merge leaves the
/// old value, a replace removes it. Mark what is not to be stored with
/// <see cref="System.Runtime.Serialization.IgnoreDataMemberAttribute"/>.
/// </remarks>
public interface ITableEntity
{
    /// <summary>Rows of one partition can change together. At most 512 characters; no <c>/ \ # ?</c> and no control characters.</summary>
    string PartitionKey { get; set; }

    /// <summary>Unique within the partition, sorted by ordinal. At most 512 characters; same characters as the partition key.</summary>
    string RowKey { get; set; }

    /// <summary>Set by the service at every change; ignored when written.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The row's version as read; give it to <c>UpdateEntityAsync</c> so that nobody else's change is overwritten.</summary>
    ETag ETag { get; set; }
}

/// <summary>What an update does with stored properties that the new row lacks.</summary>
public enum TableUpdateMode
{
    /// <summary>They stay.</summary>
    Merge,

    /// <summary>They are removed.</summary>
    Replace,
}

/// <summary>A table of the account.</summary>
/// <param name="Name">3 to 63 letters and digits, the first a letter.</param>
public sealed record TableItem(string Name);

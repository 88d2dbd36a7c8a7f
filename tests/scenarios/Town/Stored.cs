using System.Globalization;
using System.Text;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>Everything a city has stored, as a text that is equal only if nothing was written in between.</summary>
internal static class Stored
{
    /// <summary>
    /// All rows with their ETags and all files, but for the log of reads, which grows by reading, and what SMS receipts and sending change
    /// in their own time: of messages only that they are there.
    /// </summary>
    public static async Task<string> StoredAsync(this City city)
    {
        await city.SettlesAsync();
        var all = new StringBuilder();
        foreach (var table in StorageNames.Tables.All.Where(t => t != StorageNames.Tables.AccessLog))
        {
            await foreach (var row in city.Storage.Table(table).QueryAsync<TableEntity>((string?)null))
            {
                if (row.PartitionKey.StartsWith("sms~", StringComparison.Ordinal))
                {
                    continue;
                }

                all.Append(CultureInfo.InvariantCulture, $"{table} {row.PartitionKey} {row.RowKey}");
                if (row.RowKey.StartsWith("message~", StringComparison.Ordinal))
                {
                    all.Append('\n');
                    continue;
                }

                all.Append(CultureInfo.InvariantCulture, $" {row.ETag}");
                foreach (var (name, value) in row.OrderBy(column => column.Key, StringComparer.Ordinal))
                {
                    all.Append(CultureInfo.InvariantCulture, $" {name}={value}");
                }

                all.Append('\n');
            }
        }

        foreach (var container in StorageNames.Containers.All)
        {
            await foreach (var blob in city.Storage.Container(container).GetBlobsAsync())
            {
                all.Append(CultureInfo.InvariantCulture, $"{container} {blob.Name} {blob.Properties.ETag}\n");
            }
        }

        return all.ToString();
    }
}

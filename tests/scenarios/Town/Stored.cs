using System.Diagnostics;
using System.Globalization;
using System.Text;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>Everything a city has stored, as a text that is equal only if nothing was written in between.</summary>
internal static class Stored
{
    /// <summary>Longer than a command's safety net stays hidden; whoever is away is looked after in days.</summary>
    private static readonly TimeSpan NetsAreDue = TimeSpan.FromSeconds(6);

    /// <summary>
    /// All rows with their ETags and all files, but for the log of reads, which grows by reading, and what SMS receipts and sending change
    /// in their own time: of messages only that they are there.
    /// </summary>
    public static async Task<string> StoredAsync(this City city)
    {
        await city.RecoversAsync();
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

    /// <summary>
    /// Ends when no safety net is left that a command of before has spanned: one that woke nobody stays, and recovery then writes the same rows
    /// anew, with other ETags. Nets come due by real time.
    /// </summary>
    private static async Task RecoversAsync(this City city)
    {
        var nets = city.Storage.Queues.GetQueueClient(StorageNames.Queues.CaseWakes);
        await city.SettlesAsync();
        var began = Stopwatch.GetTimestamp();
        while ((await nets.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount > 0
            && Stopwatch.GetElapsedTime(began) < NetsAreDue)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        await city.SettlesAsync();
    }
}

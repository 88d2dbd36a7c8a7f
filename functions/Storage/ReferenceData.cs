using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NoVisit.Storage.Tables;

namespace NoVisit.Storage;

/// <summary>Data that every instance works with and administrators change: kept in memory, loaded anew when its revision is another.</summary>
internal interface IReferenceData
{
    /// <summary>Its column in the row of revisions.</summary>
    string Name { get; }

    /// <summary>Reads all of it; on success it is in force on this instance.</summary>
    Task LoadAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The partition of reference data in the table <see cref="StorageNames.Tables.Catalogue"/>. Data and revision change in one transaction, so an
/// instance that has seen a revision has seen its data.
/// </summary>
internal static class ReferenceRows
{
    /// <summary>One partition for all of it: some hundred rows that change a few times a month.</summary>
    public const string Partition = "reference";

    /// <summary>The row of revisions.</summary>
    public const string Revisions = "revision";

    /// <summary>Makes every instance load the data named anew.</summary>
    public static TableTransactionAction Changed(string name) => new(
        TableTransactionActionType.UpsertMerge, new TableEntity(Partition, Revisions) { [name] = Guid.NewGuid().ToString("N") });

    /// <summary>All rows whose key begins like this, in order.</summary>
    public static string StartingWith(string prefix)
    {
        var end = prefix + "~";
        return TableFilter.Create($"PartitionKey eq {Partition} and RowKey ge {prefix} and RowKey lt {end}");
    }
}

/// <summary>
/// Keeps reference data fresh: one small row is read before a function runs, but not again for <see cref="Interval"/>, however many functions
/// run. So a change reaches every instance within that time, without a redeployment and without costs that grow with the load.
/// </summary>
/// <remarks>
/// Counted on the machine's clock: a stopped <see cref="TimeProvider"/> must not stop it. If storage does not answer, what is known stays in
/// force, but an instance that has loaded nothing yet does not begin.
/// </remarks>
internal sealed partial class ReferenceRefresh(
    StorageConnection storage, IEnumerable<IReferenceData> all, ILogger<ReferenceRefresh> logger) : IDisposable
{
    /// <summary>How old knowledge may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TableClient table = storage.Table(StorageNames.Tables.Catalogue);
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim one = new(1, 1);
    private long lookedAt;

    /// <summary>Looks if nobody has for a while.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsFresh)
        {
            return;
        }

        var look = LookAsync(force: false, CancellationToken.None);
        if (lookedAt == 0)
        {
            await look.WaitAsync(cancellationToken);
            return;
        }

        // A storage that does not answer must not hold up what does not need it, such as a probe of the app's life.
        await Task.WhenAny(look, Task.Delay(Patience, cancellationToken));
    }

    /// <summary>Looks now: for who has just changed something, or must not decide on old knowledge.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => LookAsync(force: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private bool IsFresh => Volatile.Read(ref lookedAt) is not 0 and var at && Stopwatch.GetElapsedTime(at) < Interval;

    private async Task LookAsync(bool force, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!force && IsFresh)
            {
                return;
            }

            var row = await table.GetEntityIfExistsAsync<TableEntity>(ReferenceRows.Partition, ReferenceRows.Revisions, cancellationToken: cancellationToken);
            foreach (var data in all)
            {
                var revision = row.HasValue ? row.Value!.GetString(data.Name) ?? "" : "";
                if (revision != known.GetValueOrDefault(data.Name, ""))
                {
                    await data.LoadAsync(cancellationToken);
                    known[data.Name] = revision;
                }
            }

            Volatile.Write(ref lookedAt, Stopwatch.GetTimestamp());
        }
        catch (Exception e) when (!force && lookedAt != 0)
        {
            // What was in force half a minute ago is better than no answer at all; the next look comes as soon as this one did.
            LogStale(e);
            Volatile.Write(ref lookedAt, Stopwatch.GetTimestamp());
        }
        finally
        {
            one.Release();
        }
    }

    [LoggerMessage(120, LogLevel.Warning, "Catalogue and calendar could not be looked at; what is known stays in force.")]
    private partial void LogStale(Exception exception);
}

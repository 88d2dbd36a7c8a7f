using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Deadlines;

/// <summary>
/// Which running cases have dues that rest on a year without holiday notice: one small row each, only for such cases, so that they are found
/// without looking at all cases when the notice comes. With it the alert to the administrators (TL-03).
/// </summary>
internal sealed class ProvisionalDueRows(StorageConnection storage)
{
    /// <summary>Partition of the administrators' alerts.</summary>
    public const string Alerts = "alerts";

    // Spares asking for an alert that is there; it is never taken away.
    private readonly ConcurrentDictionary<int, bool> alerted = new();

    private readonly TableClient table = storage.Table(StorageNames.Tables.Catalogue);

    /// <summary>Makes the rows of a case say what its record says.</summary>
    /// <returns>Years whose alert is new.</returns>
    public async Task<IReadOnlyList<int>> ChangeAsync(
        string number, IEnumerable<int> before, IReadOnlyList<int> after, DateTimeOffset at, CancellationToken cancellationToken)
    {
        List<int> raised = [];
        foreach (var year in after.Except(before))
        {
            await table.UpsertEntityAsync(new TableEntity(PartitionOf(year), number), TableUpdateMode.Replace, cancellationToken);
            if (!alerted.ContainsKey(year) && await RaiseAsync(year, number, at, cancellationToken))
            {
                raised.Add(year);
            }
        }

        foreach (var year in before.Except(after))
        {
            await RemoveAsync(year, number, cancellationToken);
        }

        return raised;
    }

    /// <summary>The case rests on the year no more.</summary>
    public Task RemoveAsync(int year, string number, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(PartitionOf(year), number, cancellationToken: cancellationToken);

    /// <summary>A page of case numbers after one, in order, and the last of them; null after the last page.</summary>
    public async Task<(IReadOnlyList<string> Numbers, string? Last)> PageAsync(int year, string? after, int size, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Create($"PartitionKey eq {PartitionOf(year)} and RowKey gt {after ?? ""}");
        await foreach (var page in table.QueryAsync<TableEntity>(filter, size, ["RowKey"], cancellationToken).AsPages())
        {
            List<string> numbers = [.. page.Values.Select(row => row.RowKey)];
            return (numbers, numbers.LastOrDefault());
        }

        return ([], null);
    }

    /// <summary>The notice is there: the alert is settled.</summary>
    public async Task SettleAlertAsync(int year, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var row = new TableEntity(Alerts, AlertOf(year)) { ["ResolvedAt"] = at, ["ResolvedBy"] = by };
            await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // No due ever rested on the year, so nobody was alerted.
        }
    }

    private static string PartitionOf(int year) => string.Create(CultureInfo.InvariantCulture, $"provisional~{year}");

    private static string AlertOf(int year) => string.Create(CultureInfo.InvariantCulture, $"provisionalYear~{year}");

    private async Task<bool> RaiseAsync(int year, string number, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var row = new TableEntity(Alerts, AlertOf(year)) { ["Year"] = year, ["Number"] = number, ["RaisedAt"] = at };
            await table.AddEntityAsync(row, cancellationToken);
            alerted[year] = true;
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Raised already: one alert for each year.
            alerted[year] = true;
            return false;
        }
    }
}

/// <summary>Something that an administrator has to see to.</summary>
/// <param name="Id">Stable.</param>
/// <param name="Kind">For now always <c>provisionalYear</c>: dues rest on a year whose holiday notice is not entered.</param>
/// <param name="Year">The year.</param>
/// <param name="Message">For the administrator.</param>
/// <param name="RaisedAt">When the first such due was set.</param>
/// <param name="Number">The case that it belongs to.</param>
/// <param name="ResolvedAt">When the notice was entered; null while it is missing.</param>
/// <param name="ResolvedBy">By whom.</param>
internal sealed record AlertView(
    string Id, string Kind, int Year, Text Message, DateTimeOffset RaisedAt, string Number, DateTimeOffset? ResolvedAt, string? ResolvedBy)
{
    public static AlertView Of(TableEntity row) => new(
        row.RowKey, "provisionalYear", row.GetInt32("Year")!.Value, Text(row.GetInt32("Year")!.Value), row.GetDateTimeOffset("RaisedAt")!.Value,
        row.GetString("Number")!, row.GetDateTimeOffset("ResolvedAt"), row.GetString("ResolvedBy"));

    private static Text Text(int year) => new(
        $"有办件的期限延续到 {year} 年,而该年节假日安排尚未录入:期限为暂定,请在通知公布后录入 {year} 年日历。",
        $"Dues run into {year}, whose holiday notice is not entered: they are provisional. Enter the calendar of {year} when the notice is out.");
}

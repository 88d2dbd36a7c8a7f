using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Approval.Records;

/// <summary>
/// Every case that is not decided and has not ended, wherever it stands. Goes through the lists of all people, so it is for what happens once in years,
/// such as the correction of a calendar; in return no case pays for being found.
/// </summary>
internal sealed class RunningCases(StorageConnection storage)
{
    private static readonly string Filter = TableFilter.Create($"RowKey ge {"case~"} and RowKey lt {"case~~"}") + $" and ({string.Join(
        " or ", Enum.GetValues<CaseState>().Where(s => !s.IsDecided() && !s.IsFinal()).Select(s => TableFilter.Create($"State eq {s}")))})";

    private readonly TableClient people = storage.Table(StorageNames.Tables.People);

    /// <summary>A page of case numbers, and where it ended; null after the last. A case with an agent comes twice.</summary>
    public async Task<(IReadOnlyList<string> Numbers, string? Next)> PageAsync(string? after, int size, CancellationToken cancellationToken)
    {
        await foreach (var page in people.QueryAsync<TableEntity>(Filter, size, ["Number"], cancellationToken).AsPages(after))
        {
            return ([.. page.Values.Select(row => row.GetString("Number")!)], page.ContinuationToken);
        }

        return ([], null);
    }
}

using Microsoft.AspNetCore.Http;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage.Tables;

namespace NoVisit.Storage;

/// <summary>Pages of a table for a list of the API: one request to the service for a page.</summary>
internal static class TablePages
{
    /// <summary>Reads the page the request asks for.</summary>
    /// <param name="paging">Seals the continuation tokens.</param>
    /// <param name="table">Read from.</param>
    /// <param name="request">Carries <c>pageSize</c>, <c>continuationToken</c> and the list's own filters.</param>
    /// <param name="filter">OData; starts with the partition and a range of rows.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static async Task<Page<T>> ReadAsync<T>(
        this Paging paging, TableClient table, HttpRequest request, string filter, CancellationToken cancellationToken)
        where T : class, ITableEntity, new()
    {
        var list = ListName(request);
        var asked = paging.Read(request, list);
        await foreach (var page in table.QueryAsync<T>(filter, asked.Size, cancellationToken: cancellationToken).AsPages(asked.Position))
        {
            // The service may answer an empty page with a token when its filter skips many rows; nobody wants to see those.
            if (page.Values.Count > 0 || page.ContinuationToken is null)
            {
                return new Page<T>(page.Values, paging.Next(page.ContinuationToken, list));
            }
        }

        return new Page<T>([], null);
    }

    /// <summary>The same page with its items shown.</summary>
    public static Page<TView> Select<TRow, TView>(this Page<TRow> page, Func<TRow, TView> view) =>
        new([.. page.Items.Select(view)], page.ContinuationToken);

    /// <summary>A token belongs to one caller and one set of filters.</summary>
    private static string ListName(HttpRequest request)
    {
        var filters = request.Query.Where(q => q.Key is not ("pageSize" or "continuationToken")).OrderBy(q => q.Key, StringComparer.Ordinal);
        return string.Join('\n', [Caller.TryOf(request.HttpContext)?.Id, request.Path.Value, .. filters.Select(q => $"{q.Key}={q.Value}")]);
    }
}

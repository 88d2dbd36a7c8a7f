using Azure;

namespace NoVisit.Storage.Tables;

/// <summary>Pages fetched one by one; each names the next by a continuation token.</summary>
internal sealed class TablePageable<T>(
    int? maxPerPage, Func<string?, int?, CancellationToken, Task<Page<T>>> fetch, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = await fetch(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // A caller may give a token here as well as to the query; either ends it.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        string? continuationToken = null;
        do
        {
            var page = await fetch(continuationToken, maxPerPage, either.Token);
            foreach (var value in page.Values)
            {
                yield return value;
            }

            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}

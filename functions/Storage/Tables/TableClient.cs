using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace NoVisit.Storage.Tables;

/// <summary>One table: rows by key, by query, and several of one partition in a transaction.</summary>
/// <remarks>See <see cref="TableServiceClient"/> for what a retried write can answer. Every answer to a write carries the new ETag.</remarks>
public sealed class TableClient
{
    /// <summary>The most actions that one transaction can hold.</summary>
    internal const int MaxTransactionActions = 100;

    private const int MaxKeyLength = 512;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. "/\\#?", .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)]);

    private readonly TableServiceClient service;

    internal TableClient(TableServiceClient service, string name) => (this.service, Name) = (service, name);

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>The account's name.</summary>
    public string AccountName => service.AccountName;

    /// <summary>Writes an OData filter: the holes of an interpolated string become quoted literals, so that no value can change the filter.</summary>
    /// <example><c>TableClient.CreateQueryFilter($"PartitionKey eq {number} and Due lt {now}")</c></example>
    /// <exception cref="NotSupportedException">A hole is <see langword="null"/> or of a type that no column can have.</exception>
    public static string CreateQueryFilter(FormattableString filter) => TableFilter.Create(filter);

    /// <summary>Creates the table unless it is there.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        service.CreateTableIfNotExistsAsync(Name, cancellationToken);

    /// <summary>Deletes the table and all its rows; answers 404 without an exception when there is none.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => service.DeleteTableAsync(Name, cancellationToken);

    /// <summary>Inserts a row.</summary>
    /// <exception cref="RequestFailedException">
    /// 409 <see cref="TableErrorCode.EntityAlreadyExists"/>: a row with these keys is there, perhaps by an attempt that timed out.
    /// </exception>
    public async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        using var message = service.CreateMessage(RequestMethod.Post, $"/{Name}", EntityJson.Write(entity));
        message.Request.Headers.Add("Prefer", "return-no-content");
        return await service.SendOrThrowAsync(message, cancellationToken);
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="RequestFailedException">404 <see cref="TableErrorCode.ResourceNotFound"/>: there is none.</exception>
    public async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await GetAsync(partitionKey, rowKey, select, cancellationToken);
        return response.IsError ? throw TableServiceClient.Failure(response) : ReadEntity<T>(response);
    }

    /// <summary>Reads a row that may be missing: look at <see cref="NullableResponse{T}.HasValue"/>.</summary>
    /// <exception cref="RequestFailedException">The service refused, or the table itself is missing.</exception>
    public async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await GetAsync(partitionKey, rowKey, select, cancellationToken);
        if (!response.IsError)
        {
            return ReadEntity<T>(response);
        }

        var failure = TableServiceClient.Failure(response);
        return failure.ErrorCode == TableErrorCode.ResourceNotFound ? new NoValue<T>(response) : throw failure;
    }

    /// <summary>Changes a row that is there.</summary>
    /// <param name="entity">The row.</param>
    /// <param name="ifMatch">The version it must have; <see cref="ETag.All"/> for any.</param>
    /// <param name="mode">What happens to stored properties that <paramref name="entity"/> lacks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestFailedException">
    /// 412 <see cref="TableErrorCode.UpdateConditionNotSatisfied"/>: somebody changed it; 404: there is none.
    /// </exception>
    public async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        using var message = CreateWrite(entity, mode);
        message.Request.Headers.Add("If-Match", IfMatch(ifMatch));
        return await service.SendOrThrowAsync(message, cancellationToken);
    }

    /// <summary>Inserts a row or changes the one that is there, whatever its version.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        using var message = CreateWrite(entity, mode);
        return await service.SendOrThrowAsync(message, cancellationToken);
    }

    /// <summary>Deletes a row; answers 404 without an exception when there is none.</summary>
    /// <param name="partitionKey">The partition.</param>
    /// <param name="rowKey">The row.</param>
    /// <param name="ifMatch">The version it must have; the default means any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestFailedException">412: somebody changed it.</exception>
    public async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        using var message = service.CreateMessage(RequestMethod.Delete, PathOf(partitionKey, rowKey));
        message.Request.Headers.Add("If-Match", IfMatch(ifMatch));
        var response = await service.SendAsync(message, cancellationToken);
        if (!response.IsError)
        {
            return response;
        }

        var failure = TableServiceClient.Failure(response);
        return failure.ErrorCode == TableErrorCode.ResourceNotFound ? response : throw failure;
    }

    /// <summary>Rows by partition, then row key, in ordinal order.</summary>
    /// <param name="filter">OData; write it with <see cref="CreateQueryFilter"/>.</param>
    /// <param name="maxPerPage">At most 1000, which is also the default. A page can hold fewer rows and still not be the last.</param>
    /// <param name="select">Only these properties; keys must be named too if wanted.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>Rows, or by <c>AsPages</c> pages with continuation tokens that stay good for later calls.</returns>
    public AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var columns = Columns(select);
        return new TablePageable<T>(maxPerPage, (token, size, ct) => QueryPageAsync<T>(filter, size, columns, token, ct), cancellationToken);
    }

    /// <summary>Writes up to 100 rows of one partition, all or none.</summary>
    /// <returns>One answer for each action, in their order, with the new ETag.</returns>
    /// <exception cref="TableTransactionFailedException">One action was refused, so nothing was written.</exception>
    /// <exception cref="ArgumentException">No action, more than 100, several partitions or one row twice.</exception>
    public async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions.ToList();
        CheckTransaction(actions);
        var (body, contentType) = TransactionContent.Write(
            actions,
            action => service.UriOf(action.ActionType == TableTransactionActionType.Add ? $"/{Name}" : PathOf(action.Entity.PartitionKey, action.Entity.RowKey)));
        using var message = service.CreateMessage(RequestMethod.Post, "/$batch", body, contentType);
        var response = await service.SendOrThrowAsync(message, cancellationToken);
        var parts = TransactionContent.Read(response);
        var refused = parts.FirstOrDefault(p => p.IsError);
        if (refused is not null)
        {
            var failure = TableServiceClient.Failure(refused);
            throw new TableTransactionFailedException(refused, failure, FailedIndex(refused, failure, actions.Count));
        }

        return Response.FromValue<IReadOnlyList<Response>>(parts, response);
    }

    internal static string IfMatch(ETag etag) => etag == default ? ETag.All.ToString() : etag.ToString("H");

    private static string? Columns(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    private static Response<T> ReadEntity<T>(Response response)
        where T : class, ITableEntity
    {
        using var json = JsonDocument.Parse(response.Content);
        var entity = EntityJson.Read<T>(json.RootElement);
        if (response.Headers.ETag is { } etag)
        {
            entity.ETag = etag;
        }

        return Response.FromValue(entity, response);
    }

    private static void CheckKeys(ITableEntity entity)
    {
        CheckKey(entity.PartitionKey, nameof(ITableEntity.PartitionKey));
        CheckKey(entity.RowKey, nameof(ITableEntity.RowKey));
    }

    private static void CheckKey(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(key, name);
        // The key itself may name a person and stays out of the message.
        if (key.Length > MaxKeyLength)
        {
            throw new ArgumentException($"A key has at most {MaxKeyLength} characters; this has {key.Length}.", name);
        }

        if (key.AsSpan().ContainsAny(Forbidden))
        {
            throw new ArgumentException("A key holds no / \\ # ? and no control character.", name);
        }
    }

    private static void CheckTransaction(List<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MaxTransactionActions)
        {
            throw new ArgumentException($"A transaction has 1 to {MaxTransactionActions} actions; this has {actions.Count}.", nameof(actions));
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entity in actions.Select(a => a.Entity))
        {
            CheckKeys(entity);
            if (entity.PartitionKey != actions[0].Entity.PartitionKey)
            {
                throw new ArgumentException("A transaction stays within one partition.", nameof(actions));
            }

            if (!rows.Add(entity.RowKey))
            {
                throw new ArgumentException("A transaction touches each row once.", nameof(actions));
            }
        }
    }

    /// <summary>The service puts the index before the message: <c>2:The specified entity already exists.</c></summary>
    private static int? FailedIndex(PartResponse refused, RequestFailedException failure, int count)
    {
        var colon = failure.Message.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && int.TryParse(failure.Message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count)
        {
            return index;
        }

        return refused.Headers.TryGetValue("Content-ID", out var id)
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < count
            ? index
            : null;
    }

    private string PathOf(string partitionKey, string rowKey)
    {
        CheckKey(partitionKey, nameof(partitionKey));
        CheckKey(rowKey, nameof(rowKey));
        return $"/{Name}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";
    }

    private static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private HttpMessage CreateWrite(ITableEntity entity, TableUpdateMode mode) => service.CreateMessage(
        mode == TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put,
        PathOf(entity.PartitionKey, entity.RowKey),
        EntityJson.Write(entity));

    private async Task<Response> GetAsync(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        using var message = service.CreateMessage(RequestMethod.Get, PathOf(partitionKey, rowKey));
        TableServiceClient.AddQuery(message, "$select", Columns(select));
        return await service.SendAsync(message, cancellationToken);
    }

    private async Task<Page<T>> QueryPageAsync<T>(string? filter, int? size, string? columns, string? token, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        using var message = service.CreateMessage(RequestMethod.Get, $"/{Name}()");
        TableServiceClient.AddQuery(message, "$filter", filter);
        TableServiceClient.AddQuery(message, "$top", size?.ToString(CultureInfo.InvariantCulture));
        TableServiceClient.AddQuery(message, "$select", columns);
        if (token is not null)
        {
            var next = token.Split(' ', 2);
            TableServiceClient.AddQuery(message, "NextPartitionKey", next[0]);
            TableServiceClient.AddQuery(message, "NextRowKey", next.ElementAtOrDefault(1));
        }

        var response = await service.SendOrThrowAsync(message, cancellationToken);
        using var json = JsonDocument.Parse(response.Content);
        var rows = json.RootElement.GetProperty("value").EnumerateArray().Select(EntityJson.Read<T>).ToList();
        return Page<T>.FromValues(rows, NextToken(response), response);
    }

    private static string? NextToken(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition))
        {
            return null;
        }

        // At the end of a partition there may be no next row.
        return response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row) ? $"{partition} {row}" : partition;
    }

    private sealed class NoValue<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no such row.");

        public override Response GetRawResponse() => response;
    }
}

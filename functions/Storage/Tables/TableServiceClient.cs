using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace NoVisit.Storage.Tables;

/// <summary>Settings of the pipeline: retries, transport, further policies.</summary>
public sealed class TableClientOptions : ClientOptions;

/// <summary>The table service of one storage account.</summary>
/// <remarks>
/// <para>A thin client over <c>Azure.Core</c> with the names of <c>Azure.Data.Tables</c>, so that one <c>using</c> swaps it.</para>
/// <para>
/// Failed attempts (408, 429, 500, 502, 503, 504 and broken connections) are retried with growing delays. The service may have done
/// what a timed-out attempt asked for: a retried insert can then answer 409, a retried conditional update or transaction 412 or 409.
/// The client does not guess; callers decide by reading the row (it holds their event or idempotency key, or it does not).
/// </para>
/// </remarks>
public sealed class TableServiceClient
{
    private const string ServiceVersion = "2020-12-06";
    private const string StorageScope = "https://storage.azure.com/.default";

    private readonly Uri endpoint;
    private readonly HttpPipeline pipeline;

    /// <summary>A client that signs with the account's key.</summary>
    /// <param name="endpoint">For example <c>https://account.table.core.windows.net</c> or <c>http://127.0.0.1:10002/devstoreaccount1</c>.</param>
    /// <param name="credential">The account's name and key.</param>
    /// <param name="options">Settings of the pipeline.</param>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(endpoint, credential.AccountName, new TableSharedKeyPolicy(credential), options)
    {
    }

    /// <summary>A client that sends tokens, for example of a managed identity. HTTPS only.</summary>
    /// <param name="endpoint">For example <c>https://account.table.core.windows.net</c>.</param>
    /// <param name="tokenCredential">Needs the role Storage Table Data Contributor.</param>
    /// <param name="options">Settings of the pipeline.</param>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(endpoint, endpoint.Host.Split('.')[0], new BearerTokenAuthenticationPolicy(tokenCredential, StorageScope), options)
    {
    }

    private TableServiceClient(Uri endpoint, string accountName, HttpPipelinePolicy authentication, TableClientOptions? options)
    {
        this.endpoint = endpoint;
        AccountName = accountName;
        // After the retry policy: each attempt is signed with its own date.
        pipeline = HttpPipelineBuilder.Build(options ?? new TableClientOptions(), [], [authentication], null);
    }

    /// <summary>The account.</summary>
    public string AccountName { get; }

    /// <summary>A client for one table; costs no request.</summary>
    public TableClient GetTableClient(string tableName) => new(this, tableName);

    /// <summary>Creates the table unless it is there.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["TableName"] = tableName });
        using var message = CreateMessage(RequestMethod.Post, "/Tables", body);
        message.Request.Headers.Add("Prefer", "return-no-content");
        var response = await SendAsync(message, cancellationToken);
        if (response.IsError)
        {
            var failure = Failure(response);
            if (failure.ErrorCode != TableErrorCode.TableAlreadyExists)
            {
                throw failure;
            }
        }

        return Response.FromValue(new TableItem(tableName), response);
    }

    /// <summary>Deletes the table and all its rows; answers 404 without an exception when there is none.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        using var message = CreateMessage(RequestMethod.Delete, $"/Tables('{Uri.EscapeDataString(tableName)}')");
        var response = await SendAsync(message, cancellationToken);
        return response.IsError && response.Status != 404 ? throw Failure(response) : response;
    }

    /// <summary>The tables of the account.</summary>
    /// <param name="filter">An OData filter over <c>TableName</c>.</param>
    /// <param name="maxPerPage">At most 1000.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePageable<TableItem>(
            maxPerPage,
            async (token, size, ct) =>
            {
                using var message = CreateMessage(RequestMethod.Get, "/Tables");
                AddQuery(message, "$filter", filter);
                AddQuery(message, "$top", size?.ToString(CultureInfo.InvariantCulture));
                AddQuery(message, "NextTableName", token);
                var response = await SendOrThrowAsync(message, ct);
                using var json = JsonDocument.Parse(response.Content);
                response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var next);
                return Page<TableItem>.FromValues(
                    [.. json.RootElement.GetProperty("value").EnumerateArray().Select(t => new TableItem(t.GetProperty("TableName").GetString()!))], next, response);
            },
            cancellationToken);

    /// <summary>The absolute address, as parts of a transaction name it.</summary>
    internal Uri UriOf(string path)
    {
        var builder = new RequestUriBuilder();
        Reset(builder, path);
        return builder.ToUri();
    }

    /// <summary>A request to an escaped path that begins with a slash.</summary>
    internal HttpMessage CreateMessage(RequestMethod method, string path, ReadOnlyMemory<byte>? body = null, string contentType = "application/json")
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        Reset(request.Uri, path);
        request.Headers.Add("x-ms-version", ServiceVersion);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("MaxDataServiceVersion", "3.0;NetFx");
        request.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        if (body is { } content)
        {
            request.Content = RequestContent.Create(content);
            request.Headers.Add("Content-Type", contentType);
        }

        return message;
    }

    internal static void AddQuery(HttpMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Request.Uri.AppendQuery(name, value, escapeValue: true);
        }
    }

    internal async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await pipeline.SendAsync(message, cancellationToken);
        return message.Response;
    }

    internal async Task<Response> SendOrThrowAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        var response = await SendAsync(message, cancellationToken);
        return response.IsError ? throw Failure(response) : response;
    }

    private void Reset(RequestUriBuilder uri, string path)
    {
        uri.Reset(endpoint);
        // The endpoint has a path of its own where the account is no part of the host name (Azurite).
        uri.AppendPath(uri.Path.EndsWith('/') ? path[1..] : path, escape: false);
    }

    internal static RequestFailedException Failure(Response response) => new(response, null, TableErrorParser.Instance);
}

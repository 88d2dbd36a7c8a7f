using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Tests.Storage;

/// <summary>What only a faulty line or Azure itself shows: retries and tokens.</summary>
public sealed class TablePipelineTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_insert_whose_answer_was_lost_is_retried_and_answers_409_for_the_caller_to_judge()
    {
        var connection = StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount()));
        using var lossy = new LosingTransport(loseAnswers: 1);
        var storage = new StorageConnection(connection, new StorageRequestCounter(), new NoCredential(), lossy);
        var cases = storage.Table(StorageNames.Tables.Cases);
        await new StorageConnection(connection, new StorageRequestCounter()).Table(StorageNames.Tables.Cases).CreateIfNotExistsAsync(Cancel);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => cases.AddEntityAsync(new TableEntity("p", "r") { ["Event"] = "E1" }, Cancel));

        Assert.Equal(TableErrorCode.EntityAlreadyExists, refused.ErrorCode);
        Assert.Equal("E1", (await cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value.GetString("Event"));
        Assert.Equal(2, storage.Counter.Snapshot().Single(c => c.Operation == "Insert").Count);
    }

    [Fact]
    public async Task A_token_credential_is_asked_for_the_storage_scope_and_sent()
    {
        var credential = new NoCredential();
        using var transport = new LosingTransport(loseAnswers: 0, answer: HttpStatusCode.NoContent);
        var service = new TableServiceClient(new Uri("https://novisit.table.core.windows.net"), credential, new TableClientOptions { Transport = transport });

        await service.GetTableClient("Cases").UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancel);

        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer token-of-the-identity", transport.Authorization);
        Assert.Equal("https://novisit.table.core.windows.net/Cases(PartitionKey='p',RowKey='r')", transport.Address);
    }

    private sealed class NoCredential : TokenCredential
    {
        public IReadOnlyList<string> Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("token-of-the-identity", TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Delivers requests but loses the first answers, or answers itself for an account that is not there.</summary>
    private sealed class LosingTransport(int loseAnswers, HttpStatusCode? answer = null) : HttpPipelineTransport, IDisposable
    {
        private readonly HttpClientTransport inner = new();
        private readonly HttpClientTransport? canned = answer is { } status ? new HttpClientTransport(new CannedHandler(status)) : null;
        private int toLose = loseAnswers;

        public string? Authorization { get; private set; }

        public string? Address { get; private set; }

        public override Request CreateRequest() => (canned ?? inner).CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("The clients are asynchronous.");

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            Authorization = message.Request.Headers.TryGetValue("Authorization", out var value) ? value : null;
            Address = message.Request.Uri.ToString();
            await (canned ?? inner).ProcessAsync(message);
            if (Interlocked.Decrement(ref toLose) >= 0)
            {
                throw new IOException("The connection broke after the request was done.");
            }
        }

        public void Dispose()
        {
            inner.Dispose();
            canned?.Dispose();
        }
    }

    private sealed class CannedHandler(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("", Encoding.UTF8) });
    }
}

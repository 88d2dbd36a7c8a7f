using System.Text;
using Azure;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Tests.Storage;

public sealed class TableClientTests(Azurite azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Filed = new(2026, 2, 10, 9, 30, 15, TimeSpan.FromHours(8));

    private readonly StorageConnection storage = azurite.Connect();

    private TableClient Cases => storage.Table(StorageNames.Tables.Cases);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Cases.CreateIfNotExistsAsync(Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Creating_a_table_twice_is_no_error()
    {
        var again = await Cases.CreateIfNotExistsAsync(Cancel);

        Assert.Equal("Cases", again.Value.Name);
        Assert.Equal(409, again.GetRawResponse().Status);
    }

    [Fact]
    public async Task A_row_of_every_type_comes_back_as_it_went()
    {
        var row = new EveryType
        {
            PartitionKey = "QD-2026-000001",
            RowKey = "case",
            Text = "不见面审批 “O'Neill” \r\n\t <&> 😀",
            Whole = int.MinValue,
            Long = long.MaxValue,
            Real = 12,
            Truth = true,
            Instant = Filed.AddTicks(1),
            Id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
            Bytes = [0, 1, 254, 255],
            Data = BinaryData.FromBytes([7, 8]),
            State = DayOfWeek.Wednesday,
            MaybeLong = -1,
        };

        await Cases.AddEntityAsync(row, Cancel);
        EveryType back = await Cases.GetEntityAsync<EveryType>(row.PartitionKey, row.RowKey, cancellationToken: Cancel);

        Assert.Equal(row.Text, back.Text);
        Assert.Equal(row.Whole, back.Whole);
        Assert.Equal(row.Long, back.Long);
        Assert.Equal(row.Real, back.Real);
        Assert.True(back.Truth);
        Assert.Equal(Filed.AddTicks(1).UtcTicks, back.Instant!.Value.UtcTicks);
        Assert.Equal(TimeSpan.Zero, back.Instant.Value.Offset);
        Assert.Equal(row.Id, back.Id);
        Assert.Equal(row.Bytes, back.Bytes);
        Assert.Equal(row.Data.ToArray(), back.Data!.ToArray());
        Assert.Equal(DayOfWeek.Wednesday, back.State);
        Assert.Equal(-1, back.MaybeLong);
        Assert.Null(back.MaybeState);
        Assert.Equal("not stored", back.Ignored);
        Assert.NotNull(back.Timestamp);
        Assert.NotEqual(default, back.ETag);
    }

    [Fact]
    public async Task An_untyped_row_keeps_the_types_of_its_values()
    {
        var row = new TableEntity("p", "r")
        {
            { "Text", "一" }, { "Whole", 3 }, { "Long", 4L }, { "Real", 5.0 }, { "Truth", false }, { "Instant", Filed },
            { "Id", Guid.Empty }, { "Bytes", new byte[] { 9 } }, { "Nothing", null },
        };

        await Cases.AddEntityAsync(row, Cancel);
        TableEntity back = await Cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel);

        Assert.Equal("一", back.GetString("Text"));
        Assert.Equal(3, back.GetInt32("Whole"));
        Assert.Equal(4L, back.GetInt64("Long"));
        Assert.Equal(5.0, back.GetDouble("Real"));
        Assert.False(back.GetBoolean("Truth"));
        Assert.Equal(Filed, back.GetDateTimeOffset("Instant"));
        Assert.Equal(Guid.Empty, back.GetGuid("Id"));
        Assert.Equal(new byte[] { 9 }, back.GetBinary("Bytes"));
        Assert.False(back.ContainsKey("Nothing"));
    }

    [Fact]
    public async Task A_second_insert_of_the_same_keys_answers_409()
    {
        await Cases.AddEntityAsync(new TableEntity("p", "r"), Cancel);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Cases.AddEntityAsync(new TableEntity("p", "r"), Cancel));

        Assert.Equal(409, refused.Status);
        Assert.Equal(TableErrorCode.EntityAlreadyExists, refused.ErrorCode);
    }

    [Fact]
    public async Task A_missing_row_is_an_error_only_when_it_was_asked_for_as_certain()
    {
        var maybe = await Cases.GetEntityIfExistsAsync<TableEntity>("p", "none", cancellationToken: Cancel);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Cases.GetEntityAsync<TableEntity>("p", "none", cancellationToken: Cancel));

        Assert.False(maybe.HasValue);
        Assert.Equal(404, refused.Status);
        Assert.Equal(TableErrorCode.ResourceNotFound, refused.ErrorCode);
    }

    [Fact]
    public async Task A_missing_table_is_an_error_even_when_the_row_was_optional()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => storage.Table("Nowhere").GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel));

        Assert.Equal(TableErrorCode.TableNotFound, refused.ErrorCode);
    }

    [Fact]
    public async Task An_update_under_a_stale_version_changes_nothing()
    {
        var first = await Cases.AddEntityAsync(new TableEntity("p", "r") { ["State"] = "filed" }, Cancel);
        await Cases.UpdateEntityAsync(new TableEntity("p", "r") { ["State"] = "accepted" }, first.Headers.ETag!.Value, cancellationToken: Cancel);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => Cases.UpdateEntityAsync(new TableEntity("p", "r") { ["State"] = "returned" }, first.Headers.ETag!.Value, cancellationToken: Cancel));

        Assert.Equal(412, refused.Status);
        Assert.Equal(TableErrorCode.UpdateConditionNotSatisfied, refused.ErrorCode);
        TableEntity now = await Cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel);
        Assert.Equal("accepted", now.GetString("State"));
    }

    [Fact]
    public async Task The_version_of_a_write_is_the_one_that_a_read_gives()
    {
        var added = await Cases.AddEntityAsync(new TableEntity("p", "r"), Cancel);
        TableEntity read = await Cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel);
        var queried = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancel).FirstAsync(Cancel);

        Assert.Equal(added.Headers.ETag, read.ETag);
        Assert.Equal(added.Headers.ETag, queried.ETag);
    }

    [Fact]
    public async Task An_update_of_a_missing_row_answers_404()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => Cases.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All, cancellationToken: Cancel));

        Assert.Equal(404, refused.Status);
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, true)]
    [InlineData(TableUpdateMode.Replace, false)]
    public async Task A_merge_keeps_what_the_new_row_lacks_and_a_replace_does_not(TableUpdateMode mode, bool kept)
    {
        await Cases.UpsertEntityAsync(new TableEntity("p", "r") { ["Old"] = 1 }, mode, Cancel);
        await Cases.UpsertEntityAsync(new TableEntity("p", "r") { ["New"] = 2 }, mode, Cancel);

        TableEntity row = await Cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel);

        Assert.Equal(kept, row.ContainsKey("Old"));
        Assert.Equal(2, row.GetInt32("New"));
    }

    [Fact]
    public async Task A_deletion_minds_the_version_and_forgives_a_missing_row()
    {
        var first = await Cases.AddEntityAsync(new TableEntity("p", "r"), Cancel);
        var second = await Cases.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, cancellationToken: Cancel);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Cases.DeleteEntityAsync("p", "r", first.Headers.ETag!.Value, Cancel));
        var done = await Cases.DeleteEntityAsync("p", "r", second.Headers.ETag!.Value, Cancel);
        var gone = await Cases.DeleteEntityAsync("p", "r", cancellationToken: Cancel);

        Assert.Equal(412, refused.Status);
        Assert.Equal(204, done.Status);
        Assert.Equal(404, gone.Status);
    }

    [Theory]
    [InlineData("O'Brien's")]
    [InlineData("张三 李四")]
    [InlineData("a+b=c&d;e:f@g,h(i)[j]{k}")]
    [InlineData("100 % & 50%25")]
    [InlineData("😀")]
    public async Task Keys_with_special_characters_find_their_row(string key)
    {
        await Cases.AddEntityAsync(new TableEntity(key, key) { ["N"] = 1 }, Cancel);

        TableEntity read = await Cases.GetEntityAsync<TableEntity>(key, key, cancellationToken: Cancel);
        var found = await Cases.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}"), cancellationToken: Cancel)
            .ToListAsync(Cancel);
        await Cases.UpdateEntityAsync(read, read.ETag, TableUpdateMode.Replace, Cancel);
        var batch = await Cases.SubmitTransactionAsync([new(TableTransactionActionType.UpdateMerge, new TableEntity(key, key) { ["N"] = 2 })], Cancel);

        Assert.Equal(key, read.RowKey);
        Assert.Equal(key, Assert.Single(found).PartitionKey);
        Assert.Equal(204, Assert.Single(batch.Value).Status);
        Assert.Equal(204, (await Cases.DeleteEntityAsync(key, key, cancellationToken: Cancel)).Status);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public async Task Keys_that_the_service_forbids_are_refused_before_they_are_sent(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Cases.AddEntityAsync(new TableEntity(key, "r"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Cases.GetEntityAsync<TableEntity>("p", key, cancellationToken: Cancel));
        Assert.DoesNotContain(storage.Counter.Snapshot(), c => c.Operation is "Insert" or "Get");
    }

    [Fact]
    public async Task A_value_cannot_break_out_of_a_filter()
    {
        await Cases.AddEntityAsync(new TableEntity("p", "secret"), Cancel);

        var found = await Cases.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey eq {"x' or RowKey ne 'x"}"), cancellationToken: Cancel).ToListAsync(Cancel);

        Assert.Empty(found);
    }

    [Fact]
    public async Task Filters_compare_every_type()
    {
        var id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        var row = new TableEntity("p", "r")
        {
            { "Whole", 3 }, { "Long", 4_000_000_000L }, { "Real", 5.0 }, { "Truth", true }, { "Instant", Filed }, { "Id", id }, { "State", DayOfWeek.Friday },
        };
        await Cases.AddEntityAsync(row, Cancel);
        var filter = TableClient.CreateQueryFilter(
            $"Whole eq {3} and Long eq {4_000_000_000L} and Real eq {5.0} and Truth eq {true} and Instant eq {Filed} and Id eq {id} and State eq {DayOfWeek.Friday}");

        Assert.Single(await Cases.QueryAsync<TableEntity>(filter, cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public void A_filter_with_null_is_refused()
    {
        string? nobody = null;

        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter($"Owner eq {nobody}"));
    }

    [Fact]
    public async Task Large_properties_fit_up_to_the_services_limit()
    {
        var text = new string('审', 32 * 1024);
        await Cases.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = text, ["Bytes"] = new byte[64 * 1024] }, Cancel);

        TableEntity row = await Cases.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel);

        Assert.Equal(text, row.GetString("Text"));
        Assert.Equal(64 * 1024, row.GetBinary("Bytes")!.Length);
    }

    [Fact]
    public async Task A_property_over_the_services_limit_is_refused_with_its_code()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => Cases.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = new string('x', 33 * 1024) }, Cancel));

        Assert.Equal(400, refused.Status);
        Assert.Equal("PropertyValueTooLarge", refused.ErrorCode);
    }

    [Fact]
    public async Task A_query_of_2500_rows_continues_over_three_pages_without_loss()
    {
        foreach (var hundred in Enumerable.Range(0, 2500).Chunk(100))
        {
            await Cases.SubmitTransactionAsync(hundred.Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("many 多", $"r{i:D5}"))), Cancel);
        }

        var pages = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'many 多'", cancellationToken: Cancel).AsPages().ToListAsync(Cancel);
        var rows = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'many 多'", cancellationToken: Cancel).ToListAsync(Cancel);

        Assert.Equal([1000, 1000, 500], pages.Select(p => p.Values.Count));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"r{i:D5}"), rows.Select(r => r.RowKey));
    }

    [Fact]
    public async Task A_page_is_continued_later_by_its_token()
    {
        await Cases.SubmitTransactionAsync(
            Enumerable.Range(0, 7).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"r{i}"))), Cancel);

        var first = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 3, cancellationToken: Cancel).AsPages().FirstAsync(Cancel);
        var second = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 3, cancellationToken: Cancel)
            .AsPages(first.ContinuationToken).FirstAsync(Cancel);

        Assert.Equal(["r0", "r1", "r2"], first.Values.Select(r => r.RowKey));
        Assert.Equal(["r3", "r4", "r5"], second.Values.Select(r => r.RowKey));
    }

    [Fact]
    public async Task Only_selected_properties_come_back()
    {
        await Cases.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 }, Cancel);

        var row = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", select: ["RowKey", "B"], cancellationToken: Cancel).FirstAsync(Cancel);

        Assert.Equal("r", row.RowKey);
        Assert.Equal(2, row.GetInt32("B"));
        Assert.False(row.ContainsKey("A"));
    }

    [Fact]
    public async Task A_transaction_does_all_its_actions_and_answers_each_with_a_version()
    {
        var update = await Cases.AddEntityAsync(new TableEntity("p", "update") { ["Old"] = 1 }, Cancel);
        await Cases.AddEntityAsync(new TableEntity("p", "delete"), Cancel);

        var answer = await Cases.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "add") { ["Text"] = "新增\r\nHTTP/1.1 500 x" }),
                new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "update") { ["New"] = 1 }, update.Headers.ETag!.Value),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert")),
                new(TableTransactionActionType.Delete, new TableEntity("p", "delete")),
            ],
            Cancel);

        var rows = await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal(["add", "update", "upsert"], rows.Select(r => r.RowKey));
        Assert.Equal("新增\r\nHTTP/1.1 500 x", rows[0].GetString("Text"));
        Assert.False(rows[1].ContainsKey("Old"));
        Assert.Equal([204, 204, 204, 204], answer.Value.Select(r => r.Status));
        Assert.Equal(rows.Select(r => (ETag?)r.ETag), answer.Value.Take(3).Select(r => r.Headers.ETag));
    }

    [Fact]
    public async Task A_transaction_with_one_conflict_writes_nothing_and_names_the_action()
    {
        await Cases.AddEntityAsync(new TableEntity("p", "there"), Cancel);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Cases.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "a")),
                new(TableTransactionActionType.Add, new TableEntity("p", "b")),
                new(TableTransactionActionType.Add, new TableEntity("p", "there")),
            ],
            Cancel));

        Assert.Equal(2, refused.FailedTransactionActionIndex);
        Assert.Equal(409, refused.Status);
        Assert.Equal(TableErrorCode.EntityAlreadyExists, refused.ErrorCode);
        Assert.Single(await Cases.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_transaction_under_a_stale_version_writes_nothing()
    {
        var stale = await Cases.AddEntityAsync(new TableEntity("p", "case"), Cancel);
        await Cases.UpsertEntityAsync(new TableEntity("p", "case") { ["State"] = "accepted" }, cancellationToken: Cancel);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Cases.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "event")),
                new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "case"), stale.Headers.ETag!.Value),
            ],
            Cancel));

        Assert.Equal(1, refused.FailedTransactionActionIndex);
        Assert.Equal(412, refused.Status);
        Assert.Equal(TableErrorCode.UpdateConditionNotSatisfied, refused.ErrorCode);
        Assert.False((await Cases.GetEntityIfExistsAsync<TableEntity>("p", "event", cancellationToken: Cancel)).HasValue);
    }

    [Fact]
    public async Task A_transaction_holds_100_actions_and_no_more()
    {
        static IEnumerable<TableTransactionAction> Adds(int count) =>
            Enumerable.Range(0, count).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i}")));

        var hundred = await Cases.SubmitTransactionAsync(Adds(100), Cancel);

        Assert.Equal(100, hundred.Value.Count);
        await Assert.ThrowsAsync<ArgumentException>(() => Cases.SubmitTransactionAsync(Adds(101), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Cases.SubmitTransactionAsync([], Cancel));
    }

    [Fact]
    public async Task A_transaction_over_two_partitions_or_with_a_row_twice_is_refused()
    {
        TableTransactionAction Add(string partition, string row) => new(TableTransactionActionType.Add, new TableEntity(partition, row));

        await Assert.ThrowsAsync<ArgumentException>(() => Cases.SubmitTransactionAsync([Add("p", "r"), Add("q", "r")], Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Cases.SubmitTransactionAsync([Add("p", "r"), Add("p", "r")], Cancel));
    }

    [Fact]
    public async Task Tables_are_listed_and_deleted()
    {
        await storage.Table("Short").CreateIfNotExistsAsync(Cancel);
        var before = await storage.Tables.QueryAsync(cancellationToken: Cancel).Select(t => t.Name).ToListAsync(Cancel);

        await storage.Table("Short").DeleteAsync(Cancel);
        var again = await storage.Table("Short").DeleteAsync(Cancel);

        Assert.Equal(["Cases", "Short"], before.Order());
        Assert.Equal(404, again.Status);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_by_the_service()
    {
        var parts = StorageConnectionString.Parse(azurite.NewAccount());
        var stranger = new TableServiceClient(
            parts.Table, new TableSharedKeyCredential(parts.AccountName, Convert.ToBase64String(Encoding.UTF8.GetBytes("another key"))));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => stranger.GetTableClient("Cases").GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel));

        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Cases.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
    }

    [Fact]
    public void A_property_that_no_table_can_store_is_refused_by_name()
    {
        var refused = Assert.Throws<NotSupportedException>(() => EntityMap.Of(typeof(Unstorable)));

        Assert.Contains("Unstorable.Amount", refused.Message, StringComparison.Ordinal);
    }

    internal sealed class EveryType : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public required string Text { get; init; }

        public int Whole { get; init; }

        public long Long { get; init; }

        public double Real { get; init; }

        public bool Truth { get; init; }

        public DateTimeOffset? Instant { get; init; }

        public Guid Id { get; init; }

        public byte[]? Bytes { get; init; }

        public BinaryData? Data { get; init; }

        public DayOfWeek State { get; init; }

        public DayOfWeek? MaybeState { get; init; }

        public long? MaybeLong { get; init; }

        [System.Runtime.Serialization.IgnoreDataMember]
        public string Ignored { get; set; } = "not stored";
    }

    internal sealed class Unstorable : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public decimal Amount { get; set; }
    }
}

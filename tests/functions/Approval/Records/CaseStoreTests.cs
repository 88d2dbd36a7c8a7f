using NoVisit.Approval.Flow;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval.Records;

/// <summary>One transaction for a command: all of it or nothing, under the version that was read.</summary>
public sealed class CaseStoreTests(Azurite azurite)
{
    private readonly CaseWalk walk = new(CaseWalk.Company, "2026-02-10 09:30");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_reads_back_as_it_was_stored()
    {
        var house = await OpenAsync(walk.Accept().Decide(CaseWalk.Approver));

        Assert.Equal(CaseWalk.Text(walk.Record), CaseWalk.Text(await house.RecordAsync()));
    }

    [Fact]
    public async Task The_ledger_reads_back_in_order_and_whole()
    {
        var house = await OpenAsync(walk.Accept().Decide(CaseWalk.Approver).Decide(CaseWalk.ApproverOf("GAJ")));

        var (_, ledger) = (await house.Store.FindWithLedgerAsync(walk.CaseNumber, Cancel))!.Value;

        Assert.Equal(walk.Ledger.Select(CaseWalk.Text), ledger.Select(CaseWalk.Text));
    }

    [Fact]
    public async Task The_stored_record_is_what_the_stored_ledger_gives()
    {
        var house = await OpenAsync(walk.Accept().Decide(CaseWalk.Approver));

        var (record, ledger) = (await house.Store.FindWithLedgerAsync(walk.CaseNumber, Cancel))!.Value;

        Assert.Equal(CaseWalk.Text(record), CaseWalk.Text(CaseFold.Replay(walk.CaseNumber, ledger)));
    }

    [Fact]
    public async Task A_case_that_was_never_filed_is_not_found() => Assert.Null(await (await CaseHouse.OpenAsync(azurite)).Store.FindAsync("320681-20260210-AAAAAA-1", Cancel));

    [Fact]
    public async Task Who_read_an_older_version_does_not_overwrite_a_newer_one()
    {
        var house = await OpenAsync(walk);
        var read = (await house.Store.FindAsync(walk.CaseNumber, Cancel))!;
        await house.Store.CommitAsync(walk.Accept().Last, read.ETag, Cancel);

        await Assert.ThrowsAsync<CaseConflictException>(() => house.Store.CommitAsync(Withdrawn(read.Record), read.ETag, Cancel));
    }

    [Fact]
    public async Task A_conflict_leaves_no_line_in_the_ledger()
    {
        var house = await OpenAsync(walk);
        var read = (await house.Store.FindAsync(walk.CaseNumber, Cancel))!;
        await house.Store.CommitAsync(walk.Accept().Last, read.ETag, Cancel);

        await Assert.ThrowsAsync<CaseConflictException>(() => house.Store.CommitAsync(Withdrawn(read.Record), read.ETag, Cancel));

        Assert.Equal(walk.Ledger.Count, (await house.Store.FindWithLedgerAsync(walk.CaseNumber, Cancel))!.Value.Ledger.Count);
    }

    [Fact]
    public async Task A_number_is_filed_once()
    {
        var house = await OpenAsync(walk);

        await Assert.ThrowsAsync<CaseConflictException>(() => house.Store.CommitAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Last, null, Cancel));
    }

    [Fact]
    public async Task A_commit_that_is_repeated_after_it_held_is_no_conflict()
    {
        var house = await OpenAsync(walk);
        var read = (await house.Store.FindAsync(walk.CaseNumber, Cancel))!;
        await house.Store.CommitAsync(walk.Accept().Last, read.ETag, Cancel);

        await house.Store.CommitAsync(walk.Last, read.ETag, Cancel);

        Assert.Equal(walk.Ledger.Count, (await house.Store.FindWithLedgerAsync(walk.CaseNumber, Cancel))!.Value.Ledger.Count);
    }

    [Fact]
    public async Task A_filing_that_is_repeated_after_it_held_is_no_conflict()
    {
        var house = await OpenAsync(walk);

        await house.Store.CommitAsync(walk.Last, null, Cancel);

        Assert.Equal(2, (await house.RowsAsync(StorageNames.Tables.Cases)).Count);
    }

    [Fact]
    public async Task A_record_far_larger_than_one_column_reads_back_whole()
    {
        var filing = CaseWalk.Filing(CaseWalk.Food, CaseWalk.Time("2026-02-10 09:30"));
        var scope = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"第{i}项𬭚\""));
        filing = filing with { Values = new Dictionary<string, System.Text.Json.JsonElement>(filing.Values) { ["business.scope"] = CaseWalk.Json(scope) } };
        var house = await CaseHouse.OpenAsync(azurite);
        var large = CaseMachine.Advance(null, CaseWalk.Number, [filing], new RuleContext(CaseWalk.Clock, CaseWalk.Filer, CaseWalk.Time("2026-02-10 09:30")));

        await house.Store.CommitAsync(large, null, Cancel);

        Assert.Equal(scope, (await house.RecordAsync()).Values["business.scope"].GetString());
    }

    private static Transition Withdrawn(CaseRecord record) => CaseMachine.Advance(
        record, record.Number, [new CaseWithdrawn("不再需要")], new RuleContext(CaseWalk.Clock, CaseWalk.Filer, CaseWalk.Time("2026-02-10 10:00")));

    private async Task<CaseHouse> OpenAsync(CaseWalk stored) => await (await CaseHouse.OpenAsync(azurite)).StoreAsync(stored);
}

using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval.LedgerChecks;

/// <summary>台账核验: whatever somebody changes in the table itself is found.</summary>
[Rule("SV-11")]
public sealed class LedgerVerificationTests(Azurite azurite)
{
    private static readonly CaseWalk Walk =
        new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).At("2026-02-11 17:30:01").Look();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void An_untouched_ledger_is_whole() => Assert.Equal((true, (bool?)true), Verify(Walk.Ledger) is var r ? (r.Whole, r.RecordMatches) : default);

    [Fact]
    public void A_tampered_line_is_found()
    {
        var lines = Walk.Ledger.ToList<LedgerEntry?>();
        lines[2] = lines[2]! with { Actor = CaseWalk.Reviewer };

        Assert.Equal(new BrokenLine(3, "content"), Verify(lines).FirstBroken);
    }

    [Fact]
    public void A_tampered_line_with_a_hash_of_its_own_breaks_the_next_link()
    {
        var lines = Walk.Ledger.ToList<LedgerEntry?>();
        var forged = lines[2]!;
        lines[2] = LedgerEntry.Create(CaseWalk.Number, 3, forged.At, CaseWalk.Reviewer, forged.Event, forged.PreviousHash);

        Assert.Equal(new BrokenLine(4, "link"), Verify(lines).FirstBroken);
    }

    [Fact]
    public void A_removed_line_is_found() =>
        Assert.Equal(new BrokenLine(3, "missing"), Verify([.. Walk.Ledger.Where(e => e.Sequence != 3)]).FirstBroken);

    [Fact]
    public void Lines_cut_off_at_the_end_are_found() =>
        Assert.Equal(new BrokenLine(Walk.Ledger.Count, "missing"), Verify([.. Walk.Ledger.SkipLast(1)]).FirstBroken);

    [Fact]
    public void Reordered_lines_are_found()
    {
        var lines = Walk.Ledger.ToList<LedgerEntry?>();
        (lines[1], lines[2]) = (lines[2], lines[1]);

        Assert.Equal(new BrokenLine(2, "order"), Verify(lines).FirstBroken);
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_found()
    {
        var lines = Walk.Ledger.ToList<LedgerEntry?>();
        lines[0] = null;

        Assert.Equal(new BrokenLine(1, "unreadable"), Verify(lines).FirstBroken);
    }

    [Fact]
    public void A_changed_record_is_found_and_named()
    {
        var report = LedgerVerification.Verify(Walk.Record with { Lead = "GAJ", Committed = true }, Walk.Ledger);

        Assert.Equal((false, (bool?)false), (report.Whole, report.RecordMatches));
        Assert.Equal(["committed", "lead"], report.Differences);
    }

    [Fact]
    public async Task The_endpoint_reads_the_partition_as_it_is()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk);
        Assert.True((await ReportAsync(house)).Whole);

        await house.Storage.Table(StorageNames.Tables.Cases).DeleteEntityAsync(
            CaseWalk.Number, $"{CaseWalk.Number}~ledger~000002", cancellationToken: Cancel);
        Assert.Equal(new BrokenLine(2, "missing"), (await ReportAsync(house)).FirstBroken);
    }

    [Fact]
    public async Task A_case_that_is_not_there_is_not_verified()
    {
        var house = await CaseHouse.OpenAsync(azurite);

        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => ReportAsync(house))).Kind.Status);
    }

    private static LedgerReport Verify(IReadOnlyList<LedgerEntry?> lines) => LedgerVerification.Verify(Walk.Record, lines);

    private static async Task<LedgerReport> ReportAsync(CaseHouse house)
    {
        var supervisor = new Caller("supervisor", "监察", [Role.Supervisor], null, Assurance.RealName);
        var functions = new LedgerFunctions(house.Store, new TableAccessLog(house.Storage, house.Clock));
        return CaseHouse.Body<LedgerReport>(await functions.Verify(CaseHouse.Request(supervisor), CaseWalk.Number, Cancel));
    }
}

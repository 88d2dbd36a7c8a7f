using NoVisit.Approval.Records;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval;

/// <summary>A host that died between the commit and what follows it: only the commit is there.</summary>
public sealed class CaseRecoveryTests(Azurite azurite)
{
    private readonly CaseWalk walk = new(CaseWalk.Company, "2026-02-10 09:30");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clerk_finds_a_filing_in_his_inbox_after_all() =>
        Assert.Equal(CaseWalk.Number, Assert.Single(await (await RecoveredAsync(walk)).ReadAsync<InboxRow>(StorageNames.Tables.Inbox)).Number);

    [Fact]
    public async Task The_applicant_finds_case_and_receipt_after_all() =>
        Assert.Equal(2, (await (await RecoveredAsync(walk)).RowsAsync(StorageNames.Tables.People)).Count);

    [Fact]
    public async Task The_case_is_started_after_all() =>
        Assert.Equal([("CaseOrchestrator", CaseWalk.Number)], (await RecoveredAsync(walk)).Orchestrations.Started);

    [Fact]
    public async Task The_clock_of_an_accepted_case_is_started_after_all() =>
        Assert.Contains(("ClockOrchestrator", $"{CaseWalk.Number}-clock"), (await RecoveredAsync(walk.Accept())).Orchestrations.Started);

    [Fact]
    public async Task What_runs_is_woken()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(walk.Accept().Decide(CaseWalk.Approver));
        house.Orchestrations.Run(CaseWalk.Number);
        house.Orchestrations.Run($"{CaseWalk.Number}-B-1");
        await RunAsync(house);

        Assert.Superset(new HashSet<string> { CaseWalk.Number, $"{CaseWalk.Number}-B-1" }, house.Orchestrations.Woken.ToHashSet());
    }

    [Fact]
    public async Task What_does_not_run_is_not_woken() =>
        Assert.DoesNotContain($"{CaseWalk.Number}-B-1", (await RecoveredAsync(walk.Accept().Decide(CaseWalk.Approver))).Orchestrations.Woken);

    [Fact]
    public async Task What_runs_is_not_started_again()
    {
        var house = await RecoveredAsync(walk);
        await RunAsync(house);

        Assert.Single(house.Orchestrations.Started);
    }

    [Fact]
    public async Task What_failed_is_started_again()
    {
        var house = await RecoveredAsync(walk);
        house.Orchestrations.End(CaseWalk.Number);
        await RunAsync(house);

        Assert.Equal(2, house.Orchestrations.Started.Count);
    }

    [Fact]
    public async Task An_ended_case_is_not_started_again() => Assert.Empty((await RecoveredAsync(walk.Do(
        CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要")))).Orchestrations.Started);

    [Fact]
    public async Task Recovering_twice_gives_the_same_rows()
    {
        var house = await RecoveredAsync(walk.Accept());
        var once = await house.RowsAsync(StorageNames.Tables.People);
        await RunAsync(house);

        Assert.Equal(once, await house.RowsAsync(StorageNames.Tables.People));
    }

    [Fact]
    public async Task A_filing_that_was_announced_but_never_committed_leaves_nothing()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await RunAsync(house);

        Assert.Empty(house.Orchestrations.Started);
    }

    private static Task RunAsync(CaseHouse house) =>
        new CaseRecovery(house.Store, house.Projection).Run(new CaseRecovery.Message(CaseWalk.Number), house.Orchestrations, Cancel);

    private async Task<CaseHouse> RecoveredAsync(CaseWalk stored)
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(stored);
        await RunAsync(house);
        return house;
    }
}

using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Approval.Withdrawal;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Filing.Authorisations;

/// <summary>An agent's cases in storage: both see them, both are told, and the agent acts only while his authorisation holds (IN-13).</summary>
[Rule("IN-13")]
public sealed class AuthorisationStoreTests(Azurite azurite)
{
    private static readonly Caller Zhang = new("zhang.san", "张三", [Role.Applicant], null, Assurance.RealName);
    private static readonly Caller Wang = new("wang.wu", "王五", [Role.Agent], null, Assurance.RealName, "13900000103");
    private static readonly Actor Agent = new("wang.wu", "agent", null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_have_the_case_in_their_lists()
    {
        var (house, _) = await FiledAsync();

        Assert.Equal(
            [("wang.wu", "张三", null), ("zhang.san", null, "王五")],
            (await house.ReadAsync<CaseRow>(StorageNames.Tables.People, "RowKey ge 'case~' and RowKey lt 'case~~'"))
                .Select(r => (r.PartitionKey, r.OnBehalfOf, r.AgentName)).Order());
    }

    [Fact]
    public async Task Both_are_told()
    {
        var (house, _) = await FiledAsync();

        Assert.Equal(
            [("wang.wu", "13900000103"), ("zhang.san", CaseWalk.Filing(CaseWalk.SoleTrader, CaseWalk.Time("2026-03-02 09:30")).Applicant.Phone)],
            (await house.ReadAsync<MessageRow>(StorageNames.Tables.People, "RowKey ge 'message~' and RowKey lt 'message~~'"))
                .Select(r => (r.PartitionKey, r.Phone)).Order());
    }

    [Fact]
    public async Task What_the_agent_does_is_on_record_as_done_for_the_applicant()
    {
        var (house, _) = await FiledAsync();
        await house.Desk.ExecuteAsync(house.Orchestrations, CaseWalk.Number, Agent, (r, _) => WithdrawalRules.Withdraw(r, "不办了"), cancellationToken: Cancel);

        var (record, ledger) = (await house.Store.FindWithLedgerAsync(CaseWalk.Number, Cancel))!.Value;

        Assert.Equal("zhang.san", ledger[^1].Actor.OnBehalfOf);
        Assert.Null(LedgerEntry.FirstBroken(record.Number, ledger));
    }

    [Fact]
    public async Task A_forged_on_behalf_breaks_the_chain()
    {
        var (house, _) = await FiledAsync();
        await house.Desk.ExecuteAsync(house.Orchestrations, CaseWalk.Number, Agent, (r, _) => WithdrawalRules.Withdraw(r, "不办了"), cancellationToken: Cancel);
        var ledger = (await house.Store.FindWithLedgerAsync(CaseWalk.Number, Cancel))!.Value.Ledger.ToList();
        ledger[^1] = ledger[^1] with { Actor = ledger[^1].Actor with { OnBehalfOf = null } };

        Assert.Same(ledger[^1], LedgerEntry.FirstBroken(CaseWalk.Number, ledger));
    }

    [Fact]
    public async Task Once_revoked_the_agent_neither_acts_nor_reads()
    {
        var (house, authorisation) = await FiledAsync();
        await new AuthorisationStore(house.Storage).SaveAsync(authorisation with { RevokedAt = house.Clock.Now }, Cancel);

        Assert.Equal("authorisation-ended", (await Assert.ThrowsAsync<ProblemException>(() => house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, Agent, (r, _) => WithdrawalRules.Withdraw(r, "不办了"), cancellationToken: Cancel))).Kind.Name);
        Assert.Equal("authorisation-ended", (await Assert.ThrowsAsync<ProblemException>(
            () => CaseAccess.OwnAsync(house.Desk, Wang, CaseWalk.Number, Cancel))).Kind.Name);
        Assert.Equal(CaseWalk.Number, (await CaseAccess.OwnAsync(house.Desk, Zhang, CaseWalk.Number, Cancel)).Number);
    }

    [Fact]
    public async Task The_cases_under_an_authorisation_are_found()
    {
        var (house, authorisation) = await FiledAsync();

        Assert.Equal([CaseWalk.Number], await new AuthorisationStore(house.Storage).OpenCasesAsync(authorisation, Cancel));
    }

    [Fact]
    public async Task After_its_end_the_agent_is_told_nothing()
    {
        var (house, _) = await FiledAsync();
        var record = await house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, Actor.System, (r, _) => AuthorisationRules.End(r, "a-1"), cancellationToken: Cancel);
        await house.Desk.ExecuteAsync(
            house.Orchestrations, CaseWalk.Number, new Actor("zhang.san", "applicant", null), (r, _) => WithdrawalRules.Withdraw(r, "不办了"), cancellationToken: Cancel);

        Assert.NotNull(record.Mandate!.EndedAt);
        Assert.Equal(
            [1, 2],
            (await house.ReadAsync<MessageRow>(StorageNames.Tables.People, "RowKey ge 'message~' and RowKey lt 'message~~'"))
                .GroupBy(r => r.PartitionKey).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Count()));
    }

    private async Task<(CaseHouse House, Authorisation Authorisation)> FiledAsync()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var at = CaseWalk.Time("2026-03-02 09:30");
        house.Clock.Now = at;
        var authorisation = AuthorisationRules.Grant("a-1", new(new(2026, 3, 1), new(2026, 12, 31), "wang.wu"), Zhang, "zhang.san", null, at);
        Assert.True(await new AuthorisationStore(house.Storage).AddAsync(authorisation, Cancel));
        var filing = CaseWalk.Filing(CaseWalk.SoleTrader, at);
        await house.Desk.FileAsync(
            house.Orchestrations, CaseWalk.Number, Agent with { OnBehalfOf = "zhang.san" },
            SubmissionRules.OnBehalf(filing with { Applicant = filing.Applicant with { FiledBy = "wang.wu", Name = "张三" } }, authorisation, Wang, "zh"), Cancel);
        return (house, authorisation);
    }
}

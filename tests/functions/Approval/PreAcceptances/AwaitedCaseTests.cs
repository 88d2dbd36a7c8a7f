using NoVisit.Approval.Acceptance;
using NoVisit.Tests;

namespace NoVisit.Approval.PreAcceptances;

/// <summary>The two cases of a pre-acceptance over the real stores: one notes who waits, wakes him, and no crash in between loses it.</summary>
[Rule("IN-06")]
public sealed class AwaitedCaseTests(Azurite azurite)
{
    private const string Issuing = "320681-20260210-4M8TRA-4";

    private readonly CaseWalk issuing = new(CaseWalk.SoleTrader, "2026-02-10 09:30", number: Issuing);
    private readonly CaseWalk waiting = new CaseWalk(
        CaseWalk.Food, "2026-02-10 09:30", awaited: new(Issuing, "M016", "C-BL", new("营业执照", "Business licence"), 60))
        .Do(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_notes_in_the_other_case_who_waits()
    {
        var house = await StoredAsync();
        await LookAsync(house);
        await LookAsync(house);

        Assert.Equal([waiting.CaseNumber], (await house.RecordAsync(Issuing)).AwaitedBy);
    }

    [Fact]
    public async Task A_look_finds_what_was_issued_although_nobody_was_told()
    {
        Issue();
        var house = await StoredAsync();
        await LookAsync(house);

        Assert.Equal(CaseState.InReview, (await house.RecordAsync()).State);
        Assert.Empty((await house.RecordAsync(Issuing)).AwaitedBy);
    }

    [Fact]
    public async Task A_look_waits_on_where_storage_has_forgotten_the_other_case()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(waiting);
        await LookAsync(house);

        Assert.Equal(CaseState.PreAccepted, (await house.RecordAsync()).State);
    }

    [Fact]
    public async Task A_result_wakes_who_waits_for_it()
    {
        issuing.Do(Actor.System, (r, _) => PreAcceptanceRules.Note(r, waiting.CaseNumber)).Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver);
        var house = await StoredAsync();
        await house.Desk.ExecuteAsync(
            house.Orchestrations, Issuing, Actor.System, (_, _) => Outcome.Of(issuing.Issue().Last.Entries.Select(e => e.Event).OfType<CertificatesIssued>().Single()),
            cancellationToken: Cancel);

        Assert.Contains(waiting.CaseNumber, house.Orchestrations.Woken);
    }

    [Fact]
    public async Task A_host_that_died_after_the_result_wakes_him_after_all()
    {
        issuing.Do(Actor.System, (r, _) => PreAcceptanceRules.Note(r, waiting.CaseNumber));
        Issue();
        var house = await StoredAsync();
        house.Orchestrations.Run(waiting.CaseNumber);
        await new CaseRecovery(house.Store, house.Projection).Run(new CaseRecovery.Message(Issuing), house.Orchestrations, Cancel);

        Assert.Contains(waiting.CaseNumber, house.Orchestrations.Woken);
    }

    private void Issue() => issuing.Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue();

    private async Task<CaseHouse> StoredAsync() => await (await (await CaseHouse.OpenAsync(azurite)).StoreAsync(issuing)).StoreAsync(waiting);

    private static Task<CaseRecord?> LookAsync(CaseHouse house) =>
        house.Desk.LookAsync(house.Orchestrations, CaseWalk.Number, CaseWalk.Number, Cancel);
}

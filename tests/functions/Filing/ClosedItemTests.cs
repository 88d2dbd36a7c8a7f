using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Reuse;
using NoVisit.Http;
using NoVisit.Tests;

namespace NoVisit.Filing;

/// <summary>An item that is cancelled while somebody still fills in its form (CT-01).</summary>
public sealed class ClosedItemTests(Azurite azurite)
{
    [Fact]
    [Rule("CT-01")]
    public async Task A_draft_of_a_cancelled_item_is_not_filed_any_more()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var store = new DraftStore(house.Storage);
        var cancel = TestContext.Current.CancellationToken;
        await store.AddAsync(new Draft("d-1", CaseWalk.Applicant, CaseWalk.SoleTrader, 1, CaseWalk.Values(), CaseWalk.Time("2026-02-10 09:30"), null, default), cancel);
        var cancelled = new ItemCatalogue(CaseWalk.Catalogue.Registers, [CaseWalk.Catalogue.Find(CaseWalk.SoleTrader)! with { Status = ItemStatus.Cancelled }]);
        var persons = new UnlinkedPersons(new byte[32]);
        var submission = new SubmissionFunction(
            store, new AuthorisationStore(house.Storage), new ReuseStore(house.Storage), new SharedRegisters(house.Storage, persons, house.Protector), persons,
            house.Desk, new CurrentCatalogue(cancelled, house.Storage, house.Clock), house.Protector, house.QueryCode, house.Calendar, house.Clock,
            new Approval.Supplements.CreditLibrary(house.Storage, house.Settings));
        var request = CaseHouse.Request(CaseHouse.Applicant);
        request.Headers["Idempotency-Key"] = "submission-1";

        var refused = await Assert.ThrowsAsync<ProblemException>(() => submission.Submit(request, house.Orchestrations, "d-1", cancel));

        Assert.Equal(("item-closed", 409), (refused.Kind.Name, refused.Kind.Status));
    }
}

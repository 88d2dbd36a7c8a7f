using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Approval.Records;
using NoVisit.Approval.StaffMessages;
using NoVisit.Catalogue;
using NoVisit.Protection;
using NoVisit.Storage;
using NoVisit.Tests;
using NoVisit.Tests.Storage;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Supplements;

/// <summary>DS-05, IN-07: what a broken commitment of 6 March 2026 bars, by the tables themselves.</summary>
[Rule("DS-05")]
[Rule("DS-05", "IN-07")]
public sealed class CreditLibraryTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "2027-03-06 17:30:01")]
    [InlineData("6", "2026-09-06 17:30:01")]
    public async Task A_broken_commitment_bars_a_year_unless_set_otherwise(string? months, string until)
    {
        var settings = StorageFixture.Settings(("AzureWebJobsStorage", azurite.NewAccount()), ("Credit:BarMonths", months));
        var storage = new StorageConnection(settings, new StorageRequestCounter());
        await new StorageSetup(storage, settings).EnsureAsync(Cancel);
        var library = new CreditLibrary(storage, settings);
        Assert.Null(await library.BarredUntilAsync("zhang.san", Cancel));

        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), (r, c) => Acceptance.AcceptanceRules.Handle(r, new("accept"), c));
        handled.Passes("2026-03-06 18:00");
        var box = new StaffBox(storage, new CurrentCatalogue(CaseWalk.Catalogue, storage, TimeProvider.System), new PostContacts(settings));
        await new CaseProjection(storage, new QueryCode(new byte[32]), box, new(storage), NullLogger<CaseProjection>.Instance).ProjectAsync(handled.Last!, Cancel);

        Assert.Equal(At(until), await library.BarredUntilAsync("zhang.san", Cancel));
        Assert.Null(await library.BarredUntilAsync("li.si", Cancel));
    }
}

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
        await new CaseProjection(storage, new QueryCode(new byte[32]), box, new(storage), new(storage), NullLogger<CaseProjection>.Instance).ProjectAsync(handled.Last!, Cancel);

        Assert.Equal(At(until), await library.BarredUntilAsync("zhang.san", Cancel));
        Assert.Null(await library.BarredUntilAsync("li.si", Cancel));
    }

    [Fact]
    public async Task A_repaired_commitment_bars_no_more()
    {
        var (house, library) = await HouseAsync();
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");
        handled.Does("2026-03-02 10:00", Clerk("SCJ"), (r, c) => Acceptance.AcceptanceRules.Handle(r, new("accept"), c));
        handled.Passes("2026-03-06 18:00");
        handled.Does("2026-04-01 10:00", Approver("SCJ"), (r, c) => CreditRules.Repair(r, new("已补交材料并作出说明"), c));
        await house.Projection.RebuildAsync(handled.Record, handled.Ledger, Cancel);

        Assert.Null(await library.BarredUntilAsync("zhang.san", Cancel));
        Assert.Equal("nothing-to-repair", handled.IsRefused("2026-04-02 10:00", Approver("SCJ"), (r, c) => CreditRules.Repair(r, new("再次"), c)).Problem);
    }

    /// <summary>Licence Law art. 78: one year, the same licence alone, and only where public safety or health are at stake.</summary>
    [Fact]
    public async Task False_material_bars_the_same_licence_for_a_year()
    {
        var (house, library) = await HouseAsync();
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Does("2026-03-03 10:00", Approver("SPJ"), (r, c) => CreditRules.FindFalse(r, new("伪造消防检测报告", "《行政许可法》第七十八条"), c));
        await house.Projection.RebuildAsync(handled.Record, handled.Ledger, Cancel);

        Assert.Equal(At("2027-03-03 10:00"), await library.BarredFromAsync("zhang.san", BilliardHall, Cancel));
        Assert.Null(await library.BarredFromAsync("zhang.san", FoodLicence, Cancel));
        Assert.Null(await library.BarredUntilAsync("zhang.san", Cancel));
    }

    [Theory]
    [InlineData(BilliardHall, true)]
    [InlineData(CompanySetUp, false)]
    [InlineData(CaseWalk.SoleTrader, false)]
    public void Only_items_of_safety_and_health_read_it_at_filing(string item, bool reads) =>
        Assert.Equal(reads, CreditRules.Guards(CaseWalk.Catalogue.Find(item)!));

    [Theory]
    [InlineData("SCJ", "approver", "伪造", "第七十八条", "other-department")]
    [InlineData("SPJ", "reviewer", "伪造", "第七十八条", "wrong-role")]
    [InlineData("SPJ", "approver", " ", "第七十八条", "reason-missing")]
    [InlineData("SPJ", "approver", "伪造", " ", "reason-missing")]
    public void A_finding_is_the_leads_with_its_basis(string department, string role, string finding, string basis, string problem) => Assert.Equal(
        problem,
        Accepted(BilliardHall, "2026-03-02").IsRefused("2026-03-03 10:00", new Actor("x", role, department), (r, c) => CreditRules.FindFalse(r, new(finding, basis), c)).Problem);

    [Fact]
    public void It_is_found_once()
    {
        var handled = Accepted(BilliardHall, "2026-03-02");
        handled.Does("2026-03-03 10:00", Approver("SPJ"), (r, c) => CreditRules.FindFalse(r, new("伪造", "第七十八条"), c));

        Assert.Equal("false-material-found", handled.IsRefused("2026-03-03 11:00", Approver("SPJ"), (r, c) => CreditRules.FindFalse(r, new("伪造", "第七十八条"), c)).Problem);
    }

    [Fact]
    public void Who_is_barred_is_told_until_when() => Assert.Equal("filing-barred", CreditRules.Barred(At("2027-03-03 10:00")).Problem);

    private async Task<(CaseHouse House, CreditLibrary Library)> HouseAsync()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        return (house, new CreditLibrary(house.Storage, house.Settings));
    }
}

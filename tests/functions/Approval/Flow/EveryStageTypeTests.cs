using System.Text.Json;

namespace NoVisit.Approval.Flow;

/// <summary>Every type of stage of the catalogue can be handled: no item hangs.</summary>
public sealed class EveryStageTypeTests
{
    [Theory]
    [InlineData(CatalogueCase.FoodPlant)]
    [InlineData(CatalogueCase.BilliardHall)]
    [InlineData(CatalogueCase.Investment)]
    [InlineData(CatalogueCase.Completion)]
    [InlineData(CatalogueCase.RealEstate)]
    [InlineData(CatalogueCase.Land)]
    [InlineData(CatalogueCase.Pension)]
    [InlineData(CatalogueCase.Disclosure)]
    [InlineData(CatalogueCase.AnnualInspection)]
    public void An_item_to_which_everybody_agrees_is_granted_and_closed(string code)
    {
        var walk = new CatalogueCase(code).AgreeToTheEnd();

        Assert.Equal((CaseState.Closed, true), (walk.Record.State, walk.Record.Decision!.Granted));
    }

    [Theory]
    [InlineData(CatalogueCase.Investment)]
    [InlineData(CatalogueCase.Completion)]
    [InlineData(CatalogueCase.Land)]
    [InlineData(CatalogueCase.Pension)]
    public void The_ledger_read_back_from_storage_gives_the_same_record(string code)
    {
        var walk = new CatalogueCase(code).AgreeToTheEnd();

        var read = walk.Ledger.Select(e => JsonSerializer.Deserialize<LedgerEntry>(JsonSerializer.Serialize(e, CaseJson.Options), CaseJson.Options)!).ToList();

        Assert.Null(LedgerEntry.FirstBroken(CatalogueCase.Number, read));
        Assert.Equal(
            JsonSerializer.Serialize(walk.Record, CaseJson.Options), JsonSerializer.Serialize(CaseFold.Replay(CatalogueCase.Number, read), CaseJson.Options));
    }
}

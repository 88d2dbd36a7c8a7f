using NoVisit.Approval;
using NoVisit.Filing.Authorisations;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Filing.Comparisons;

/// <summary>What registers tell us is kept encrypted, and the newest counts (DS-04, NF-04).</summary>
[Rule("DS-04")]
public sealed class SharedRegistersTests(Azurite azurite)
{
    private const string Number = "320681198503141211";
    private static readonly DateTimeOffset Monday = CaseWalk.Time("2026-03-02 09:00");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_news_counts_in_whatever_order_it_comes()
    {
        var (registers, _) = await OpenAsync();
        await registers.TakeAsync(Number, Facts("新地址", Monday), Cancel);
        await registers.TakeAsync(Number, Facts("旧地址", Monday.AddDays(-1)), Cancel);

        Assert.Equal("新地址", Assert.Single(await registers.OfPersonAsync(Number, Cancel)).Values["household.address"]);
    }

    [Fact]
    public async Task Nothing_in_storage_shows_number_or_address()
    {
        var (registers, house) = await OpenAsync();
        await registers.TakeAsync(Number, Facts("民胜村12组8号", Monday), Cancel);

        var row = Assert.Single(await house.RowsAsync(StorageNames.Tables.People));

        Assert.DoesNotContain(Number, row, StringComparison.Ordinal);
        Assert.DoesNotContain("民胜村", row, StringComparison.Ordinal);
    }

    private static SharedFacts Facts(string address, DateTimeOffset asOf) =>
        new("公安户籍", new Dictionary<string, string> { ["household.address"] = address }, asOf);

    private async Task<(SharedRegisters Registers, CaseHouse House)> OpenAsync()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        return (new SharedRegisters(house.Storage, new UnlinkedPersons(new byte[32]), house.Protector), house);
    }
}

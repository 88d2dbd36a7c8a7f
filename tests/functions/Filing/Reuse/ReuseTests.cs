using System.Globalization;
using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;

namespace NoVisit.Filing.Reuse;

/// <summary>避免重复提交材料 (DS-02): what the library holds, or was accepted before, is not asked for again.</summary>
[Rule("DS-02")]
public sealed class ReuseTests(Azurite azurite)
{
    private const string Code = "91320681MA1K35Y72X";
    private const string Identifier = "1.2.156.3005.2.11";
    private static readonly ServiceItem Food = CaseWalk.Catalogue.Find(CaseWalk.Food)!;
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_valid_certificate_of_the_right_type_is_offered() =>
        Assert.Equal([("M005", Identifier)], Offers(Licence()).Select(o => (o.MaterialCode, o.Identifier)));

    [Fact]
    public void Another_type_is_not() => Assert.Empty(Offers(Licence() with { Code = "C-FOOD" }));

    [Theory]
    [InlineData("2026-03-01", 0)]
    [InlineData("2026-03-02", 1)]
    public void An_expired_one_is_not(string validTo, int offers) => Assert.Equal(offers, Offers(Licence() with { ValidTo = DateOnly.Parse(validTo, CultureInfo.InvariantCulture) }).Count());

    [Fact]
    public void Another_enterprises_licence_is_not() => Assert.Empty(Offers(Licence(), ("holder.creditCode", "91320681MA1K35Y8XX")));

    [Fact]
    public void The_enterprises_own_is() => Assert.Single(Offers(Licence(), ("holder.creditCode", Code)));

    [Theory]
    [InlineData("2026-03-01", 0)]
    [InlineData("2026-03-02", 1)]
    public void A_file_is_used_again_until_its_last_day(string until, int offers) => Assert.Equal(
        offers, ReuseRules.Materials(Food, [new(CaseWalk.Upload("M006", "u-1"), CaseWalk.Number, DateOnly.Parse(until, CultureInfo.InvariantCulture))], Today).Count());

    [Fact]
    public void A_file_of_a_material_that_the_item_does_not_ask_for_is_not_offered() =>
        Assert.Empty(ReuseRules.Materials(Food, [new(CaseWalk.Upload("M010", "u-1"), CaseWalk.Number, Today)], Today));

    [Fact]
    public void A_reference_that_is_no_longer_on_offer_has_lapsed()
    {
        var reference = MaterialUpload.Referring(new(ReferenceKind.Certificate, Identifier, new("营业执照", "Licence")), "d-1", "M005", "zhang.san", CaseWalk.Time("2026-03-01 09:00"));

        Assert.Equal(["M005"], ReuseRules.Lapsed([reference], []));
        Assert.Empty(ReuseRules.Lapsed([reference], [.. Offers(Licence())]));
        Assert.Empty(ReuseRules.Lapsed([reference, CaseWalk.Upload("M005", "u-9") with { UploadedAt = CaseWalk.Time("2026-03-01 10:00") }], []));
    }

    [Fact]
    public async Task Accepted_files_and_issued_certificates_come_into_the_persons_library()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await house.StoreAsync(new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept(), projected: true);

        var offers = await new ReuseStore(house.Storage).OffersAsync(
            CaseWalk.Applicant, CaseWalk.Catalogue.Find(CaseWalk.SoleTrader)!, new Dictionary<string, JsonElement>(), Today, Cancel);

        Assert.Equal([("M002", ReferenceKind.EarlierUpload), ("M004", ReferenceKind.EarlierUpload)], offers.Select(o => (o.MaterialCode, o.Kind)).Order());
    }

    [Theory]
    [InlineData("valid", 1)]
    [InlineData("revoked", 0)]
    [InlineData("replaced", 0)]
    public async Task Only_what_the_register_calls_valid_is_offered(string status, int offers)
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await StoreAsync(house, status);

        Assert.Equal(offers, (await new ReuseStore(house.Storage).OffersAsync(
            CaseWalk.Applicant, Food, new Dictionary<string, JsonElement>(), Today, Cancel)).Count);
    }

    [Fact]
    public async Task A_reference_is_no_copy()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await StoreAsync(house, "valid");
        var draft = new Draft("d-1", CaseWalk.Applicant, Food.Code, 1, new Dictionary<string, JsonElement>(), CaseWalk.Time("2026-03-02 09:00"), null, default);

        var upload = await new ReuseStore(house.Storage).ReferAsync(
            CaseWalk.Applicant, Food, draft, draft.Values, "M005", Identifier, CaseWalk.Applicant, Today, draft.CreatedAt, Cancel);

        Assert.Equal(
            ("case-1/C-BL.pdf", "application/pdf", MaterialState.Clean, ReferenceKind.Certificate),
            (upload!.BlobName, upload.ContentType, upload.State, upload.Reference!.Kind));
    }

    private static IEnumerable<ReuseOffer> Offers(ReusableCertificate certificate, params (string Code, string Value)[] values) => ReuseRules.Certificates(
        Food, values.ToDictionary(v => v.Code, v => CaseWalk.Json(v.Value), StringComparer.Ordinal), [certificate], Today).Select(c => c.Offer);

    private static ReusableCertificate Licence() => new(
        "C-BL", new("营业执照", "Business licence"), "320681-BL-2026-1", Identifier, "启东市小满面馆", Code, "case-1", "case-1/C-BL.pdf", new string('0', 64),
        CaseWalk.Time("2026-02-10 09:30"), null);

    private static async Task StoreAsync(CaseHouse house, string status)
    {
        var mine = new TableEntity(CaseWalk.Applicant, Approval.Records.PersonKeys.Certificate("C-BL", Identifier));
        JsonColumns.Write(mine, Licence(), CaseJson.Options);
        await house.Storage.Table(StorageNames.Tables.People).AddEntityAsync(mine, Cancel);
        await house.Storage.Table(StorageNames.Tables.Certificates).AddEntityAsync(new TableEntity(Identifier, "certificate") { ["Status"] = status }, Cancel);
    }
}

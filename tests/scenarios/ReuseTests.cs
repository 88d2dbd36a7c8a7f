using NoVisit.Filing.Forms;

namespace NoVisit.Scenarios;

/// <summary>
/// 避免重复提交材料 (DS-02, A10): the land pre-review of item 11 goes up to the prefecture and back, and its result is used in item 07 without an upload.
/// </summary>
[Rule("DS-02", "KD-04")]
public sealed class ReuseTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private static readonly string CreditCode = UnifiedSocialCreditCode.Create(EntityKind.SoleTrader, "320681", 4801);

    private City City => fixture.City;

    [Fact]
    public async Task What_the_prefecture_granted_is_used_again_by_reference()
    {
        var zhang = City.Citizen();
        var identifier = await GrantedAsync(zhang);
        var draft = await zhang.DraftsAsync(Investment());

        var offers = (await zhang.GetAsync($"applications/{draft}/reusable")).Ok()["items"].EnumerateArray().ToList();
        var land = Assert.Single(offers, o => o.GetProperty("materialCode").GetString() == "M016" && o.GetProperty("identifier").GetString() == identifier);
        Assert.Equal("certificate", land.GetProperty("kind").GetString());
        foreach (var material in Investment().Materials)
        {
            (await zhang.UploadsAsync($"applications/{draft}", material)).Ok();
        }

        Assert.Contains("M016", (await zhang.CreateAsync($"applications/{draft}/submission")).Refused(422, "invalid").Blamed());
        (await TakeAsync(zhang, draft, "M016", identifier, consent: false)).Refused(422, "consent-missing");
        (await TakeAsync(zhang, draft, "M016", identifier)).Ok();
        var number = (await zhang.CreateAsync($"applications/{draft}/submission")).Ok()["number"].GetString()!;
        await City.SettlesAsync();

        // Staff open the very certificate.
        var clerk = City.Clerk("FGW");
        var reference = Assert.Single(
            (await clerk.GetAsync($"staff/cases/{number}")).Ok()["materials"].EnumerateArray(), m => m.GetProperty("materialCode").GetString() == "M016");
        Assert.Equal(identifier, reference.GetProperty("reference").GetProperty("identifier").GetString());
        var opened = await clerk.GetAsync($"staff/cases/{number}/materials/{reference.GetProperty("uploadId").GetString()}");
        Assert.StartsWith("%PDF", System.Text.Encoding.Latin1.GetString(opened.Content[..8]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_uses_another_persons_certificate()
    {
        var (zhang, li) = (City.Citizen(), City.Citizen("li.si"));
        var identifier = await GrantedAsync(zhang);
        var draft = await li.DraftsAsync(Application.Food());

        Assert.DoesNotContain(
            (await li.GetAsync($"applications/{draft}/reusable")).Ok()["items"].EnumerateArray(), o => o.GetProperty("identifier").GetString() == identifier);
        (await TakeAsync(li, draft, "M005", identifier)).Refused(409, "not-reusable");
    }

    [Fact]
    public async Task A_file_that_was_accepted_once_is_offered_again()
    {
        var zhang = City.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
        (await City.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        var draft = await zhang.DraftsAsync(Application.SoleTrader(byCourier: false));

        var offers = (await zhang.GetAsync($"applications/{draft}/reusable")).Ok()["items"].EnumerateArray().ToList();
        foreach (var code in (string[])["M002", "M004"])
        {
            (await TakeAsync(zhang, draft, code, offers.First(o => o.GetProperty("materialCode").GetString() == code).GetProperty("identifier").GetString()!)).Ok();
        }

        (await zhang.CreateAsync($"applications/{draft}/submission")).Ok();
    }

    private static Task<Reply> TakeAsync(Citizen person, string draft, string materialCode, string identifier, bool consent = true) =>
        person.CreateAsync($"applications/{draft}/materials/reuse", new { materialCode, identifier, consent });

    /// <summary>Item 11 from the county up to the prefecture and granted there; answers the certificate's identifier.</summary>
    private async Task<string> GrantedAsync(Citizen zhang)
    {
        var filing = await zhang.FilesAsync(Land());
        (await City.Clerk("ZRJ").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        (await City.Reviewer("ZRJ").AgreesAsync(filing, "B")).Ok();
        await City.SettlesAsync();
        (await City.Approver("ZRJ").AgreesAsync(filing, "C")).Ok();
        await City.SettlesAsync();
        (await City.Reviewer("ZRJ-S").AgreesAsync(filing, "D")).Ok();
        await City.SettlesAsync();
        (await City.Approver("ZRJ-S").GrantsAsync(filing)).Ok();
        await City.SettlesAsync();
        return Assert.Single((await zhang.SeesAsync(filing))["results"].EnumerateArray().Select(r => r.GetProperty("identifier").GetString()!));
    }

    private static Application Land() => new("320600-XK-ZRJ-0011-1", Project(new()
    {
        ["project.basis"] = "pending",
        ["project.industry"] = "energy",
        ["land.area"] = 30_000,
        ["land.farmland"] = 1_000,
        ["land.arable"] = 500,
        ["land.permanentFarmland"] = false,
        ["land.surveyor"] = "南通测绘院",
    }), [.. new[] { "M005", "M015", "M033" }.Select(code => Material.Pdf(code, $"{code}.pdf"))]);

    private static Application Investment() => new("320681-LB-FGW-0007-1", Project(new()
    {
        ["project.industry"] = "energy",
        ["project.start"] = "2026-12-01",
        ["project.end"] = "2028-11-30",
        ["land.area"] = 30_000,
        ["land.preReview"] = "obtained",
        ["environment.category"] = "form",
        ["safety.hazardous"] = false,
    }), [.. new[] { "M005", "M015", "M033", "M013" }.Select(code => Material.Pdf(code, $"{code}.pdf"))]);

    private static Dictionary<string, object> Project(Dictionary<string, object> values)
    {
        foreach (var (code, value) in Application.SoleTrader(byCourier: false).Values.Where(v => v.Key.StartsWith("applicant.", StringComparison.Ordinal)))
        {
            values[code] = value;
        }

        values["holder.name"] = "启东市江海风电有限公司";
        values["holder.creditCode"] = CreditCode;
        values["project.name"] = "江海风电一期";
        values["project.address"] = Application.Address;
        values["project.investment"] = 50_000_000_000;
        values["project.content"] = "建设风力发电机组。";
        values["delivery.method"] = "ecert";
        return values;
    }
}

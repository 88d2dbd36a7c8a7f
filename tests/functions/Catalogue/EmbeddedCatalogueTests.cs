using System.Text.Json;

namespace NoVisit.Catalogue;

public sealed class EmbeddedCatalogueTests
{
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();

    [Fact]
    [Rule("CT-01")]
    public void All_fourteen_items_are_published() => Assert.Equal(14, Catalogue.Published.Count);

    [Fact]
    public void An_item_survives_being_stored_and_read_again()
    {
        foreach (var item in Catalogue.Published)
        {
            var json = JsonSerializer.Serialize(item, CatalogueJson.Options);
            var (again, findings) = CatalogueLoader.ReadItem(json, Catalogue.Registers);
            Assert.Empty(findings);
            Assert.Equal(json, JsonSerializer.Serialize(again, CatalogueJson.Options));
        }
    }

    [Theory]
    [InlineData("台球", "320681-LB-SPJ-0006-1")]
    [InlineData("BILLIARD", "320681-LB-SPJ-0006-1")]
    [InlineData("食品卫生许可证", "320681-XK-SCJ-0003-1")]
    [InlineData("ＳＣ证", "320681-LB-SCJ-0004-1")]
    [InlineData("发改局", "320681-LB-FGW-0007-1")]
    [InlineData("320681-xk-wjw-0005-1", "320681-XK-WJW-0005-1")]
    [Rule("CT-01")]
    public void An_item_is_found_by_name_former_name_department_and_code(string text, string code) =>
        Assert.Contains(code, Catalogue.Search(new(text)).Select(item => item.Code));

    [Fact]
    public void A_former_name_of_a_department_finds_all_that_it_leads() => Assert.Equal(
        ["320681-LB-SCJ-0002-1", "320681-LB-SCJ-0004-1", "320681-QR-SCJ-0001-1", "320681-QT-SCJ-0014-1", "320681-XK-SCJ-0003-1"],
        Catalogue.Search(new("工商局")).Select(item => item.Code));

    [Fact]
    [Rule("CT-01")]
    public void All_words_have_to_match() =>
        Assert.Equal(["320681-XK-ZJJ-0008-1"], Catalogue.Search(new("construction permit")).Select(item => item.Code));

    [Fact]
    [Rule("CT-01")]
    public void Filters_narrow_a_search() => Assert.Equal(
        ["320681-LB-SCJ-0002-1"],
        Catalogue.Search(new(Department: "SCJ", Kind: ItemKind.Joint, Theme: "companyStart")).Select(item => item.Code));

    [Fact]
    public void Those_whose_name_matches_come_first() =>
        Assert.Equal("320681-XK-SCJ-0003-1", Catalogue.Search(new("食品经营许可"))[0].Code);

    [Fact]
    [Rule("CT-09")]
    public void A_secret_item_is_neither_found_nor_listed()
    {
        var secret = new ItemCatalogue(Catalogue.Registers, Catalogue.Published.Select(item => item with { Secret = true }));
        Assert.Empty(secret.Published);
        Assert.Empty(secret.Search(new()));
        Assert.Null(secret.Find("320681-XK-SCJ-0003-1"));
    }

    [Fact]
    [Rule("CT-05")]
    public void The_newest_published_version_is_filed_and_older_ones_are_kept()
    {
        var first = Catalogue.Find("320681-XK-SCJ-0003-1")!;
        var catalogue = new ItemCatalogue(Catalogue.Registers, [first, first with { Version = 2 }, first with { Version = 3, Status = ItemStatus.Draft }]);
        Assert.Equal(2, catalogue.Find(first.Code)!.Version);
        Assert.Equal(1, catalogue.Find(first.Code, 1)!.Version);
    }

    [Fact]
    [Rule("CT-05")]
    public void A_cancelled_item_cannot_be_filed()
    {
        var first = Catalogue.Find("320681-XK-SCJ-0003-1")!;
        var catalogue = new ItemCatalogue(Catalogue.Registers, [first, first with { Version = 2, Status = ItemStatus.Cancelled }]);
        Assert.Null(catalogue.Find(first.Code));
    }

    [Fact]
    public void Each_certificate_is_issued_by_its_own_department()
    {
        var results = Catalogue.Find("320681-LB-SCJ-0002-1")!.Results;
        Assert.Equal(["C-BL by SCJ", "C-SEAL by GAJ", "C-SOC by RSJ"], results.Select(result => $"{result.Code} by {result.Issuer.Code}"));
    }

    [Theory]
    [InlineData("A", StageRole.Clerk)]
    [InlineData("B1", StageRole.Reviewer)]
    [InlineData("P", StageRole.Applicant)]
    [InlineData("D", StageRole.Approver)]
    [InlineData("E", StageRole.Approver)]
    public void A_stage_belongs_to_a_role_by_its_type(string stage, StageRole role) =>
        Assert.Equal(role, Catalogue.Find("320681-LB-BDC-0010-1")!.Stage(stage).Role);

    [Fact]
    public void The_data_may_name_another_role()
    {
        var stage = Catalogue.Find("320681-LB-BDC-0010-1")!.Stage("B1") with { AssignedRole = StageRole.Approver };
        Assert.Equal(StageRole.Approver, stage.Role);
    }

    [Fact]
    public void Stages_of_a_phase_run_at_once()
    {
        var item = Catalogue.Find("320681-LB-SPJ-0006-1")!;
        Assert.Equal(["C1", "C2", "C3"], item.StagesOf(2).Select(stage => stage.Id));
        Assert.Equal(2, item.PhaseOf("C3"));
        Assert.Equal(3, item.LastPhase);
    }

    [Fact]
    [Rule("CT-03")]
    public void The_guide_shows_no_internals()
    {
        var guide = JsonSerializer.SerializeToElement(ItemGuide.Of(Catalogue.Find("320681-QR-SCJ-0001-1")!), CatalogueJson.Options);
        string[] expected =
        [
            "code", "delivery", "disclosures", "fees", "flow", "form", "identity", "kind", "lead", "legalDays", "limits", "materials", "name",
            "onlineDepth", "promisedDays", "results", "theme", "version",
        ];
        Assert.Equal(expected, guide.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("""{"code":"SCJ","name":{"zh":"市场监督管理局","en":"Administration for Market Regulation"}}""", guide.GetProperty("lead").GetRawText().Unescape());
        Assert.Equal(JsonValueKind.Null, guide.GetProperty("results")[0].GetProperty("validYears").ValueKind);
    }
}

file static class Raw
{
    public static string Unescape(this string json) => System.Text.RegularExpressions.Regex.Unescape(json);
}

using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;

namespace NoVisit.Filing.Comparisons;

/// <summary>数据比对 (DS-04, IN-16): declared values against the account and the household register.</summary>
[Rule("DS-04", "IN-16")]
public sealed class ComparisonRulesTests
{
    private const string Number = "320681198503141211";
    private const string Household = "公安户籍";
    private static readonly ServiceItem Pension = CaseWalk.Catalogue.Find(CatalogueCase.Pension)!;
    private static readonly DateTimeOffset Now = CaseWalk.Time("2026-03-02 09:00");
    private static readonly SharedFacts Account = ComparisonRules.OfAccount("张三", Number, Now);

    [Fact]
    public void A_verified_account_proves_name_and_number() => Assert.True(ComparisonRules.Proves(Compare([Account]), "M002"));

    [Fact]
    public void Another_name_than_the_accounts_is_a_mismatch() =>
        Assert.Equal(ComparisonOutcome.Mismatch, Of(Compare([Account], ("applicant.name", "李四")), "M002", "applicant.name"));

    [Fact]
    public void Without_a_source_nothing_is_known() =>
        Assert.All(Compare([]), c => Assert.Equal((ComparisonOutcome.Unknown, null), (c.Outcome, c.AsOf)));

    [Fact]
    public void An_account_proves_no_household() => Assert.False(ComparisonRules.Proves(Compare([Account]), "M034"));

    [Fact]
    public void The_register_proves_the_household() => Assert.True(ComparisonRules.Proves(Compare([Account, Register("民胜村12组8号")]), "M034"));

    [Fact]
    public void The_register_says_as_of_when() => Assert.Equal(Now.AddDays(-3), Compare([Register("民胜村12组8号")]).First(c => c.Source == Household).AsOf);

    [Fact]
    public void Capitals_and_blanks_make_no_difference() =>
        Assert.Equal(ComparisonOutcome.Match, Of(Compare([Register(" 民胜村12组8号 ")]), "M034", "household.address"));

    [Fact]
    public void What_a_source_proves_need_not_be_uploaded() =>
        Assert.Equal(["M002", "M034"], Answered(Compare([Account, Register("民胜村12组8号")])).Select(m => m.MaterialCode));

    [Fact]
    public void What_differs_has_to_be_uploaded() => Assert.Equal(["M002"], Answered(Compare([Account, Register("海滨村1组")])).Select(m => m.MaterialCode));

    [Fact]
    public void What_was_uploaded_stays_the_material() =>
        Assert.Equal(["M034"], Answered(Compare([Account, Register("民胜村12组8号")]), CaseWalk.Upload("M002", "u-1")).Select(m => m.MaterialCode));

    [Fact]
    public void A_material_of_a_register_has_no_file() => Assert.All(
        Answered(Compare([Account])), m => Assert.Equal((ReferenceKind.Register, false, MaterialState.Clean), (m.Reference!.Kind, m.Reference.HasFile, m.State)));

    [Fact]
    public void An_automatic_item_asks_for_nothing_that_shared_data_cannot_verify() => Assert.Contains(
        "autoUnverified",
        ItemPublication.Check(
            Pension with { Materials = [.. Pension.Materials.Select(m => m.Code == "M034" ? m with { Verifies = [] } : m)] }, CaseWalk.Catalogue.Registers)
            .Select(f => f.Code));

    [Fact]
    public void A_field_that_is_not_asked_cannot_be_compared() => Assert.Contains(
        "verifiedField",
        ItemPublication.Check(
            Pension with { Materials = [.. Pension.Materials.Select(m => m.Code == "M034" ? m with { Verifies = ["household.colour"] } : m)] },
            CaseWalk.Catalogue.Registers).Select(f => f.Code));

    private static SharedFacts Register(string address) => new(
        Household,
        new Dictionary<string, string> { ["applicant.name"] = "张三", ["household.address"] = address, ["household.village"] = "民胜村" },
        Now.AddDays(-3));

    private static ComparisonOutcome Of(IReadOnlyList<Comparison> comparisons, string material, string field) =>
        Assert.Single(comparisons, c => c.MaterialCode == material && c.Field == field).Outcome;

    private static IReadOnlyList<Comparison> Compare(IReadOnlyList<SharedFacts> facts, params (string Code, string Value)[] changes)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["applicant.name"] = CaseWalk.Json("张三"),
            ["applicant.idNumber"] = CaseWalk.Json(Number),
            ["household.address"] = CaseWalk.Json("民胜村12组8号"),
            ["household.village"] = CaseWalk.Json("民胜村"),
        };
        foreach (var (code, value) in changes)
        {
            values[code] = CaseWalk.Json(value);
        }

        return ComparisonRules.Compare(Pension, values, facts);
    }

    private static IEnumerable<MaterialUpload> Answered(IReadOnlyList<Comparison> comparisons, params MaterialUpload[] uploads) => ComparisonRules.Answered(
        Pension, new Draft("d-1", "zhang.san", Pension.Code, 1, new Dictionary<string, JsonElement>(), Now, null, default), comparisons, uploads, Now);
}

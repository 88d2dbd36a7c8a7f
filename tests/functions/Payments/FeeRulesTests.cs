using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Catalogue;

namespace NoVisit.Payments;

/// <summary>FE-01, FE-02: the fees of items 08 (construction permit) and 10 (property transfer) as published.</summary>
[Rule("FE-03")]
public sealed class FeeRulesTests
{
    private static readonly IReadOnlyList<ItemFee> Construction = PayingCase.FeesOf(PayingCase.Construction);
    private static readonly IReadOnlyList<ItemFee> Property = PayingCase.FeesOf(PayingCase.Property);

    [Fact]
    public void The_infrastructure_fee_is_105_yuan_for_each_square_metre() =>
        Assert.Equal(["F-INFRA ZJJ 84000000"], Lines(Construction, new() { ["project.floorArea"] = 8000, ["civilDefence.elsewhere"] = false }));

    [Fact]
    public void The_fees_of_two_departments_are_lines_of_one_bill()
    {
        var bill = Charged(Construction, new() { ["project.floorArea"] = 8000, ["civilDefence.elsewhere"] = true, ["civilDefence.areaNotBuilt"] = 120.5m });

        Assert.Equal([("ZJJ", 84_000_000L), ("RFB", 12_050_000L)], bill.Lines.Select(l => (l.Department, l.Amount)));
        Assert.Equal(96_050_000, bill.Total);
    }

    [Fact]
    public void The_civil_defence_fee_is_charged_only_when_built_elsewhere() => Assert.DoesNotContain(
        Charged(Construction, new() { ["project.floorArea"] = 10, ["civilDefence.elsewhere"] = false, ["civilDefence.areaNotBuilt"] = 50 }).Lines, l => l.Code == "F-RF");

    [Theory]
    [InlineData("residential", 8_000)]
    [InlineData("other", 55_000)]
    public void Registration_is_80_yuan_for_a_home_and_550_otherwise(string use, long fen) =>
        Assert.Equal(fen, Charged(Property, new() { ["property.use"] = use, ["tax.paid"] = true }).Total);

    [Fact]
    public void The_deed_tax_is_what_the_tax_bureau_assessed() => Assert.Equal(
        ["F-REG BDC 8000", "F-DEED SWJ 1500000"],
        Lines(Property, new() { ["property.use"] = "residential", ["tax.paid"] = false }, new() { ["B2"] = 1_500_000 }));

    [Fact]
    public void A_tax_that_was_paid_already_is_not_charged_again() => Assert.Equal(
        ["F-REG BDC 8000"], Lines(Property, new() { ["property.use"] = "residential", ["tax.paid"] = true }, new() { ["B2"] = 1_500_000 }));

    [Fact]
    public void Without_an_assessment_there_is_no_deed_tax() =>
        Assert.Equal(["F-REG BDC 8000"], Lines(Property, new() { ["property.use"] = "residential", ["tax.paid"] = false }));

    [Fact]
    public void A_fee_of_zero_is_no_line() => Assert.Equal(
        ["F-REG BDC 8000"], Lines(Property, new() { ["property.use"] = "residential", ["tax.paid"] = false }, new() { ["B2"] = 0 }));

    [Fact]
    public void An_item_without_fees_costs_nothing() => Assert.Equal(0, Charged([], new() { ["project.floorArea"] = 8000 }).Total);

    [Theory]
    [InlineData("0.00004", 0)]
    [InlineData("0.00005", 1)]
    [InlineData("0.33333", 3500)]
    public void Fractions_of_a_fen_are_rounded(string area, long fen) => Assert.Equal(
        fen, Charged(Construction, new() { ["project.floorArea"] = decimal.Parse(area, System.Globalization.CultureInfo.InvariantCulture) }).Total);

    [Theory]
    [InlineData("857828500452")]
    [InlineData("1e20")]
    [InlineData("1e300")]
    public void An_amount_that_no_money_can_be_is_refused(string area) => Assert.IsType<Charge.TooLarge>(FeeRules.Bill(
        Construction, new Dictionary<string, JsonElement> { ["project.floorArea"] = JsonDocument.Parse(area).RootElement }, new Dictionary<string, long>()));

    [Fact]
    public void Fees_that_only_together_go_beyond_are_refused() => Assert.IsType<Charge.TooLarge>(FeeRules.Bill(
        Property, PayingCase.Json(new() { ["property.use"] = "residential", ["tax.paid"] = false }), new Dictionary<string, long> { ["B2"] = FeeRules.MaxFen }));

    [Fact]
    public void The_field_that_makes_a_fee_too_large_is_named() => Assert.Equal(
        "project.floorArea", FeeRules.FieldTooLarge(Construction, PayingCase.Json(new() { ["project.floorArea"] = 1e15m })));

    [Fact]
    public void The_total_is_the_sum_of_the_lines_and_no_line_is_zero() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 100_000_000).Three().ToArbitrary(), figures =>
        {
            var (area, notBuilt, elsewhere) = figures;
            var bill = Charged(Construction, new()
            {
                ["project.floorArea"] = area / 100m,
                ["civilDefence.areaNotBuilt"] = notBuilt / 100m,
                ["civilDefence.elsewhere"] = elsewhere % 2 == 0,
            });
            return bill.Total == bill.Lines.Sum(l => l.Amount) && bill.Lines.All(l => l.Amount > 0);
        }));

    private static Charge.Of Charged(IReadOnlyList<ItemFee> fees, Dictionary<string, object> values, Dictionary<string, long>? outcomes = null) =>
        Assert.IsType<Charge.Of>(FeeRules.Bill(fees, PayingCase.Json(values), outcomes ?? []));

    private static IEnumerable<string> Lines(IReadOnlyList<ItemFee> fees, Dictionary<string, object> values, Dictionary<string, long>? outcomes = null) =>
        Charged(fees, values, outcomes).Lines.Select(l => $"{l.Code} {l.Department} {l.Amount}");
}

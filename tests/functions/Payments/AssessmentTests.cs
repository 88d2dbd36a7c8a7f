using NoVisit.Approval;
using NoVisit.Approval.Review;

namespace NoVisit.Payments;

/// <summary>FE-02: the deed tax of item 10 rests on what the tax bureau assesses in stage B2, and on nothing else.</summary>
[Rule("FE-03")]
public sealed class AssessmentTests
{
    [Fact]
    public void The_assessed_tax_is_on_the_one_bill()
    {
        var paying = PayingCase.OfProperty().Agrees(PayingCase.Examined, "ZJJ", "B1")
            .Agrees(PayingCase.Examined, "SWJ", "B2", 1_500_000).Agrees(PayingCase.Examined, "BDC", "B3");

        Assert.Equal([("BDC", 8_000L), ("SWJ", 1_500_000L)], paying.Bill.Lines.Select(l => (l.Department, l.Amount)));
    }

    [Fact]
    public void Agreeing_without_the_amount_is_refused() => Assert.Equal("amount-missing", Refused(PayingCase.OfProperty(), "SWJ", "B2", null));

    [Fact]
    public void An_assessment_of_nothing_is_an_assessment() =>
        Assert.Equal(0, PayingCase.OfProperty().Agrees(PayingCase.Examined, "SWJ", "B2", 0).Record.Find("B2")!.Amount);

    [Fact]
    public void A_stage_that_the_catalogue_lets_assess_nothing_charges_nothing() =>
        Assert.Equal("amount-not-foreseen", Refused(PayingCase.OfProperty(), "ZJJ", "B1", 500));

    [Fact]
    public void A_tax_that_was_paid_already_is_not_assessed_again() =>
        Assert.Equal("amount-not-foreseen", Refused(PayingCase.OfProperty(taxPaid: true), "SWJ", "B2", 1_500_000));

    [Theory]
    [InlineData(-1)]
    [InlineData(FeeRules.MaxFen)]
    [InlineData(long.MaxValue)]
    public void An_amount_that_no_money_can_be_is_refused(long amount) =>
        Assert.Equal("fee-too-large", Refused(PayingCase.OfProperty(), "SWJ", "B2", amount));

    private static string Refused(PayingCase paying, string department, string stage, long? amount) => paying.Refused(
        PayingCase.Examined, CaseWalk.ReviewerOf(department), (r, c) => TaskRules.Opine(r, stage, new("agree", "同意", null, amount), c)).Problem;
}

using NoVisit.Approval.Review;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Payments;

namespace NoVisit.Approval.Outputs;

/// <summary>阶段成果 (WF-13): what one department brings feeds the phases after it.</summary>
[Rule("WF-13")]
public sealed class StageOutputTests
{
    private static readonly OutputPlan Check = new("contractCheck", new("合同核验编号", "Number of the check"), OutputKind.Number, "M028");
    private static readonly ServiceItem RealEstate = CaseWalk.Catalogue.Find(CatalogueCase.RealEstate)!;

    [Fact]
    public void The_assessed_tax_is_there_for_the_phases_after_it()
    {
        var paying = Billed();

        Assert.Equal(("deedTaxAssessed", OutputKind.Amount, 1_500_000L), Assert.Single(paying.Record.Outputs.Select(o => (o.Code, o.Kind, o.Amount!.Value))));
    }

    [Fact]
    public void The_paid_tax_is_the_receipt_that_registration_needs()
    {
        var record = Billed().Hears("2026-03-05 11:30", PayingCase.Paid(1_508_000)).Record;

        Assert.Equal(("T1", 1_500_000L), Assert.Single(record.Outputs.Where(o => o.Code == "F-DEED").Select(o => (o.Number, o.Amount!.Value))));
        Assert.Equal(
            ("T1", ReferenceKind.StageOutput),
            Assert.Single(record.Materials.Where(m => m is { Code: "M031", Superseded: false }).Select(m => (m.Upload.Reference!.Number, m.Upload.Reference.Kind))));
    }

    [Fact]
    public void A_tax_that_was_paid_before_brings_no_receipt() => Assert.DoesNotContain(
        Billed(taxPaid: true).Hears("2026-03-05 11:30", PayingCase.Paid(8_000)).Record.Outputs, o => o.Code == "F-DEED");

    [Fact]
    public void The_officer_gives_what_his_stage_has_to_bring() => Assert.Equal(
        ["contractCheck"], Case(Check).Refused(CatalogueCase.Reviewer("ZJJ"), (r, c) => TaskRules.Opine(r, "B1", new("agree", "属实"), c)).Errors!.Keys);

    [Fact]
    public void A_stage_brings_nothing_else() => Assert.Equal(["permit"], Case(Check).Refused(
        CatalogueCase.Reviewer("ZJJ"),
        (r, c) => TaskRules.Opine(r, "B1", new("agree", "属实", null, null, [new("contractCheck", "HT-1"), new("permit", "X")]), c)).Errors!.Keys);

    [Fact]
    public void Who_disagrees_brings_nothing() => Assert.Empty(
        Case(Check).Do(CatalogueCase.Reviewer("ZJJ"), (r, c) => TaskRules.Opine(r, "B1", new("disagree", "合同不实"), c)).Record.Outputs);

    [Fact]
    public void A_number_needs_its_number() => Assert.Equal("stage-outputs", Case(Check).Refused(
        CatalogueCase.Reviewer("ZJJ"), (r, c) => TaskRules.Opine(r, "B1", new("agree", "属实", null, null, [new("contractCheck", " ")]), c)).Problem);

    [Fact]
    public void An_output_stands_for_its_material()
    {
        var record = Brought().Record;

        var material = Assert.Single(record.Materials, m => m is { Code: "M028", Superseded: false }).Upload;
        Assert.Equal((ReferenceKind.StageOutput, "HT-2026-1"), (material.Reference!.Kind, material.Reference.Number));
    }

    [Fact]
    public void The_record_that_the_ledger_gives_holds_the_outputs()
    {
        var walk = Brought();

        Assert.Equal(walk.Record.Outputs, CaseFold.Replay(CatalogueCase.Number, walk.Ledger).Outputs);
    }

    [Theory]
    [InlineData("M099", "outputMaterial")]
    [InlineData("M002", "outputRequired")]
    public void An_output_stands_for_a_material_that_the_filing_need_not_hold(string material, string finding) => Assert.Contains(
        finding, Found("B1", new FlowOutput("x", Check.Name, OutputKind.Number) { Material = material }));

    [Fact]
    public void The_last_phase_brings_nothing() => Assert.Contains("outputLast", Found("E", new FlowOutput("x", Check.Name, OutputKind.Number)));

    [Fact]
    public void A_payment_brings_the_receipt_of_a_fee() => Assert.Contains("outputFee", Found("P", new FlowOutput("F-NONE", Check.Name, OutputKind.Receipt)));

    [Fact]
    public void An_amount_is_an_assessment() => Assert.Contains("outputAmount", Found("B1", new FlowOutput("x", Check.Name, OutputKind.Amount)));

    private static PayingCase Billed(bool taxPaid = false) => PayingCase.OfProperty(taxPaid).Agrees(PayingCase.Examined, "ZJJ", "B1")
        .Agrees(PayingCase.Examined, "SWJ", "B2", taxPaid ? null : 1_500_000).Agrees(PayingCase.Examined, "BDC", "B3");

    private static CatalogueCase Brought() => Case(Check).Do(
        CatalogueCase.Reviewer("ZJJ"), (r, c) => TaskRules.Opine(r, "B1", new("agree", "属实", null, null, [new("contractCheck", "HT-2026-1")]), c));

    private static CatalogueCase Case(params OutputPlan[] outputs) => new CatalogueCase(
        CatalogueCase.RealEstate, shape: s => s.Id == "B1" && outputs.Length > 0 ? s with { Outputs = outputs } : s).At("2026-03-02 10:00").Accept();

    private static IEnumerable<string> Found(string stage, FlowOutput output) => ItemPublication.Check(
        RealEstate with { Stages = [.. RealEstate.Stages.Select(s => s.Id == stage ? s with { Outputs = [output] } : s)] }, CaseWalk.Catalogue.Registers)
        .Select(f => f.Code);
}

using NoVisit.Approval.Review;

namespace NoVisit.Approval.CertificateMaking;

/// <summary>缮证 after the entry of a real-estate transfer in the register.</summary>
public sealed class CertificateStageTests
{
    [Fact]
    public void The_case_is_decided_when_the_certificate_is_made() =>
        Assert.Equal((CaseState.InReview, CaseState.DecidedGrant), (AtCertificate().Record.State, AtCertificate().Opine("E").Record.State));

    [Fact]
    public void Making_the_certificate_is_the_chief_representatives() =>
        Assert.Equal("wrong-role", AtCertificate().Refused(
            CatalogueCase.Reviewer("BDC"), (r, c) => TaskRules.Opine(r, "E", new("agree", "已缮证"), c)).Problem);

    [Fact]
    public void Not_making_it_needs_a_reason() =>
        Assert.Equal("reason-missing", AtCertificate().Refused(
            CatalogueCase.Approver("BDC"), (r, c) => TaskRules.Opine(r, "E", new("disagree", ""), c)).Problem);

    [Fact]
    public void Not_making_it_is_a_disagreement_that_the_lead_settles() =>
        Assert.Equal(["LEAD"], AtCertificate().Opine("E", "disagree", "登簿信息有误").Open);

    private static CatalogueCase AtCertificate() => new CatalogueCase(CatalogueCase.RealEstate).At("2026-03-02 10:00").Accept()
        .Opine("B1").Opine("B2").Opine("B3")
        .Do(Actor.System, (_, _) => Outcome.Of(new OpinionGiven("P", StageState.Agreed, "已缴费", null)))
        .Decide("D");
}

using NoVisit.Approval.Records;

namespace NoVisit.Approval.Countersigning;

/// <summary>会签 (WF-05) of the approval of an investment project by planning and environment.</summary>
[Rule("WF-05")]
public sealed class CountersignTests
{
    [Fact]
    public void The_draft_is_no_decision_yet()
    {
        var walk = Drafted();

        Assert.Equal((CaseState.InReview, "D-ZRJ,D-STJ"), (walk.Record.State, string.Join(',', walk.Open)));
    }

    [Fact]
    public void Each_signer_finds_it_in_its_inbox() =>
        Assert.Equal(["STJ", "ZRJ"], InboxRow.Of(Drafted().Record).Select(r => r.PartitionKey).Order());

    [Theory]
    [InlineData("ZRJ", "STJ")]
    [InlineData("STJ", "ZRJ")]
    public void It_is_decided_when_all_have_signed_in_any_order(string first, string second)
    {
        var walk = Drafted().Sign(first);
        Assert.Null(walk.Record.Decision);

        Assert.Equal((true, "approver.FGW"), (walk.Sign(second).Record.Decision!.Granted, walk.Record.Decision!.By));
    }

    [Fact]
    public void Signers_in_order_are_called_one_after_another()
    {
        var walk = Drafted(inOrder: true);

        Assert.Equal(("D-ZRJ", "D-STJ"), (Assert.Single(walk.Open), Assert.Single(walk.Sign("ZRJ").Open)));
    }

    [Fact]
    public void One_refusal_sends_the_draft_back_to_the_lead()
    {
        var walk = Drafted().Sign("STJ", agree: false, reason: "环评批复未落实");

        Assert.Equal(("D", 2, null), (Assert.Single(walk.Open), walk.Stage("D").Round, walk.Record.Draft));
    }

    [Fact]
    public void A_refusal_needs_its_reason() =>
        Assert.Equal("reason-missing", Drafted().Refused(CatalogueCase.Approver("STJ"), (r, c) => CountersignRules.Sign(r, new(false), c)).Problem);

    [Fact]
    public void The_new_draft_is_signed_by_all_again()
    {
        var walk = Drafted().Sign("ZRJ").Sign("STJ", agree: false, reason: "环评批复未落实").At("2026-03-05 09:00").Decide("D");

        Assert.Equal(["D-STJ", "D-ZRJ"], walk.Open.Order());
        Assert.True(walk.Sign("ZRJ").Sign("STJ").Record.Decision!.Granted);
    }

    [Fact]
    public void A_refusing_draft_is_countersigned_too()
    {
        var walk = AtDecision().Decide("D", "refuse");
        Assert.Null(walk.Record.Decision);

        Assert.Equal((false, "依据"), (walk.Sign("ZRJ").Sign("STJ").Record.Decision!.Granted, walk.Record.Decision!.Basis));
    }

    [Fact]
    public void Who_gave_the_departments_opinion_cannot_sign_for_it() =>
        Assert.Equal("four-eyes", Drafted().Refused(new Actor("reviewer.STJ", "reviewer,approver", "STJ"), (r, c) => CountersignRules.Sign(r, new(true), c)).Problem);

    [Fact]
    public void Who_was_not_asked_cannot_sign() =>
        Assert.Equal("other-department", Drafted().Refused(CatalogueCase.Approver("SLJ"), (r, c) => CountersignRules.Sign(r, new(true), c)).Problem);

    [Fact]
    public void Nobody_signs_before_there_is_a_draft() =>
        Assert.Equal("wrong-state", AtDecision().Refused(CatalogueCase.Approver("STJ"), (r, c) => CountersignRules.Sign(r, new(true), c)).Problem);

    [Fact]
    public void Silence_is_never_a_signature()
    {
        var walk = Drafted().At("2026-03-10 09:00").Look();

        Assert.Equal(["D-STJ", "D-ZRJ"], walk.Open.Order());
    }

    private static CatalogueCase Drafted(bool inOrder = false) => AtDecision(inOrder).Decide("D");

    private static CatalogueCase AtDecision(bool inOrder = false)
    {
        var walk = new CatalogueCase(CatalogueCase.Investment, shape: s => s.Id == "D" ? s with { SignersInOrder = inOrder } : s)
            .At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        return walk.At("2026-03-04 09:00").Meet();
    }
}

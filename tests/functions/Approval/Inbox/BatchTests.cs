using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Inbox;

/// <summary>批量审批: simple acts, for immediate items only.</summary>
[Rule("WF-09")]
public sealed class BatchTests
{
    private static readonly CaseRecord Food = Accepted(FoodLicence, "2026-03-02").Record;

    [Theory]
    [InlineData("agree")]
    [InlineData("grant")]
    public void Only_immediate_items_are_examined_in_a_batch(string act) =>
        Assert.Equal("not-immediate", Assert.IsType<Outcome.Refused>(BatchFunctions.Rule(Food, "B", new BatchAct(act), As(Reviewer("SCJ")))).Refusal.Problem);

    [Fact]
    public void Any_item_is_claimed_in_a_batch() =>
        Assert.IsType<TaskClaimed>(Assert.Single(Assert.IsType<Outcome.Done>(BatchFunctions.Rule(Food, "B", new BatchAct("claim"), As(Reviewer("SCJ")))).Events));

    [Fact]
    public void An_immediate_item_is_agreed_to_by_the_rules_of_a_single_one()
    {
        var immediate = Food with { Kind = Catalogue.ItemKind.Immediate };

        Assert.IsType<OpinionGiven>(Assert.Single(Assert.IsType<Outcome.Done>(BatchFunctions.Rule(immediate, "B", new BatchAct("agree", "符合条件"), As(Reviewer("SCJ")))).Events));
    }

    [Fact]
    [Rule("WF-08")]
    public void A_batch_gives_nobody_a_role_that_he_does_not_hold()
    {
        var immediate = Food with { Kind = Catalogue.ItemKind.Immediate };

        Assert.Equal("wrong-role", Assert.IsType<Outcome.Refused>(BatchFunctions.Rule(immediate, "B", new BatchAct("agree", "符合条件"), As(Clerk("SCJ")))).Refusal.Problem);
    }

    private static RuleContext As(Actor actor) => new(Clock, actor, At("2026-03-02 11:00"));
}

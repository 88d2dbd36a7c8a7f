using NoVisit.Notifications;

namespace NoVisit.Approval.Decisions;

/// <summary>相对集中行政许可权 (WF-11): the deciding authority is the item's, apart from the department that leads.</summary>
[Rule("WF-11")]
public sealed class AuthorityTests
{
    [Fact]
    public void The_authority_of_a_reported_item_is_the_superior() => Assert.Equal(
        ("ZRJ", "ZRJ-S"), (new CatalogueCase(CatalogueCase.Land).Record.Lead, new CatalogueCase(CatalogueCase.Land).Record.Authority));

    [Fact]
    public void It_stays_when_the_lead_changes()
    {
        var walk = JointSurveys.JointSurveyTests.AtSurvey()
            .Do(new Actor("coordinator", "coordinator", null), (r, c) => Leading.LeadRules.Reassign(r, new("ZRJ", "主要审批事项属于该部门"), c));

        Assert.Equal(("ZRJ", "ZJJ"), (walk.Record.Lead, walk.Record.Authority));
    }

    [Fact]
    public void The_department_that_had_the_power_hears_of_the_decision_for_its_supervision()
    {
        var hall = new CatalogueCase(CatalogueCase.BilliardHall).AgreeToTheEnd();

        var told = hall.Ledger.SelectMany(e => e.Event.StaffMessages(hall.Record)).Single(m => m.Kind == NoticeKind.DecisionPassedOn);
        Assert.Equal(("SPJ", new Post("WLJ", "approver")), (hall.Record.Authority, told.Post));
    }

    [Fact]
    public void Where_no_power_moved_nobody_is_told() =>
        Assert.Empty(new DecisionMade(true, null, null, null, "chen").StaffMessages(new CatalogueCase(CatalogueCase.Land).Record));
}

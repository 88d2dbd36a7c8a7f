using NoVisit.Approval.Extensions;
using NoVisit.Approval.Handled;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Urgings;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Identity;
using NoVisit.Storage;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Views;

/// <summary>What applicant and staff read of a case's proceedings, by the views that the pages get.</summary>
public sealed class ProceedingsTests
{
    private static readonly CaseViewer Viewer = StandingViewer.At(At("2026-03-12 10:00"));

    [Fact]
    [Rule("TL-06")]
    public void A_special_procedure_tells_why_since_when_and_until_when_the_clock_stands()
    {
        var pause = Assert.Single(Viewer.ForApplicant(Stopped().Record).Pauses);

        Assert.Equal(
            ("s1", SuspensionGround.SpecialProcedure, At("2026-03-03 10:00"), At("2026-03-10 17:30"), null),
            (pause.Id, pause.Ground, pause.Since, pause.Until, pause.EndedAt));
    }

    [Fact]
    [Rule("TL-06")]
    public void A_rectification_is_a_pause_without_a_noticed_end()
    {
        var pause = Assert.Single(Viewer.ForApplicant(Unpassed().Record).Pauses);

        Assert.Equal((SuspensionGround.Rectification, null, null), (pause.Ground, pause.Until, pause.EndedAt));
    }

    [Fact]
    [Rule("WF-16")]
    public void Who_opened_a_special_procedure_may_end_it_and_another_department_may_not()
    {
        var record = Stopped().Record;

        Assert.Equal(["s1"], Viewer.ForStaff(record, null, Staff("SCJ", Role.Reviewer)).Resumable);
        Assert.Empty(Viewer.ForStaff(record, null, Staff("WJW", Role.Reviewer)).Resumable);
    }

    [Fact]
    [Rule("TL-09")]
    public void An_extension_is_shown_to_the_applicant_once_it_is_approved()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does("2026-03-05 10:00", Reviewer("SCJ"), (r, c) => ExtensionRules.Request(r, new(5, "需要补充核查"), c));
        Assert.Null(Viewer.ForApplicant(handled.Record).Extended);

        handled.Does("2026-03-05 11:00", Approver("SCJ"), (r, c) => ExtensionRules.Answer(r, new(true), c));
        Assert.Equal(new ExtendedView(5, "需要补充核查", At("2026-03-05 11:00")), Viewer.ForApplicant(handled.Record).Extended);
    }

    [Fact]
    [Rule("TL-10")]
    public void An_urging_is_answerable_for_the_department_it_goes_to()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does("2026-03-03 10:00", Approver("SCJ"), (r, c) => UrgingRules.Urge(r, new("B", "请尽快办理"), c));

        Assert.Equal(["u1"], Viewer.ForStaff(handled.Record, null, Staff("SCJ", Role.Reviewer)).Answerable);
        Assert.Empty(Viewer.ForStaff(handled.Record, null, Staff("WJW", Role.Reviewer)).Answerable);
    }

    [Fact]
    [Rule("IN-07")]
    public void The_clerk_sees_what_may_be_deferred()
    {
        var handled = Filed(FoodLicence, "2026-03-02 09:00", committed: true, "M007");

        Assert.Equal(["M007"], Viewer.ForStaff(handled.Record, null, Staff("SCJ", Role.Clerk)).Missing);
    }

    [Fact]
    [Rule("WF-06")]
    public void The_points_of_all_departments_stand_in_one_list_with_who_asked()
    {
        var open = Assert.Single(Viewer.ForApplicant(Unpassed().Record).Rectifications);

        Assert.Equal(["ZRJ 退界不足", "CGJ 补种绿化"], open.Points.Select(p => $"{p.Department.Code} {p.Point}"));
        Assert.Null(open.AnsweredAt);
    }

    [Fact]
    [Rule("WF-06")]
    public void A_re_inspection_names_only_what_its_own_department_found()
    {
        var tasks = Viewer.ForStaff(Unpassed().At("2026-03-09 10:00").Rectified().Record, null, Staff("ZRJ", Role.Reviewer)).Tasks;

        Assert.Equal(["退界不足"], tasks.Single(t => t.StageId == "C-ZRJ").Points);
        Assert.Equal(["补种绿化"], tasks.Single(t => t.StageId == "C-CGJ").Points);
        Assert.Null(tasks.Single(t => t.StageId == "C-DAG").Points);
    }

    [Fact]
    [Rule("WF-05")]
    public void A_meeting_names_who_is_called_and_who_may_stay_away()
    {
        var meeting = Viewer.ForStaff(AtMeeting().Record, null, Staff("FGW", Role.Reviewer)).Tasks.Single(t => t.Type == StageType.JointReview);

        Assert.Equal(["STJ"], meeting.Participants!.Where(p => p.Department.Code == "STJ" && !p.MayBeAbsent).Select(p => p.Department.Code));
        Assert.Contains(meeting.Participants!, p => p is { Department.Code: "ZJJ", MayBeAbsent: true });
    }

    [Fact]
    [Rule("WF-05")]
    public void The_record_of_a_meeting_shows_every_vote()
    {
        var opinion = Viewer.ForStaff(AtMeeting().Meet().Record, null, Staff("FGW", Role.Approver)).Opinions.Single(o => o.Meeting is not null);

        Assert.Equal("会议纪要", opinion.Meeting!.Minutes);
        Assert.Contains(opinion.Meeting.Votes, v => v is { Department.Code: "STJ", Participant: "leader.STJ", Outcome: StageState.Agreed });
    }

    [Fact]
    [Rule("WF-05")]
    public void A_draft_shows_who_has_signed_and_whose_turn_it_is()
    {
        var walk = AtMeeting(inOrder: true).Meet().Decide("D").Sign("ZRJ");
        var draft = Viewer.ForStaff(walk.Record, null, Staff("STJ", Role.Approver)).Draft!;

        Assert.Equal(["ZRJ Agreed", "STJ Open"], draft.Signatures.Select(s => $"{s.Department.Code} {s.State}"));
        Assert.Equal(("grant", true), (draft.Outcome, draft.InOrder));
    }

    [Fact]
    [Rule("WF-05")]
    public void A_signer_whose_turn_has_not_come_waits()
    {
        var draft = Viewer.ForStaff(AtMeeting(inOrder: true).Meet().Decide("D").Record, null, Staff("STJ", Role.Approver)).Draft!;

        Assert.Equal(["ZRJ Open", "STJ Waiting"], draft.Signatures.Select(s => $"{s.Department.Code} {s.State}"));
    }

    [Fact]
    [Rule("WF-08")]
    public void An_inspection_names_how_many_officers_it_needs() =>
        Assert.Equal(2, Viewer.ForStaff(Unpassed().Record, null, Staff("ZRJ", Role.Reviewer)).Tasks.First(t => t.StageId == "C-ZRJ").MinInspectors);

    private static Caller Staff(string department, Role role) => new($"{role}.{department}", "工作人员", [role], department, Assurance.Strong);

    private static HandledCase Stopped()
    {
        var handled = Accepted(FoodLicence, "2026-03-02");
        handled.Does("2026-03-03 10:00", Reviewer("SCJ"), (r, c) => SpecialProcedureRules.Open(r, new("expertReview", "食品安全专家组", 5, "评审加工工艺"), c));
        return handled;
    }

    private static CatalogueCase AtMeeting(bool inOrder = false) =>
        Opined(new CatalogueCase(CatalogueCase.Investment, shape: s => s.Id == "D" ? s with { SignersInOrder = inOrder } : s)).At("2026-03-04 09:00");

    private static CatalogueCase Unpassed() => Opined(new CatalogueCase(CatalogueCase.Completion)).At("2026-03-03 10:00")
        .Survey("C-ZRJ", "agreeWithConditions", "退界不足").Survey("C-ZJJ").Survey("C-RFB").Survey("C-DAG")
        .Survey("C-CGJ", "agreeWithConditions", "补种绿化");

    private static CatalogueCase Opined(CatalogueCase walk)
    {
        walk.At("2026-03-02 10:00").Accept();
        foreach (var stage in new[] { "B1", "B2", "B3", "B4", "B5" })
        {
            walk.Opine(stage);
        }

        return walk;
    }
}

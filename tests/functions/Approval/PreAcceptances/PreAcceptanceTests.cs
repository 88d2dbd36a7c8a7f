using System.Text.Json;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Decisions;
using NoVisit.Approval.Flow;
using NoVisit.Approval.SpecialProcedures;
using NoVisit.Approval.Withdrawal;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;

namespace NoVisit.Approval.PreAcceptances;

/// <summary>
/// 预受理 of item 07, which waits for the land opinion of item 11. Filed on Tuesday, 10 February 2026; the Spring Festival is off from 15 to 23 February,
/// 14 and 28 February are made up.
/// </summary>
[Rule("IN-06")]
public sealed class PreAcceptanceTests
{
    private const string Waiting = "320681-20260210-7K3QF9-X";

    private static readonly Actor Clerk = CatalogueCase.Clerk("FGW");
    private static readonly ItemCatalogue Catalogue = CatalogueLoader.LoadEmbedded();
    private static readonly Awaited Opinion = new(CatalogueCase.Number, "M016", "C-LAND", new("用地预审与选址意见书", "Land opinion"), 60);

    private readonly CatalogueCase land = new(CatalogueCase.Land, "2026-02-09 09:00");
    private readonly CatalogueCase project = new(CatalogueCase.Investment, "2026-02-10 09:30", awaited: Opinion);

    [Fact]
    public void It_is_not_accepted_while_the_certificate_is_missing() =>
        Assert.Equal(["M016"], project.Refused(Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c)).Errors!.Keys);

    [Fact]
    public void What_waits_for_nothing_is_not_pre_accepted()
    {
        var other = new CatalogueCase(CatalogueCase.Investment, "2026-02-10 09:30");

        Assert.Equal("nothing-awaited", other.Refused(Clerk, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c)).Problem);
    }

    [Fact]
    public void It_waits_sixty_working_days()
    {
        PreAccept();

        Assert.Equal(CaseState.PreAccepted, project.Record.State);
        Assert.Equal(CatalogueCase.Time("2026-05-15 17:30"), project.Record.Awaited!.LapsesAt);
        Assert.Equal(project.Record.Awaited.LapsesAt, project.Record.Notices.Single(n => n.Kind == "preAccepted").AnswerDue);
    }

    [Fact]
    public void The_opinions_of_the_first_phase_open_at_once_without_a_limit()
    {
        PreAccept();

        Assert.Equal(["B1", "B2", "B3", "B4", "B5"], project.Open);
        Assert.All(project.Record.Stages.Where(s => s.State.IsActive()), s => Assert.Null(s.Due));
        Assert.Null(project.Record.PromisedDue);
    }

    [Fact]
    public void Provisionally_nobody_is_late_and_no_silence_is_agreement()
    {
        PreAccept();

        Assert.Empty(project.At("2026-05-15 17:30").Look().Record.Accountabilities);
        Assert.Equal(StageState.Open, project.Stage("B5").State);
    }

    [Fact]
    public void Opinions_may_be_given_and_nothing_is_decided()
    {
        PreAccept();
        foreach (var stage in (string[])["B1", "B2", "B3", "B4", "B5"])
        {
            project.Opine(stage);
        }

        Assert.Equal((CaseState.PreAccepted, 0), (project.Record.State, project.Open.Count));
        Assert.Equal("wrong-state", project.Refused(CatalogueCase.Approver("FGW"), (r, c) => DecisionRules.Decide(r, new("grant"), c)).Problem);
    }

    [Fact]
    public void What_is_decided_in_the_first_phase_waits_for_acceptance()
    {
        var company = new CatalogueCase(CaseWalk.Company, "2026-02-10 09:30", awaited: Opinion);
        company.At("2026-02-11 10:00").Do(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c));
        Assert.Empty(company.Open);

        Issue();
        company.At("2026-03-02 15:00").Do(Actor.System, (r, c) => Outcome.Of(PreAcceptanceRules.Due(r, land.Record, c)));
        Assert.True(company.Record.Stages.Where(s => s.Phase == company.Record.Phase).All(s => s.State.IsActive()));
    }

    [Fact]
    [Rule("TL-03")]
    public void It_is_accepted_when_the_certificate_is_issued_and_its_clock_starts_then()
    {
        PreAccept();
        project.At("2026-02-12 10:00").Opine("B1");
        Issue();
        Look("2026-03-02 15:00");

        Assert.Equal(CaseState.InReview, project.Record.State);
        Assert.Equal(CatalogueCase.Time("2026-03-02 14:00"), project.Record.Clock!.AcceptedAt);
        Assert.Equal(CatalogueCase.Time("2026-03-16 17:30"), project.Record.PromisedDue);
        Assert.Equal((StageState.Agreed, CatalogueCase.Time("2026-03-05 17:30")), (project.Stage("B1").State, project.Stage("B5").Due!.Value));
        Assert.Equal(["preAccepted", "accepted"], project.Record.Notices.Select(n => n.Kind));
    }

    [Fact]
    [Rule("DS-02")]
    public void The_certificate_is_taken_by_reference()
    {
        PreAccept();
        Issue();
        Look("2026-03-02 15:00");

        var material = project.Record.Materials.Single(m => m.Code == "M016").Upload;
        Assert.Equal((ReferenceKind.Certificate, CatalogueCase.Number), (material.Reference!.Kind, material.Reference.CaseNumber));
        Assert.Equal("C-LAND.pdf", material.BlobName);
    }

    [Fact]
    public void A_late_look_finds_what_one_in_time_would_have_found()
    {
        PreAccept();
        Issue();
        Look("2026-06-01 09:00");

        Assert.Equal(CatalogueCase.Time("2026-03-16 17:30"), project.Record.PromisedDue);
        // Departments see the limits only now.
        Assert.Equal(CatalogueCase.Time("2026-06-04 17:30"), project.Stage("B5").Due);
    }

    [Fact]
    [Rule("TL-06")]
    public void After_a_stop_the_limit_of_a_stage_that_was_open_provisionally_still_counts_from_the_acceptance()
    {
        PreAccept();
        Issue();
        Look("2026-03-02 15:00");
        var reviewer = CatalogueCase.Reviewer("STJ");
        project.At("2026-03-03 09:00").Do(reviewer, (r, c) => SpecialProcedureRules.Open(r, new("expertReview", "专家组", 1, "评审"), c));
        project.At("2026-03-04 09:00").Do(reviewer, (r, c) => SpecialProcedureRules.End(r, "s1", new("已完成"), c));

        Assert.Equal(CatalogueCase.Time("2026-03-06 17:30"), project.Stage("B5").Due);
    }

    [Fact]
    public void What_was_issued_before_the_clerk_looked_is_accepted_from_his_look_on()
    {
        Issue();
        project.At("2026-03-03 10:00").Do(Clerk, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c));
        Look("2026-03-03 10:00:01");

        Assert.Equal(CatalogueCase.Time("2026-03-03 10:00"), project.Record.Clock!.AcceptedAt);
    }

    [Fact]
    public void Who_registered_it_does_not_decide_it()
    {
        PreAccept();
        Issue();
        Look("2026-03-02 15:00");

        Assert.True(Guards.BreaksFourEyes(project.Record, Clerk));
    }

    [Fact]
    [Rule("KD-06")]
    public void When_the_other_case_ends_without_it_the_filing_is_returned()
    {
        PreAccept();
        land.Do(new("zhang.san", "applicant", null), (r, _) => WithdrawalRules.Withdraw(r, "不再需要"));
        Look("2026-02-12 09:00");

        Assert.Equal(CaseState.Returned, project.Record.State);
        Assert.Contains(AcceptanceRules.Remedies, project.Record.Notices[^1].Body.Zh, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("KD-06")]
    public void When_its_time_has_passed_the_filing_is_returned()
    {
        PreAccept();
        Assert.Equal(CaseState.PreAccepted, project.At("2026-05-15 17:30").Look().Record.State);

        Look("2026-05-15 17:30:01");
        Assert.Equal(CaseState.Returned, project.Record.State);
    }

    [Fact]
    public void Who_waits_is_noted_once_and_woken_when_there_is_a_result()
    {
        land.Do(Actor.System, (r, _) => PreAcceptanceRules.Note(r, Waiting));
        land.Do(Actor.System, (r, _) => PreAcceptanceRules.Note(r, Waiting));
        Assert.Equal([Waiting], land.Record.AwaitedBy);

        Issue();
        Assert.Contains(land.Last.Entries, e => e.Event is CertificatesIssued);
        Assert.Contains(Wakes.Instances(land.Last), w => w == new Wake(Waiting, false));
    }

    [Fact]
    public void Who_waits_is_woken_when_nothing_will_come()
    {
        land.Do(Actor.System, (r, _) => PreAcceptanceRules.Note(r, Waiting));
        land.Do(new("zhang.san", "applicant", null), (r, _) => WithdrawalRules.Withdraw(r, "不再需要"));

        Assert.Contains(Wakes.Instances(land.Last), w => w.InstanceId == Waiting);
    }

    [Fact]
    public void Where_all_is_settled_nobody_is_noted_any_more()
    {
        Issue();

        Assert.Empty(Assert.IsType<Outcome.Done>(PreAcceptanceRules.Note(land.Record, Waiting)).Events);
    }

    [Fact]
    public void A_filing_waits_for_a_running_case_of_its_applicant_that_brings_what_is_missing() =>
        Assert.Equal((CatalogueCase.Number, "M016", "C-LAND", 60), Of(Await("zhang.san", land.Record)));

    [Fact]
    public void Nobody_waits_for_a_strangers_case() => Assert.Null(Await("li.si", land.Record));

    [Fact]
    public void Nobody_waits_for_a_case_that_there_is_not() => Assert.Null(Await("zhang.san", null));

    [Fact]
    public void Nobody_waits_for_a_case_that_brings_something_else() => Assert.Null(Await("zhang.san", new CatalogueCase(CaseWalk.Food).Record));

    [Fact]
    public void Nobody_waits_for_what_is_issued_already() => Assert.Null(Await("zhang.san", land.At("2026-02-10 09:00").AgreeToTheEnd().Record));

    [Fact]
    public void Nobody_waits_for_what_is_handed_in() =>
        Assert.Null(PreAcceptanceRules.Await(Catalogue.Find(CatalogueCase.Investment)!, Pending, [CaseWalk.Upload("M016", "u-1")], "zhang.san", land.Record));

    [Fact]
    public void Nobody_waits_for_the_certificate_of_another_enterprise()
    {
        var values = new Dictionary<string, JsonElement>(Pending, StringComparer.Ordinal) { ["holder.creditCode"] = CaseWalk.Json("91320681MA1XXXXX0A") };
        var other = new Dictionary<string, JsonElement>(land.Record.Values, StringComparer.Ordinal) { ["holder.creditCode"] = CaseWalk.Json("91320681MA1XXXXX0B") };

        Assert.Null(PreAcceptanceRules.Await(Catalogue.Find(CatalogueCase.Investment)!, values, [], "zhang.san", land.Record with { Values = other }));
    }

    private static Dictionary<string, JsonElement> Pending => new(StringComparer.Ordinal) { ["land.preReview"] = CaseWalk.Json("pending") };

    private static Awaited? Await(string person, CaseRecord? issuing) =>
        PreAcceptanceRules.Await(Catalogue.Find(CatalogueCase.Investment)!, Pending, [], person, issuing);

    private static (string, string, string, int) Of(Awaited? awaited) => (awaited!.CaseNumber, awaited.MaterialCode, awaited.Certificate, awaited.Days);

    private void PreAccept() => project.At("2026-02-11 10:00").Do(Clerk, (r, c) => AcceptanceRules.Handle(r, new("preAccept"), c));

    /// <summary>The land opinion, granted and signed on Monday, 2 March.</summary>
    private void Issue()
    {
        land.At("2026-03-02 14:00");
        while (land.Record.Results.Count == 0)
        {
            land.AgreeOnce();
        }
    }

    private void Look(string at) => project.At(at).Do(Actor.System, (r, c) => Outcome.Of(PreAcceptanceRules.Due(r, land.Record, c)));
}

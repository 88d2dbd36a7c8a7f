using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;

namespace NoVisit.Filing;

/// <summary>提交: what is missing, and what is frozen into the case.</summary>
[Rule("IN-01", "IN-04")]
public sealed class SubmissionRulesTests
{
    private static readonly ServiceItem Item = CaseWalk.Catalogue.Find(CaseWalk.SoleTrader)!;
    private static readonly DateOnly Today = new(2026, 2, 10);

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() =>
        Assert.ProperSuperset(new HashSet<string>(["applicant.name", "applicant.idNumber", "premises.address", "M002"]), Faults([], []).Keys.ToHashSet());

    [Fact]
    public void A_file_is_missed_no_more_once_it_is_clean() => Assert.DoesNotContain("M002", Faults([], [CaseWalk.Upload("M002", "u-1")]).Keys);

    [Fact]
    public void A_file_that_is_still_scanned_does_not_count() =>
        Assert.Contains("安全检查", Faults([], [CaseWalk.Upload("M002", "u-1") with { State = MaterialState.Scanning }])["M002"].Zh, StringComparison.Ordinal);

    [Fact]
    public void A_rejected_file_says_why() => Assert.Equal("Infected", Faults(
        [], [CaseWalk.Upload("M002", "u-1") with { State = MaterialState.Rejected, Reason = new("染毒", "Infected") }])["M002"].En);

    [Fact]
    public void The_latest_file_of_a_material_counts() => Assert.DoesNotContain("M002", Faults(
        [],
        [
            CaseWalk.Upload("M002", "u-2") with { UploadedAt = CaseWalk.Time("2026-02-09 21:00") },
            CaseWalk.Upload("M002", "u-1") with { State = MaterialState.Rejected },
        ]).Keys);

    [Fact]
    public void A_tolerable_material_may_be_missing() => Assert.DoesNotContain("M004", Faults([], []).Keys);

    [Fact]
    public void A_conditional_material_is_needed_when_its_condition_holds() =>
        Assert.Contains("M003", Faults(new() { ["agent.acts"] = CaseWalk.Json(true) }, []).Keys);

    [Fact]
    public void The_case_keeps_the_version_it_was_filed_under() => Assert.Equal(Item.Version, Submit().ItemVersion);

    [Fact]
    public void The_case_keeps_only_clean_files() => Assert.Equal(
        ["u-1"], Submit(CaseWalk.Upload("M002", "u-1"), CaseWalk.Upload("M004", "u-2") with { State = MaterialState.Rejected }).Materials.Select(m => m.Upload.Key));

    [Fact]
    public void The_case_keeps_one_file_a_material() => Assert.Equal(
        ["u-2"],
        Submit(CaseWalk.Upload("M002", "u-1"), CaseWalk.Upload("M002", "u-2") with { UploadedAt = CaseWalk.Time("2026-02-09 21:00") }).Materials.Select(m => m.Upload.Key));

    [Fact]
    public void The_stages_stand_in_the_order_of_their_phases() => Assert.Equal([0, 1, 2], Submit().Stages.Select(s => s.Phase));

    [Fact]
    public void A_filing_in_office_hours_gives_the_clerk_until_close_of_business() =>
        Assert.Equal(CaseWalk.Time("2026-02-10 17:30"), Submit().AcceptanceStageDue);

    [Fact]
    public void A_filing_after_close_gives_the_clerk_the_next_working_day() =>
        Assert.Equal(CaseWalk.Time("2026-02-24 17:30"), CaseWalk.Filing(CaseWalk.SoleTrader, CaseWalk.Time("2026-02-14 17:30")).AcceptanceStageDue);

    [Theory]
    [InlineData("courier", DeliveryMethod.Courier)]
    [InlineData("window", DeliveryMethod.Window)]
    [InlineData("ecert", DeliveryMethod.Ecert)]
    public void Results_go_the_way_the_applicant_chose(string value, DeliveryMethod method) =>
        Assert.Equal(method, SubmissionRules.Submit(Item, Draft(), new Dictionary<string, JsonElement> { ["delivery.method"] = CaseWalk.Json(value) }, [], "zh", CaseWalk.Clock, CaseWalk.Time("2026-02-10 09:30")).DeliveryMethod);

    private static IReadOnlyDictionary<string, Localization.Text> Faults(Dictionary<string, JsonElement> values, MaterialUpload[] uploads) =>
        SubmissionRules.Faults(Item, values, uploads, Today);

    private static Draft Draft() => new("d-1", CaseWalk.Applicant, Item.Code, Item.Version, CaseWalk.Values(), CaseWalk.Time("2026-02-10 09:00"), null, default) { Fingerprint = "" };

    private static Submitted Submit(params MaterialUpload[] uploads) =>
        SubmissionRules.Submit(Item, Draft(), CaseWalk.Values(), uploads, "zh", CaseWalk.Clock, CaseWalk.Time("2026-02-10 09:30"));
}

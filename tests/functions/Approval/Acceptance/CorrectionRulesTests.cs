using System.Text.Json;

namespace NoVisit.Approval.Acceptance;

/// <summary>一次性告知 and its answer.</summary>
[Rule("IN-08")]
public sealed class CorrectionRulesTests
{
    private static readonly Defect Lease = new("M005", null, "租赁合同缺页", "补全后重新上传");
    private static readonly Defect Address = new(null, "premises.address", "地址与合同不一致", "按合同填写");
    private static readonly Defect Layout = new("M006", null, "平面图不清晰", "重新上传");

    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").At("2026-02-11 10:00");

    private static Dictionary<string, JsonElement> NewAddress => new() { ["premises.address"] = CaseWalk.Json("启东市汇龙镇人民中路690号") };

    [Fact]
    public void The_applicant_has_fifteen_working_days_to_answer() =>
        Assert.Equal(CaseWalk.Time("2026-03-10 17:30"), walk.Correct(Lease).Record.Notices.Single().AnswerDue);

    [Fact]
    public void The_notice_lists_every_defect() => Assert.Equal([Lease, Address], walk.Correct(Lease, Address).Record.Notices.Single().Defects);

    [Fact]
    public void A_notice_without_defects_is_refused() => Assert.Equal("no-defects", RefusedNotice().Problem);

    public static TheoryData<string?, string?, string, string, string> Incomplete => new()
    {
        { null, null, "原因", "方法", "/defects/0" },
        { "M005", "premises.address", "原因", "方法", "/defects/0" },
        { "M005", null, " ", "方法", "/defects/0/reason" },
        { "M005", null, "原因", "", "/defects/0/cure" },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void Each_defect_names_one_thing_its_reason_and_its_cure(string? material, string? field, string reason, string cure, string place) =>
        Assert.Equal(place, RefusedNotice(new Defect(material, field, reason, cure)).Errors!.Single().Key);

    [Fact]
    public void While_the_answer_is_awaited_nothing_is_accepted()
    {
        walk.Correct(Lease);

        Assert.Equal("wrong-state", walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("accept"), c)).Problem);
    }

    [Fact]
    public void While_the_answer_is_awaited_the_acceptance_limit_does_not_run() =>
        Assert.Empty(walk.Correct(Lease).At("2026-03-10 17:30").Due());

    [Fact]
    public void An_unanswered_notice_lapses_after_its_due_time() =>
        Assert.Equal(CaseState.Returned, walk.Correct(Lease).At("2026-03-10 17:30:01").Look().Record.State);

    [Fact]
    public void An_answer_brings_a_fresh_acceptance_limit() => Assert.Equal(
        CaseWalk.Time("2026-03-10 17:30"), walk.Correct(Lease).At("2026-03-03 10:00").Answer([], CaseWalk.Upload("M005", "u-9")).Record.AcceptanceDue);

    [Fact]
    public void An_answer_of_a_rest_day_is_received_on_the_next_working_day_by_the_stage_too() => Assert.Equal(
        CaseWalk.Time("2026-02-25 17:30"), walk.Correct(Lease).At("2026-02-21 10:00").Answer([], CaseWalk.Upload("M005", "u-9")).Stage("A").Due);

    [Fact]
    public void An_answer_reopens_the_clerks_stage_for_another_round() => Assert.Equal(
        (StageState.Open, 2), (walk.Correct(Lease).Answer([], CaseWalk.Upload("M005", "u-9")).Stage("A").State, walk.Stage("A").Round));

    [Fact]
    public void A_new_file_replaces_the_old_one_and_the_old_one_stays_on_file()
    {
        walk.Correct(Lease).Answer([], CaseWalk.Upload("M005", "u-9"));

        Assert.Equal(
            [("u-1", true), ("u-9", false)],
            walk.Record.Materials.Where(m => m.Code == "M005").Select(m => (m.Upload.Key, m.Superseded)));
    }

    [Fact]
    public void A_new_value_replaces_the_old_one() =>
        Assert.Equal("启东市汇龙镇人民中路690号", walk.Correct(Address).Answer(NewAddress).Record.Values["premises.address"].GetString());

    [Fact]
    public void An_answer_leaves_out_nothing_that_was_asked_for() =>
        Assert.Equal(["premises.address", "M005"], RefusedAnswer([Lease, Address], []).Errors!.Keys);

    [Fact]
    public void An_answer_changes_no_field_that_was_not_asked_for() =>
        Assert.Equal(["premises.address"], RefusedAnswer([Lease], NewAddress, "M005").Errors!.Keys);

    [Fact]
    public void An_answer_brings_no_file_that_was_not_asked_for() =>
        Assert.Equal(["M006"], RefusedAnswer([Lease], [], "M005", "M006").Errors!.Keys);

    [Fact]
    public void Nothing_is_answered_without_a_notice() => Assert.Equal("wrong-state", walk.Refused(
        CaseWalk.Filer, (r, c) => CorrectionRules.Answer(r, new Dictionary<string, JsonElement>(), [], c)).Problem);

    [Fact]
    public void A_second_notice_for_a_defect_that_was_there_before_is_refused()
    {
        walk.Correct(Lease).Answer([], CaseWalk.Upload("M005", "u-9"));

        Assert.Equal(("second-correction-notice", "M006"), (RefusedNotice(Layout).Problem, RefusedNotice(Layout).Errors!.Single().Key));
    }

    [Fact]
    public void A_second_notice_may_name_a_file_that_was_supplied_since() =>
        Assert.Equal(CaseState.CorrectionRequested, walk.Correct(Lease).Answer([], CaseWalk.Upload("M005", "u-9")).Correct(Lease).Record.State);

    [Fact]
    public void A_second_notice_may_name_a_value_that_was_supplied_since() =>
        Assert.Equal(CaseState.CorrectionRequested, walk.Correct(Address).Answer(NewAddress).Correct(Address).Record.State);

    [Fact]
    public void A_third_notice_is_only_about_what_was_supplied_for_the_second()
    {
        walk.Correct(Lease, Address).Answer(NewAddress, CaseWalk.Upload("M005", "u-8")).Correct(Lease).Answer([], CaseWalk.Upload("M005", "u-9"));

        Assert.Equal(["premises.address"], RefusedNotice(Lease, Address).Errors!.Keys);
    }

    private Refusal RefusedNotice(params Defect[] defects) =>
        walk.Refused(CaseWalk.Clerk, (r, c) => AcceptanceRules.Handle(r, new("correct", defects), c));

    private Refusal RefusedAnswer(Defect[] defects, Dictionary<string, JsonElement> values, params string[] materials) =>
        walk.Correct(defects).Refused(CaseWalk.Filer, (r, c) => CorrectionRules.Answer(
            r, values, [.. materials.Select(m => new CaseMaterial(CaseWalk.Upload(m, $"u-{m}")))], c));
}

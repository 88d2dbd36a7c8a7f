using NoVisit.Approval.Records;
using NoVisit.Approval.Review;
using NoVisit.Identity.Delegations;
using static NoVisit.Approval.Handled.HandledCase;

namespace NoVisit.Approval.Rights;

/// <summary>首席代表授权: no act of staff without a right, and what nobody may do goes up. The company set-up is led and decided by SCJ.</summary>
[Rule("WF-12")]
public sealed class RightRulesTests
{
    private static readonly CaseRecord Company = Accepted(CompanySetUp, "2026-03-02").Record;
    private static readonly CaseRecord Food = Accepted(FoodLicence, "2026-03-02").Record;

    [Fact]
    public void Without_a_document_nobody_decides() =>
        Assert.Equal(("right-missing", 403), Of(FoundedStaff.Without("approver.SCJ").Refusal(Company, "2026-03-02 11:00", Approver("SCJ"), Decides)));

    [Fact]
    public void With_his_document_the_chief_representative_decides() =>
        Assert.Equal("decide,useSeal", FoundedStaff.Order.Ask(Company, "2026-03-02 11:00", Approver("SCJ"), Decides).Used);

    [Fact]
    public void The_refusal_names_who_can() => Assert.Contains(
        "approver.SCJ", FoundedStaff.Order.Refusal(Company, "2026-03-02 11:00", new Actor("zhao.approver", "approver", "SCJ"), Decides).Detail.En, StringComparison.Ordinal);

    [Fact]
    public void The_task_goes_up_to_the_head_of_the_department()
    {
        var after = FoundedStaff.Order.After(Company, "2026-03-02 11:00", new Actor("zhao.approver", "approver", "SCJ"), Decides);
        var task = Assert.Single(InboxRow.Of(after), r => r.Escalation is not null);

        Assert.Equal(("SCJ", "approver.SCJ", "rightMissing", true), (task.PartitionKey, task.AssignedTo, task.Escalation, task.Priority));
    }

    [Fact]
    public void It_goes_up_once() => Assert.Empty(Assert.IsType<Outcome.Refused>(FoundedStaff.Order.Ask(
        FoundedStaff.Order.After(Company, "2026-03-02 11:00", new Actor("zhao.approver", "approver", "SCJ"), Decides),
        "2026-03-02 11:05", new Actor("zhao.approver", "approver", "SCJ"), Decides).Outcome).Recorded);

    [Fact]
    public void The_head_does_in_the_reviewers_place_what_came_up()
    {
        var staff = FoundedStaff.Revoked("reviewer.SCJ", "2026-03-01");
        var up = staff.After(Food, "2026-03-02 11:00", Reviewer("SCJ"), Agrees);

        Assert.Equal("approver.SCJ", staff.After(up, "2026-03-02 12:00", Approver("SCJ"), Agrees).Find("B")!.DoneBy);
    }

    [Fact]
    public void What_did_not_come_up_stays_with_the_reviewer() =>
        Assert.Equal("wrong-role", FoundedStaff.Order.Refusal(Food, "2026-03-02 11:00", Approver("SCJ"), Agrees).Problem);

    [Fact]
    public void A_revocation_counts_from_its_day()
    {
        var staff = FoundedStaff.Revoked("approver.SCJ", "2026-03-03");

        Assert.Equal(
            (true, false),
            (staff.Holds("approver.SCJ", "SCJ", CompanySetUp, Right.Decide, At("2026-03-02 23:59")), staff.Holds("approver.SCJ", "SCJ", CompanySetUp, Right.Decide, At("2026-03-03 00:00"))));
    }

    [Theory]
    [InlineData("2026-03-01", CompanySetUp, false)]
    [InlineData("2026-03-02", CompanySetUp, true)]
    [InlineData("2026-03-31", CompanySetUp, true)]
    [InlineData("2026-04-01", CompanySetUp, false)]
    [InlineData("2026-03-02", FoodLicence, false)]
    public void A_document_covers_its_days_and_its_item(string day, string item, bool covered) => Assert.Equal(
        covered, new StaffOrder([Document(CompanySetUp, Right.Decide)], [], [], []).Holds("sun", "SCJ", item, Right.Decide, At($"{day} 10:00")));

    [Theory]
    [InlineData(Right.Decide, false)]
    [InlineData(Right.UseSeal, false)]
    [InlineData(Right.Review, true)]
    [InlineData(Right.Accept, true)]
    public void Without_documents_the_role_suffices_but_for_deciding_and_sealing(Right right, bool held) =>
        Assert.Equal(held, StaffOrder.None.Holds("sun", "SCJ", CompanySetUp, right, At("2026-03-02 10:00")));

    [Fact]
    public void Whoever_has_documents_has_nothing_else() => Assert.False(
        new StaffOrder([Document(null, Right.Coordinate)], [], [], []).Holds("sun", "SCJ", CompanySetUp, Right.Review, At("2026-03-02 10:00")));

    [Fact]
    public void A_document_of_one_department_says_nothing_in_another() =>
        Assert.False(FoundedStaff.Order.Holds("approver.SCJ", "GAJ", CompanySetUp, Right.Decide, At("2026-03-02 10:00")));

    [Fact]
    [Rule("RS-03")]
    public void Nobody_decides_who_may_not_use_the_seal()
    {
        var staff = new StaffOrder([Document(null, Right.Decide) with { Person = "approver.SCJ" }], [], [], []);

        Assert.Contains("electronic seal", staff.Refusal(Company, "2026-03-02 11:00", Approver("SCJ"), Decides).Detail.En, StringComparison.Ordinal);
    }

    [Fact]
    [Rule("WF-17")]
    public void The_leader_on_duty_decides_on_his_day()
    {
        var staff = FoundedStaff.Order.OnDuty("2026-03-02", "SCJ", "ju.zhang");

        Assert.Equal("decide,useSeal", staff.Ask(Company, "2026-03-02 16:00", new Actor("ju.zhang", "approver", "SCJ"), Decides).Used);
    }

    [Fact]
    [Rule("WF-17")]
    public void And_on_no_other_day()
    {
        var staff = FoundedStaff.Order.OnDuty("2026-03-02", "SCJ", "ju.zhang");

        Assert.Equal("right-missing", staff.Refusal(Company, "2026-03-03 09:00", new Actor("ju.zhang", "approver", "SCJ"), Decides).Problem);
    }

    [Fact]
    [Rule("WF-17")]
    public void What_comes_up_goes_to_the_leader_on_duty()
    {
        var staff = FoundedStaff.Order.OnDuty("2026-03-02", "SCJ", "ju.zhang");

        Assert.Equal("ju.zhang", staff.After(Company, "2026-03-02 11:00", new Actor("zhao.approver", "approver", "SCJ"), Decides).Stages.Single(s => s.Escalation is not null).Escalation!.To);
    }

    [Fact]
    [Rule("WF-17", "TL-09")]
    public void An_extension_waits_in_the_inbox_of_the_leader_on_duty()
    {
        var after = FoundedStaff.Order.OnDuty("2026-03-03", "SCJ", "ju.zhang").After(
            Food, "2026-03-03 09:00", Reviewer("SCJ"), (r, c) => Extensions.ExtensionRules.Request(r, new(2, "需要检验"), c));

        Assert.Equal("ju.zhang", Assert.Single(InboxRow.Of(after), r => r.Escalation == "extension").AssignedTo);
    }

    [Fact]
    public void The_applicant_and_the_system_need_no_right() => Assert.Null(
        FoundedStaff.Order.Ask(Company, "2026-03-02 11:00", Actor.System, (_, _) => Outcome.Of(new ReminderGiven("promised"))).Used);

    [Fact]
    [Rule("SV-11")]
    public void A_line_of_the_ledger_names_the_right_and_its_hash_covers_it()
    {
        var line = LedgerEntry.Create(Company.Number, 1, At("2026-03-02 11:00"), Approver("SCJ") with { Right = "decide" }, new ReminderGiven("promised"), LedgerEntry.Genesis);

        Assert.NotEqual(line.Hash, (line with { Actor = Approver("SCJ") with { Right = "review" } }).ComputeHash(Company.Number));
    }

    /// <summary>The hash was computed before lines named rights.</summary>
    [Fact]
    [Rule("SV-11")]
    public void A_line_from_before_there_were_rights_keeps_its_hash() => Assert.Equal(
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
            "N\n1\n2026-03-02T03:00:00.0000000+00:00\napprover.SCJ\napprover\nSCJ\n{\"type\":\"reminderGiven\",\"of\":\"promised\"}\n" + LedgerEntry.Genesis))),
        LedgerEntry.Create("N", 1, At("2026-03-02 11:00"), Approver("SCJ"), new ReminderGiven("promised"), LedgerEntry.Genesis).Hash);

    private static Outcome Agrees(CaseRecord record, RuleContext context) => TaskRules.Opine(record, "B", new OpinionCommand("agree", "符合条件"), context);

    private static (string, int) Of(Refusal refusal) => (refusal.Problem, refusal.Status);

    private static Delegation Document(string? item, params Right[] rights) => new()
    {
        Id = "d1",
        Person = "sun",
        Department = "SCJ",
        Item = item,
        Rights = rights,
        From = new DateOnly(2026, 3, 2),
        To = new DateOnly(2026, 3, 31),
        Document = "启审授〔2026〕3号",
    };
}

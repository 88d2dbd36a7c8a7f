using NoVisit.Filing.Hall;
using NoVisit.Notifications;

namespace NoVisit.Approval.FirstInquiries;

/// <summary>首问负责制 over the Spring Festival of 2026: Saturday 14 February is worked, 15 to 23 are free.</summary>
[Rule("IN-10")]
public sealed class FirstInquiryTests
{
    private static readonly Actor Window = new("clerk.FGW", "clerk", "FGW");
    private static readonly DateTimeOffset Asked = CaseWalk.Time("2026-02-13 10:00");
    private static readonly InquiryCommand AboutFood = new("开面馆要办什么证?", "13800138000", CaseWalk.Food);

    [Fact]
    public void Who_was_asked_is_responsible_and_the_answer_is_due_in_two_working_days()
    {
        var inquiry = Registered(AboutFood);

        Assert.Equal(new FirstInquiry("clerk.FGW", "clerk", "FGW", Asked), inquiry.First);
        Assert.Equal(("FGW", "SCJ", CaseWalk.Time("2026-02-24 17:30")), (inquiry.Department, inquiry.Lead, inquiry.Due));
    }

    [Fact]
    public void A_promised_day_takes_the_place_of_the_limit() =>
        Assert.Equal(CaseWalk.Time("2026-02-14 17:30"), Registered(AboutFood with { PromisedBy = new(2026, 2, 14) }).Due);

    [Theory]
    [InlineData(" ", null, "2026-02-14", "/matter")]
    [InlineData("何时上班?", "320681-XK-SCJ-9999-1", "2026-02-14", "/itemCode")]
    [InlineData("何时上班?", null, "2026-02-12", "/promisedBy")]
    public void What_is_registered_is_complete(string matter, string? item, string promised, string place) => Refused(
        "inquiry-incomplete", place, Register(new(matter, null, item, DateOnly.Parse(promised, System.Globalization.CultureInfo.InvariantCulture)), Window));

    [Fact]
    public void Nothing_is_longer_than_a_register_takes() =>
        Assert.Equal(["/contact", "/matter"], Register(new(new string('问', 2001), new string('1', 201)), Window).Refusal!.Errors!.Keys.Order());

    [Fact]
    public void Nobody_without_a_department_is_asked_first() =>
        Assert.Equal("wrong-role", Register(AboutFood, new("coordinator", "coordinator", null)).Refusal!.Problem);

    [Fact]
    public void What_is_another_departments_is_not_answered_but_handed_over()
    {
        Refused("inquiry-of-another-department", null, FirstInquiryRules.Answer(Registered(AboutFood), new("去市场监管局。"), Window, Asked));

        Assert.Equal("SCJ", Transferred(AboutFood).Department);
    }

    [Fact]
    public void Handed_over_it_keeps_its_first_person_and_its_limit()
    {
        var (before, after) = (Registered(AboutFood), Transferred(AboutFood));

        Assert.Equal((before.First, before.Due), (after.First, after.Due));
        Assert.Equal([new InquiryTransfer("FGW", "SCJ", "clerk.FGW", "属市场监管局", Asked)], after.Transfers);
        Assert.Equal("other-department", FirstInquiryRules.Answer(after, new("好"), Window, Asked).Refusal!.Problem);
    }

    [Theory]
    [InlineData("GAJ", "属公安局", "/department")]
    [InlineData("FGW", "留下", "/department")]
    [InlineData("SCJ", "", "/reason")]
    public void An_item_goes_to_its_lead_and_nowhere_else(string to, string reason, string place) =>
        Refused("inquiry-transfer-invalid", place, Transfer(Registered(AboutFood), to, reason));

    [Fact]
    public void Tied_to_no_item_it_goes_to_any_department_but_not_to_none()
    {
        var inquiry = Registered(new("路灯坏了。"));

        Assert.Equal("GAJ", Transfer(inquiry, "GAJ", "属公安局").Inquiry!.Department);
        Refused("inquiry-transfer-invalid", "/department", Transfer(inquiry, "XXX", "不知道"));
    }

    [Fact]
    public void It_is_answered_once()
    {
        var answered = FirstInquiryRules.Answer(Transferred(AboutFood), new(" 食品经营许可证。 "), CaseWalk.Clerk, Asked.AddHours(1)).Inquiry!;

        Assert.Equal(new InquiryAnswer("食品经营许可证。", "li.clerk", "SCJ", Asked.AddHours(1)), answered.Answer);
        Refused("inquiry-answered", null, FirstInquiryRules.Answer(answered, new("再答"), CaseWalk.Clerk, Asked.AddHours(2)));
        Refused("inquiry-answer-empty", "/answer", FirstInquiryRules.Answer(Transferred(AboutFood), new(""), CaseWalk.Clerk, Asked));
    }

    [Fact]
    public void An_overdue_answer_alerts_who_was_asked_and_who_has_it()
    {
        var inquiry = Transferred(AboutFood);

        Assert.False(FirstInquiryRules.IsOverdue(inquiry, CaseWalk.Time("2026-02-24 17:30")));
        Assert.True(FirstInquiryRules.IsOverdue(inquiry, FirstInquiryRules.Next(inquiry)!.Value));
        Assert.Equal(
            [(new Post("FGW", "clerk"), NoticeKind.WorkWarning), (new Post("SCJ", "approver"), NoticeKind.WorkWarning)],
            FirstInquiryRules.Alerts(inquiry).Select(m => (m.Post, m.Kind)));
    }

    [Fact]
    public void One_that_is_answered_or_was_alerted_of_awaits_nothing()
    {
        var inquiry = Transferred(AboutFood);
        var answered = FirstInquiryRules.Answer(inquiry, new("好"), CaseWalk.Clerk, Asked).Inquiry!;

        Assert.All([answered, inquiry with { AlertedAt = inquiry.Due }], i => Assert.False(FirstInquiryRules.IsOverdue(i, CaseWalk.Time("2026-03-01 10:00"))));
        Assert.Null(FirstInquiryRules.Next(answered));
    }

    [Fact]
    public void Who_acts_first_on_a_filing_is_responsible_for_it_for_good()
    {
        var walk = new CaseWalk(CaseWalk.Food, "2026-02-13 09:30");
        Assert.Null(FirstInquiryRules.Of(walk.Ledger));

        walk.At("2026-02-14 09:00").Accept().Opine("B", CaseWalk.Reviewer);

        Assert.Equal(new FirstInquiry("li.clerk", "clerk", "SCJ", CaseWalk.Time("2026-02-14 09:00")), FirstInquiryRules.Of(walk.Ledger));
    }

    [Theory]
    [InlineData(true, "clerk.FGW")]
    [InlineData(false, "wang.reviewer")]
    public void Who_enters_it_at_the_window_is_the_first_but_not_staff_who_file_for_themselves(bool atWindow, string first)
    {
        var filer = Window with { Role = "applicant,clerk" };
        var filing = CaseWalk.Filing(CaseWalk.Food, Asked) with { Channel = atWindow ? Channel.Hall : Channel.Web };
        LedgerEntry[] ledger = [Line(1, filer, filing), Line(2, filer, new TasksOpened(["A"])), Line(3, CaseWalk.Reviewer, new TasksOpened(["A"]))];

        Assert.Equal(first, FirstInquiryRules.Of(ledger)!.Person);
    }

    [Fact]
    public void Nothing_of_it_gets_into_a_log() =>
        Assert.Equal(["Inquiry Q20260213-1", "InquiryCommand"], [Registered(AboutFood).ToString(), AboutFood.ToString()]);

    private static LedgerEntry Line(long sequence, Actor actor, CaseEvent caseEvent) =>
        LedgerEntry.Create(CaseWalk.Number, sequence, Asked, actor, caseEvent, LedgerEntry.Genesis);

    private static (Inquiry? Inquiry, Refusal? Refusal) Register(InquiryCommand command, Actor actor) => FirstInquiryRules.Register(
        "Q20260213-1", command, code => CaseWalk.Catalogue.Find(code)?.Lead.Code, actor, CaseWalk.Clock, Asked);

    private static Inquiry Registered(InquiryCommand command) => Register(command, Window).Inquiry!;

    private static (Inquiry? Inquiry, Refusal? Refusal) Transfer(Inquiry inquiry, string to, string reason) =>
        FirstInquiryRules.Transfer(inquiry, new(to, reason), CaseWalk.Catalogue.Registers.Departments.ContainsKey, Window, Asked);

    private static Inquiry Transferred(InquiryCommand command) => Transfer(Registered(command), "SCJ", "属市场监管局").Inquiry!;

    private static void Refused(string problem, string? place, (Inquiry? Inquiry, Refusal? Refusal) answer)
    {
        Assert.Equal(problem, answer.Refusal!.Problem);
        Assert.Equal(place is null ? [] : [place], answer.Refusal.Errors?.Keys ?? []);
    }
}

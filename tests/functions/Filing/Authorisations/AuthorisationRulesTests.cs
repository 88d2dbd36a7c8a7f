using System.Globalization;
using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Identity;

namespace NoVisit.Filing.Authorisations;

/// <summary>委托代办 (IN-13): who may authorise whom, for what, and until when.</summary>
[Rule("IN-13")]
public sealed class AuthorisationRulesTests
{
    private const string Number = "320681198503141211";
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly Caller Zhang = new("zhang.san", "张三", [Role.Applicant], null, Assurance.RealName, IdNumber: Number);
    private static readonly Caller Wang = new("wang.wu", "王五", [Role.Agent], null, Assurance.RealName, Village: "民胜村");
    private static readonly ServiceItem Pension = CaseWalk.Catalogue.Find(CatalogueCase.Pension)!;
    private static readonly GrantCommand ByHimself = new(new(2026, 3, 2), new(2027, 3, 1), "wang.wu");
    private static readonly GrantCommand OnPaper = new(new(2026, 3, 2), new(2027, 3, 1), Person: new("赵大爷", Number, "民胜村"));

    [Fact]
    public void A_verified_person_authorises_an_agent() => Assert.Null(Refuse(ByHimself, Zhang));

    [Fact]
    public void A_person_who_is_not_verified_authorises_nobody() =>
        Assert.Equal("identity-level", Refuse(ByHimself, Zhang with { Assurance = Assurance.Registered })!.Problem);

    [Fact]
    public void Nobody_authorises_himself()
    {
        var refusal = Refuse(ByHimself with { Agent = "zhang.san" }, Zhang)!;

        Assert.Equal(("authorisation-invalid", "/agent"), (refusal.Problem, Assert.Single(refusal.Errors!).Key));
    }

    [Fact]
    public void A_village_agent_enters_a_signed_document() => Assert.Null(Refuse(OnPaper, Wang));

    [Fact]
    public void An_applicant_enters_no_document() => Assert.Equal("no-village-agent", Refuse(OnPaper, Zhang)!.Problem);

    [Fact]
    public void An_agent_without_a_village_enters_no_document() => Assert.Equal("no-village-agent", Refuse(OnPaper, Wang with { Village = null })!.Problem);

    [Fact]
    public void A_village_agent_is_limited_to_his_village() =>
        Assert.Equal("other-village", Refuse(OnPaper with { Person = OnPaper.Person! with { Village = "海滨村" } }, Wang)!.Problem);

    [Theory]
    [InlineData("2026-03-02", "2026-03-01")]
    [InlineData("2025-01-01", "2026-03-01")]
    [InlineData("2026-03-02", "2029-03-03")]
    public void Validity_ends_after_it_began_and_not_before_today_and_within_three_years(string from, string to) =>
        Assert.Equal(["/validTo"], Refuse(ByHimself with { ValidFrom = DateOnly.Parse(from, CultureInfo.InvariantCulture), ValidTo = DateOnly.Parse(to, CultureInfo.InvariantCulture) }, Zhang)!.Errors!.Keys);

    [Fact]
    public void Items_are_ones_that_there_are() => Assert.Equal(["/items/1"], Refuse(ByHimself with { Items = [CatalogueCase.Pension, "320681-XX"] }, Zhang)!.Errors!.Keys);

    [Fact]
    public void Withdrawing_has_to_be_granted_expressly() => Assert.Equal("authorisation-scope", Use(AuthorisedAct.Withdraw)!.Problem);

    [Fact]
    public void Filing_following_and_receiving_are_granted_unless_said_otherwise() =>
        Assert.All([AuthorisedAct.File, AuthorisedAct.Follow, AuthorisedAct.Receive], act => Assert.Null(Use(act)));

    [Theory]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-02", true)]
    [InlineData("2027-03-01", true)]
    [InlineData("2027-03-02", false)]
    public void It_holds_from_its_first_to_its_last_day(string day, bool holds) =>
        Assert.Equal(holds, AuthorisationRules.RefuseUse(Granted(), "wang.wu", AuthorisedAct.File, DateOnly.Parse(day, CultureInfo.InvariantCulture)) is null);

    [Fact]
    public void Revoked_it_holds_no_more() => Assert.Equal(
        "authorisation-ended",
        AuthorisationRules.RefuseUse(Granted() with { RevokedAt = CaseWalk.Time("2026-03-02 10:00") }, "wang.wu", AuthorisedAct.Follow, Today)!.Problem);

    [Fact]
    public void It_is_of_no_use_to_another_agent() =>
        Assert.Equal("authorisation-ended", AuthorisationRules.RefuseUse(Granted(), "li.si", AuthorisedAct.Follow, Today)!.Problem);

    [Fact]
    public void An_item_that_it_does_not_name_is_beyond_it() => Assert.Equal(
        "authorisation-scope", AuthorisationRules.RefuseItem(Granted(ByHimself with { Items = [CaseWalk.SoleTrader] }), Pension)!.Problem);

    [Fact]
    public void On_paper_only_the_items_of_village_agents_are_filed() =>
        Assert.Equal("not-a-village-item", AuthorisationRules.RefuseItem(Granted(OnPaper, Wang), CaseWalk.Catalogue.Find(CaseWalk.SoleTrader)!)!.Problem);

    [Fact]
    public void On_paper_the_pension_is_filed() => Assert.Null(AuthorisationRules.RefuseItem(Granted(OnPaper, Wang), Pension));

    [Fact]
    public void The_filing_is_for_who_authorised() => Assert.Equal(
        ["applicant.idNumber", "applicant.name"],
        Faults(Granted(), ("applicant.name", "李四"), ("applicant.idNumber", "320681199207282444")).Order(StringComparer.Ordinal));

    [Fact]
    public void On_paper_the_household_is_in_the_agents_village() =>
        Assert.Contains("household.village", Faults(Granted(OnPaper, Wang), ("household.village", "海滨村")));

    [Fact]
    public void On_paper_the_document_is_handed_in() => Assert.Contains("M003", Faults(Granted(OnPaper, Wang)));

    [Fact]
    public void On_line_the_authorisation_stands_for_its_document()
    {
        var draft = new Draft("d-1", "wang.wu", Pension.Code, 1, new Dictionary<string, JsonElement>(), CaseWalk.Time("2026-03-02 09:00"), null, default);

        var material = Assert.Single(SubmissionRules.Authorising(Granted(), Pension, draft, CaseWalk.Time("2026-03-02 09:30")));

        Assert.Equal(("M003", MaterialState.Clean, ReferenceKind.Authorisation, "a-1"), (material.MaterialCode, material.State, material.Reference!.Kind, material.Reference.Identifier));
    }

    [Fact]
    public void The_case_is_the_applicants_and_filed_by_the_agent()
    {
        var submitted = SubmissionRules.OnBehalf(CaseWalk.Filing(CaseWalk.SoleTrader, CaseWalk.Time("2026-03-02 09:30")), Granted(), Wang, "zh");

        Assert.Equal(("zhang.san", "wang.wu", "a-1"), (submitted.Applicant.PersonId, submitted.Mandate!.Agent, submitted.Mandate.Authorisation));
    }

    [Fact]
    public void The_same_number_is_the_same_person_without_an_account()
    {
        var persons = new UnlinkedPersons(new byte[32]);

        Assert.Equal(persons.IdOf("32068119780905337x"), persons.IdOf(" 32068119780905337X"));
        Assert.DoesNotContain(Number, persons.IdOf(Number), StringComparison.Ordinal);
    }

    private static Refusal? Refuse(GrantCommand command, Caller caller) =>
        AuthorisationRules.Refuse("a-1", command, caller, CaseWalk.Catalogue.Find, Today);

    private static Refusal? Use(AuthorisedAct act) => AuthorisationRules.RefuseUse(Granted(), "wang.wu", act, Today);

    private static Authorisation Granted(GrantCommand? command = null, Caller? caller = null) => AuthorisationRules.Grant(
        "a-1", command ?? ByHimself, caller ?? Zhang, caller is null ? "zhang.san" : "unlinked~1", null, CaseWalk.Time("2026-03-02 09:00"));

    private static IEnumerable<string> Faults(Authorisation authorisation, params (string Code, string Value)[] values) => AuthorisationRules.Faults(
        authorisation, Number, Pension, values.ToDictionary(v => v.Code, v => CaseWalk.Json(v.Value), StringComparer.Ordinal), []).Keys;
}

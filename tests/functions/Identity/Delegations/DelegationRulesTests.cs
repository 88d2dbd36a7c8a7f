using NoVisit.Approval;
using NoVisit.Http;

namespace NoVisit.Identity.Delegations;

/// <summary>Authorisation documents go on record once and end by revocation.</summary>
[Rule("WF-12")]
public sealed class DelegationRulesTests
{
    private static readonly DateTimeOffset Now = CaseWalk.Time("2026-03-02 09:00");
    private static readonly DelegationCommand Command = new("sun", "SCJ", [Right.Decide, Right.UseSeal], new DateOnly(2026, 3, 2), "启审授〔2026〕3号", CaseWalk.Company);

    [Fact]
    public void A_document_says_who_granted_it_when() => Assert.Equal(("administrator", Now), (Granted().GrantedBy, Granted().GrantedAt!.Value));

    [Fact]
    public void The_same_again_changes_nothing() => Assert.Same(Known, DelegationRules.Grant("d1", Command, Known, "administrator", Now.AddDays(1), CaseWalk.Catalogue));

    [Fact]
    public void A_document_is_never_changed() => Assert.Equal("delegation-exists", Refused(Command with { Rights = [Right.Accept] }, Known).Kind.Name);

    [Fact]
    public void A_revoked_one_does_not_come_back() =>
        Assert.Equal("delegation-exists", Refused(Command, DelegationRules.Revoke(Known, "调离", new DateOnly(2026, 3, 3), "administrator", Now)).Kind.Name);

    [Theory]
    [InlineData("/person")]
    [InlineData("/department")]
    [InlineData("/item")]
    [InlineData("/rights")]
    [InlineData("/document")]
    [InlineData("/to")]
    public void What_is_missing_or_unknown_is_named(string at) => Assert.Equal([at], Refused(at switch
    {
        "/person" => Command with { Person = " " },
        "/department" => Command with { Department = "XXX" },
        "/item" => Command with { Item = "XXX" },
        "/rights" => Command with { Rights = [] },
        "/document" => Command with { Document = "" },
        _ => Command with { To = new DateOnly(2026, 3, 1) },
    }).Errors.Keys);

    [Fact]
    [Rule("SV-10")]
    public void Nobody_grants_himself_rights() => Assert.Equal(["/person"], Refused(Command with { Person = "administrator" }).Errors.Keys);

    [Fact]
    public void A_revocation_has_a_reason() => Assert.Equal(
        "delegation-invalid", Assert.Throws<ProblemException>(() => DelegationRules.Revoke(Known, " ", new DateOnly(2026, 3, 3), "administrator", Now)).Kind.Name);

    [Fact]
    public void Revoking_keeps_the_document() => Assert.Equal(
        Known with { Revoked = new Revocation(new DateOnly(2026, 3, 3), "调离", "administrator", Now) },
        DelegationRules.Revoke(Known, "调离", new DateOnly(2026, 3, 3), "administrator", Now));

    private static Delegation Known { get; } = Granted();

    private static Delegation Granted() => DelegationRules.Grant("d1", Command, null, "administrator", Now, CaseWalk.Catalogue);

    private static ProblemException Refused(DelegationCommand command, Delegation? known = null) =>
        Assert.Throws<ProblemException>(() => DelegationRules.Grant("d1", command, known, "administrator", Now, CaseWalk.Catalogue));
}

using NoVisit.Approval;
using NoVisit.Approval.Flow;

namespace NoVisit.Certificates.Life;

/// <summary>补发、换发 of a food licence that was issued on 10 February 2026 and holds until 9 February 2031.</summary>
[Rule("RS-09")]
public sealed class ReplacementTests
{
    private const string Identifier = "first";

    [Fact]
    public void Granted_it_is_to_be_made()
    {
        var walk = Granted(Issued());

        Assert.Equal(("r1", "遗失"), ReplacementRules.Pending(walk.Record).Select(r => (r.Id, r.Reason)).Single());
    }

    [Fact]
    public void Its_orchestration_starts_with_the_grant_although_the_case_is_closed() => Assert.Equal(
        [$"{CaseWalk.Number}-replacement-r1"], Wakes.Starts(Granted(Issued()).Last, CaseWalk.Clock).Select(s => s.InstanceId));

    [Fact]
    public void Asked_for_twice_it_is_made_once() => Assert.Single(Granted(Granted(Issued())).Record.Replacements);

    [Fact]
    public void Made_it_stands_in_the_old_ones_place()
    {
        var walk = Replaced(Granted(Issued()));

        Assert.Equal("second", Assert.Single(walk.Record.Results).Identifier);
        Assert.Empty(ReplacementRules.Pending(walk.Record));
    }

    [Fact]
    public void A_replaced_certificate_can_be_replaced_again() => Assert.Equal(
        ["r1", "r2"], Granted(Replaced(Granted(Issued())), "second").Record.Replacements.Select(r => r.Id));

    [Theory]
    [InlineData("other", "遗失", "2026-03-10 09:00", "unknown-certificate")]
    [InlineData(Identifier, " ", "2026-03-10 09:00", "reason-missing")]
    [InlineData(Identifier, "遗失", "2031-02-10 09:00", "certificate-expired")]
    public void It_names_a_certificate_that_holds_and_a_reason(string identifier, string reason, string at, string problem) => Assert.Equal(
        problem, Issued().At(at).Refused(CaseWalk.Approver, (r, c) => ReplacementRules.Replace(r, identifier, new(ReplacementKind.Lost, reason), c)).Problem);

    [Fact]
    public void What_was_revoked_is_not_replaced()
    {
        var walk = Issued().Do(CaseWalk.Approver, (r, c) => RevocationRules.Revoke(r, Identifier, new("理由", "依据"), c));

        Assert.Equal("certificate-revoked", walk.Refused(CaseWalk.Approver, (r, c) => ReplacementRules.Replace(r, Identifier, new(ReplacementKind.Damaged, "破损"), c)).Problem);
    }

    [Fact]
    public void Another_department_and_a_reviewer_do_not_replace()
    {
        var command = new ReplacementCommand(ReplacementKind.Lost, "遗失");

        Assert.Equal("other-department", Issued().Refused(CaseWalk.ApproverOf("GAJ"), (r, c) => ReplacementRules.Replace(r, Identifier, command, c)).Problem);
        Assert.Equal("wrong-role", Issued().Refused(CaseWalk.Reviewer, (r, c) => ReplacementRules.Replace(r, Identifier, command, c)).Problem);
    }

    private static CaseWalk Granted(CaseWalk walk, string identifier = Identifier) =>
        walk.Do(CaseWalk.Approver, (r, c) => ReplacementRules.Replace(r, identifier, new(ReplacementKind.Lost, "遗失"), c));

    private static CaseWalk Replaced(CaseWalk walk) => walk.Do(
        Actor.System, (r, _) => Outcome.Of(new CertificateReplaced("r1", Identifier, r.Results[0] with { Identifier = "second" })));

    private static CaseWalk Issued() =>
        new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Survey("C", CaseWalk.Reviewer, "a", "b").Decide(CaseWalk.Approver)
            .Do(Actor.System, (r, c) => Outcome.Of(new CertificatesIssued([.. r.ResultPlans.Select(p => new Result
            {
                Id = p.Code,
                Code = p.Code,
                Name = p.Name,
                Number = "320681-FB-2026-00000000-X",
                Identifier = Identifier,
                VerificationCode = "",
                BlobName = "x.pdf",
                Sha256 = "",
                IssuedAt = c.Now,
                ValidFrom = new DateOnly(2026, 2, 10),
                ValidTo = new DateOnly(2031, 2, 9),
            })])));
}

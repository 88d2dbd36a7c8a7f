using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Catalogue;
using NoVisit.Filing;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Notifications;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;

namespace NoVisit.Certificates.Life;

/// <summary>What becomes of a certificate after its issue, by the tables themselves: a food licence of 10 February 2026, last day 9 February 2031.</summary>
[Rule("RS-09")]
public sealed class CertificateLifeTests(Azurite azurite)
{
    private static readonly string Identifier =
        CertificateIdentifier.Create("11320681014226391A001", "11320681014226391A", "JY2026TEST01").ToString();

    private static readonly Caller Issuer = new("approver.SCJ", "负责人", [Role.Approver], "SCJ", Assurance.RealName);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_certificate_is_so_in_the_register_with_its_reason()
    {
        var house = await IssuedAsync();
        await RevokeAsync(house, Issuer, new("经营场所已拆除", "《行政许可法》第七十条", RevocationKind.Cancelled));
        var row = await RowAsync(house);

        Assert.Equal(("revoked", "经营场所已拆除", "2026-02-10"), (row.GetString("Status"), row.GetString("Reason"), row.GetString("Since")));
    }

    [Fact]
    public async Task The_holder_is_told_with_the_remedies()
    {
        var house = await IssuedAsync();
        await RevokeAsync(house, Issuer, new("以欺骗手段取得", "《行政许可法》第六十九条", RevocationKind.Deceit));
        var record = await house.RecordAsync();

        Assert.Contains("行政复议", Assert.Single(record.Notices, n => n.Kind == "certificateRevoked").Body.Zh, StringComparison.Ordinal);
        Assert.Contains(await house.ReadAsync<MessageRow>(StorageNames.Tables.People, $"PartitionKey eq '{CaseWalk.Applicant}' and RowKey ge 'message~' and RowKey lt 'message~~'"),
            m => m.Kind == NoticeKind.CertificateRevoked);
    }

    [Theory]
    [InlineData("GAJ", Role.Approver, "理由", "依据", "other-department")]
    [InlineData("SCJ", Role.Reviewer, "理由", "依据", "wrong-role")]
    [InlineData("SCJ", Role.Approver, " ", "依据", "reason-missing")]
    [InlineData("SCJ", Role.Approver, "理由", " ", "reason-missing")]
    public async Task Only_the_issuers_chief_representative_revokes_with_reason_and_basis(string department, Role role, string reason, string basis, string problem)
    {
        var house = await IssuedAsync();
        var caller = new Caller("x", "某人", [role], department, Assurance.RealName);

        Assert.Equal(problem, (await Assert.ThrowsAsync<ProblemException>(() => RevokeAsync(house, caller, new(reason, basis)))).Kind.Type.Split('/')[^1]);
    }

    [Fact]
    public async Task A_certificate_is_revoked_once()
    {
        var house = await IssuedAsync();
        await RevokeAsync(house, Issuer, new("理由", "依据"));

        Assert.Equal("certificate-revoked", (await Assert.ThrowsAsync<ProblemException>(() => RevokeAsync(house, Issuer, new("理由", "依据")))).Kind.Type.Split('/')[^1]);
    }

    [Fact]
    public void A_certificate_that_the_case_did_not_bring_is_unknown() => Assert.Equal(
        "unknown-certificate", new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().Refused(
            CaseWalk.Approver, (r, c) => RevocationRules.Revoke(r, "1.2.156.3005.2.0", new("理由", "依据"), c)).Problem);

    [Theory]
    [InlineData("2030-12-10 09:00", false)]
    [InlineData("2030-12-11 09:00", true)]
    [InlineData("2031-01-10 09:00", true)]
    public async Task The_holder_is_reminded_sixty_and_thirty_days_before_the_last_day(string at, bool reminded)
    {
        var house = await IssuedAsync();
        house.Clock.Now = CaseWalk.Time(at);
        await Expiries(house).RemindAsync(Cancel);

        Assert.Equal(reminded, (await RemindersAsync(house)).Count == 1);
    }

    [Fact]
    public async Task A_reminder_comes_once_however_often_the_morning_comes()
    {
        var house = await IssuedAsync();
        foreach (var at in new[] { "2030-12-11 09:00", "2030-12-11 09:00", "2030-12-12 09:00", "2031-01-10 09:00" })
        {
            house.Clock.Now = CaseWalk.Time(at);
            await Expiries(house).RemindAsync(Cancel);
        }

        Assert.Equal(["2030-12-11", "2031-01-10"], (await RemindersAsync(house)).Select(m => NoticeTemplates.Day(m.At)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_morning_that_was_missed_is_made_up_for()
    {
        var house = await IssuedAsync();
        house.Clock.Now = CaseWalk.Time("2030-12-13 09:00");
        await Expiries(house).RemindAsync(Cancel);

        Assert.Single(await RemindersAsync(house));
    }

    [Fact]
    public async Task Of_a_revoked_certificate_nobody_is_reminded()
    {
        var house = await IssuedAsync();
        await RevokeAsync(house, Issuer, new("理由", "依据"));
        house.Clock.Now = CaseWalk.Time("2030-12-11 09:00");
        await Expiries(house).RemindAsync(Cancel);

        Assert.Empty(await RemindersAsync(house));
    }

    [Fact]
    public async Task The_holder_begins_a_renewal_with_what_was_filed_before()
    {
        var house = await IssuedAsync();
        house.Clock.Now = CaseWalk.Time("2030-12-20 09:00");
        var view = await RenewAsync(house, CaseHouse.Applicant);
        var draft = (await new DraftStore(house.Storage).FindAsync(CaseWalk.Applicant, view.Id, Cancel))!;

        Assert.Equal((new DateOnly(2031, 2, 9), new DateOnly(2031, 1, 10)), (view.ValidTo, view.FileBy));
        Assert.Equal(Identifier, draft.Renews!.Identifier);
        Assert.Equal("启东市汇龙镇人民中路688号", draft.Values.TextOf("premises.address"));
    }

    [Fact]
    public async Task Another_persons_certificate_does_not_exist_for_me()
    {
        var house = await IssuedAsync();
        var stranger = CaseHouse.Applicant with { Id = "li.si" };

        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => RenewAsync(house, stranger))).Kind.Status);
    }

    [Theory]
    [InlineData("2031-02-10 09:00", false)]
    [InlineData("2030-12-20 09:00", true)]
    public async Task What_expired_or_was_revoked_is_not_renewed(string at, bool revoked)
    {
        var house = await IssuedAsync();
        if (revoked)
        {
            await RevokeAsync(house, Issuer, new("理由", "依据"));
        }

        house.Clock.Now = CaseWalk.Time(at);
        Assert.Equal("not-renewable", (await Assert.ThrowsAsync<ProblemException>(() => RenewAsync(house, CaseHouse.Applicant))).Kind.Type.Split('/')[^1]);
    }

    [Fact]
    public async Task The_renewed_certificate_replaces_the_old_one_in_the_register()
    {
        var house = await IssuedAsync();
        var next = CertificateIdentifier.Create("11320681014226391A001", "11320681014226391A", "JY2031TEST02").ToString();
        var record = (await house.RecordAsync()) with { Renews = new Renewal(Identifier, CaseWalk.Number, "C-FB", new DateOnly(2031, 2, 9)) };
        var result = record.Results[0] with { Identifier = next };
        record = record with { Renews = record.Renews! with { Code = result.Code } };
        await new CertificateRegister(house.Storage).ProjectAsync(
            record, [LedgerEntry.Create(record.Number, 99, CaseWalk.Time("2031-01-20 09:00"), Actor.System, new CertificatesIssued([result]), record.LedgerHead)], Cancel);
        var row = await RowAsync(house);

        Assert.Equal(("replaced", next), (row.GetString("Status"), row.GetString("ReplacedBy")));
    }

    private async Task<CaseHouse> IssuedAsync()
    {
        var walk = new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Survey("C", CaseWalk.Reviewer, "a", "b").Decide(CaseWalk.Approver);
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(walk, projected: true);
        var plan = walk.Record.ResultPlans[0];
        var result = new Result
        {
            Id = plan.Code,
            Code = plan.Code,
            Name = plan.Name,
            Number = "JY13206812026",
            Identifier = Identifier,
            VerificationCode = "",
            BlobName = "x.pdf",
            Sha256 = new string('0', 64),
            IssuedAt = walk.Now,
            ValidFrom = new DateOnly(2026, 2, 10),
            ValidTo = new DateOnly(2031, 2, 9),
        };
        await house.Desk.ExecuteAsync(house.Orchestrations, CaseWalk.Number, Actor.System, (_, _) => Outcome.Of(new CertificatesIssued([result])), cancellationToken: Cancel);
        await house.Storage.Table(StorageNames.Tables.Certificates).AddEntityAsync(
            new TableEntity(Identifier, "certificate")
            {
                ["CaseNumber"] = CaseWalk.Number,
                ["Code"] = plan.Code,
                ["Status"] = "valid",
                ["ValidTo"] = "2031-02-09",
            }, Cancel);
        return house;
    }

    private static CertificateLifeFunctions Functions(CaseHouse house) => new(
        new CertificateRegister(house.Storage), house.Desk, new DraftStore(house.Storage), new CurrentCatalogue(CaseWalk.Catalogue, house.Storage, house.Clock), house.Protector, house.Clock);

    private static ExpiryReminders Expiries(CaseHouse house) =>
        new(new CertificateRegister(house.Storage), house.Desk, house.Storage, house.Settings, house.Clock);

    private static async Task RevokeAsync(CaseHouse house, Caller caller, RevocationCommand command) =>
        await Functions(house).Revoke(CaseHouse.Request(caller, body: command), house.Orchestrations, Identifier, Cancel);

    private static async Task<RenewalDraftView> RenewAsync(CaseHouse house, Caller caller)
    {
        var request = CaseHouse.Request(caller);
        request.Headers["Idempotency-Key"] = "renewal-1";
        return CaseHouse.Body<RenewalDraftView>(await Functions(house).Renew(request, Identifier, Cancel));
    }

    private static async Task<TableEntity> RowAsync(CaseHouse house) =>
        (await house.Storage.Table(StorageNames.Tables.Certificates).GetEntityIfExistsAsync<TableEntity>(Identifier, "certificate", cancellationToken: Cancel)).Value!;

    private static async Task<List<MessageRow>> RemindersAsync(CaseHouse house) =>
        [.. (await house.ReadAsync<MessageRow>(StorageNames.Tables.People, $"PartitionKey eq '{CaseWalk.Applicant}' and RowKey ge 'message~' and RowKey lt 'message~~'"))
            .Where(m => m.Kind == NoticeKind.RenewalReminder)];
}

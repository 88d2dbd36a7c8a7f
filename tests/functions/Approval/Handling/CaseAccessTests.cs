using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Tests;

namespace NoVisit.Approval;

/// <summary>Who may read which case (ID-05), and that staff reads are logged.</summary>
public sealed class CaseAccessTests(Azurite azurite)
{
    private readonly CaseWalk walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_applicant_reads_his_own_case() =>
        Assert.Equal(CaseWalk.Number, (await CaseAccess.OwnAsync((await StoredAsync()).Desk, CaseHouse.Applicant, CaseWalk.Number, Cancel)).Number);

    [Fact]
    public async Task Anybody_elses_case_does_not_exist_for_him()
    {
        var house = await StoredAsync();

        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(
            () => CaseAccess.OwnAsync(house.Desk, CaseHouse.Applicant with { Id = "li.si" }, CaseWalk.Number, Cancel))).Kind.Status);
    }

    [Fact]
    public void A_department_reads_a_case_in_which_it_had_a_task() => Assert.Null(Record.Exception(() => Read(Staff(Role.Reviewer, "SCJ"))));

    [Fact]
    public void A_department_whose_turn_has_not_come_reads_nothing() =>
        Assert.Equal("other-department", Assert.Throws<ProblemException>(() => Read(Staff(Role.Approver, "GAJ"))).Kind.Name);

    [Fact]
    public void A_department_reads_from_its_turn_on()
    {
        walk.Decide(CaseWalk.Approver);

        Assert.Null(Record.Exception(() => Read(Staff(Role.Approver, "GAJ"))));
    }

    [Theory]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Coordinator)]
    public void Supervisors_and_coordinators_read_every_case(Role role) => Assert.Null(Record.Exception(() => Read(Staff(role, "XZB"))));

    [Fact]
    public async Task A_read_is_logged_with_who_and_what()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await new TableAccessLog(house.Storage, house.Clock).WriteAsync(Staff(Role.Reviewer, "SCJ"), CaseWalk.Number, "case", Cancel);

        Assert.Contains("By=wang.staff, Department=SCJ, Roles=Reviewer, What=case", Assert.Single(await house.RowsAsync("AccessLog", null, "At")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_read_of_a_case_comes_first()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var log = new TableAccessLog(house.Storage, house.Clock);
        await log.WriteAsync(Staff(Role.Reviewer, "SCJ"), CaseWalk.Number, "case", Cancel);
        house.Clock.Now = house.Clock.Now.AddSeconds(1);
        await log.WriteAsync(Staff(Role.Reviewer, "SCJ"), CaseWalk.Number, "material M002", Cancel);

        Assert.Contains("M002", (await house.RowsAsync("AccessLog"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_reads_at_the_same_instant_are_two_lines()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var log = new TableAccessLog(house.Storage, house.Clock);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => log.WriteAsync(Staff(Role.Reviewer, "SCJ"), CaseWalk.Number, "case", Cancel)));

        Assert.Equal(2, (await house.RowsAsync("AccessLog")).Count);
    }

    private static Caller Staff(Role role, string department) => new("wang.staff", "王", [role], department, Assurance.RealName);

    private void Read(Caller caller) => CaseAccess.RequireReadable(walk.Record, caller);

    private async Task<CaseHouse> StoredAsync() => await (await CaseHouse.OpenAsync(azurite)).StoreAsync(walk);
}

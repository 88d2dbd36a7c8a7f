using NoVisit.Approval;
using NoVisit.Identity.Posts;
using NoVisit.Tests;

namespace NoVisit.Identity.Delegations;

/// <summary>The records of staff: one read for all of them, kept for a minute, changed at once.</summary>
[Rule("WF-12")]
public sealed class StaffDirectoryTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_commands_cost_one_read()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var before = Requests(house);
        for (var i = 0; i < 10; i++)
        {
            await house.Directory.ReadAsync(Cancel);
        }

        Assert.Equal(1, Requests(house) - before);
    }

    [Fact]
    public async Task A_change_counts_at_once()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await house.Directory.ReadAsync(Cancel);
        await house.Directory.SaveAsync(new Deputyship("ab", "a", "SCJ", "b", new DateOnly(2026, 1, 1), null), Cancel);

        Assert.Equal("b", Assert.Single((await house.Directory.ReadAsync(Cancel)).Deputies).Deputy);
    }

    [Fact]
    public async Task A_founding_document_can_be_revoked()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var known = (await house.Directory.FindDelegationAsync("founding-approver-SCJ", Cancel))!;
        await house.Directory.SaveAsync(known with { Revoked = new Revocation(new DateOnly(2026, 2, 10), "调离", "administrator", house.Clock.Now) }, Cancel);

        Assert.Equal("调离", (await house.Directory.ReadAsync(Cancel)).Delegations.Single(d => d.Id == "founding-approver-SCJ").Revoked!.Reason);
    }

    [Fact]
    public async Task A_deputyship_can_be_ended()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        await house.Directory.SaveAsync(new Deputyship("ab", "a", "SCJ", "b", new DateOnly(2026, 1, 1), null), Cancel);
        await house.Directory.RemoveDeputyAsync("ab", Cancel);

        Assert.Empty((await house.Directory.ReadAsync(Cancel)).Deputies);
    }

    [Fact]
    [Rule("WF-17")]
    public async Task The_roster_begins_today()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        house.Clock.Now = CaseWalk.Time("2026-03-03 09:00");
        foreach (var day in (DateOnly[])[new(2026, 3, 2), new(2026, 3, 3), new(2026, 3, 4)])
        {
            await house.Directory.SaveAsync(new Duty(day, "SCJ", "ju.zhang"), Cancel);
        }

        Assert.Equal([new(2026, 3, 3), new DateOnly(2026, 3, 4)], (await house.Directory.ReadAsync(Cancel)).Duties.Select(d => d.Day));
    }

    [Fact]
    public void Every_department_is_founded_with_a_head() => Assert.All(
        CaseWalk.Catalogue.Registers.Departments.Keys, d => Assert.Equal($"approver.{d}", FoundedStaff.Order.HeadOf(d, CaseWalk.Company, CaseWalk.Time("2026-03-02 09:00"))));

    private static long Requests(CaseHouse house) => house.Storage.Counter.Snapshot().Sum(c => c.Count);
}

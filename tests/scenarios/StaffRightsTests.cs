using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>Authorisations, deputies and the leader on duty, over HTTP (WF-12, WF-14, WF-17), with hand-over times (WF-10) and batches (WF-09).</summary>
public sealed class StaffRightsTests(LocalStack stack)
{
    [Fact]
    [Rule("WF-12")]
    public async Task A_revoked_chief_representative_decides_nothing_and_the_task_goes_up()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await ReviewedAsync(city);
        var administrator = city.Staff("administrator");
        (await administrator.SendAsync(HttpMethod.Delete, "admin/delegations/founding-approver-SCJ?reason=reassigned")).Ok();

        (await city.Approver("SCJ").GrantsAsync(filing)).Refused(403, "right-missing");

        var task = Assert.Single(await city.Approver("SCJ").InboxAsync(filing));
        Assert.Equal("rightMissing", task.GetProperty("escalation").GetString());
    }

    [Fact]
    [Rule("WF-17")]
    public async Task The_leader_on_duty_decides_in_his_place()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await ReviewedAsync(city);
        var administrator = city.Staff("administrator");
        (await administrator.SendAsync(HttpMethod.Delete, "admin/delegations/founding-approver-SCJ?reason=reassigned")).Ok();
        (await administrator.SendAsync(HttpMethod.Put, "admin/duties/2026-09-08/SCJ", new { leader = "approver.SCJ" })).Ok();

        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();

        var line = (await city.Staff("supervisor").SeesAsync(filing))["ledger"].EnumerateArray().Single(l => l.GetProperty("type").GetString() == "stageDecided");
        Assert.Equal("decide,useSeal", line.GetProperty("right").GetString());
    }

    [Fact]
    [Rule("WF-14")]
    public async Task The_tasks_of_somebody_on_leave_move_to_the_deputy()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AcceptedAsync(city);
        (await city.Staff("administrator").SendAsync(
            HttpMethod.Put, "admin/deputies/ab-1", new { person = "reviewer.SCJ", department = "SCJ", deputy = "reviewer2.SCJ", from = "2026-01-01" })).Ok();
        (await city.Reviewer("SCJ").ActsAsync(filing, $"{filing.Task("B")}/claim")).Ok();

        (await city.Reviewer("SCJ").SendAsync(HttpMethod.Put, "staff/absence", new { from = "2026-09-08", to = "2026-09-09", reason = "年休假" })).Ok();

        Assert.Equal("reviewer2.SCJ", Assert.Single(await city.Staff("reviewer2.SCJ").InboxAsync(filing)).GetProperty("claimedBy").GetString());
    }

    [Fact]
    [Rule("WF-10")]
    public async Task A_transferred_task_shows_when_it_was_sent_and_opened()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AcceptedAsync(city);
        (await city.Reviewer("SCJ").ActsAsync(filing, $"{filing.Task("B")}/transfer", new { to = "reviewer2.SCJ" })).Ok();

        var handover = (await city.Staff("reviewer2.SCJ").SeesAsync(filing))["tasks"].EnumerateArray()
            .Single(t => t.GetProperty("stageId").GetString() == "B").GetProperty("handovers").EnumerateArray().First();

        Assert.Equal(
            ("reviewer2.SCJ", "reviewer2.SCJ", JsonValueKind.String),
            (handover.GetProperty("to").GetString(), handover.GetProperty("openedBy").GetString(), handover.GetProperty("sentAt").ValueKind));
    }

    [Fact]
    [Rule("WF-09")]
    public async Task A_batch_answers_each_task_on_its_own()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await AcceptedAsync(city);
        var task = Assert.Single(await city.Reviewer("SCJ").InboxAsync(filing)).GetProperty("taskId").GetString();

        var answer = (await city.Reviewer("SCJ").CreateAsync("staff/inbox/batch", new { taskIds = new[] { task, "none~B" }, command = new { type = "claim" } })).Ok();

        Assert.Equal([200, 404], answer["items"].EnumerateArray().Select(i => i.GetProperty("status").GetInt32()));
    }

    private static async Task<Filing> AcceptedAsync(City city)
    {
        var filing = await city.Citizen().FilesAsync(Application.SoleTrader(byCourier: false));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<Filing> ReviewedAsync(City city)
    {
        var filing = await AcceptedAsync(city);
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        await city.SettlesAsync();
        return filing;
    }
}

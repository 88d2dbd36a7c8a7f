using Microsoft.AspNetCore.Http;
using NoVisit.Approval.Records;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval.Inbox;

/// <summary>审批收件箱: pages, filters, lights.</summary>
[Rule("WF-09", "WF-08")]
public sealed class InboxFunctionsTests(Azurite azurite)
{
    private static readonly Caller Clerk = new("li.clerk", "李", [Role.Clerk], "SCJ", Assurance.RealName);

    /// <summary>Dues at close of business of every working day around the Spring Festival of 2026, and one in the middle of a day.</summary>
    private static readonly string[] Dues =
        ["2026-02-12 17:30", "2026-02-13 17:30", "2026-02-14 11:15", "2026-02-14 17:30", "2026-02-24 17:30", "2026-02-25 17:30", "2026-02-26 17:30"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-02-13 09:00")]
    [InlineData("2026-02-13 17:30")]
    [InlineData("2026-02-13 20:00")]
    [InlineData("2026-02-14 11:15")]
    [InlineData("2026-02-18 10:00")]
    [InlineData("2026-02-23 23:59")]
    [InlineData("2026-02-24 08:00")]
    public async Task Each_lights_filter_lists_the_tasks_that_show_it(string now)
    {
        var (inbox, house) = await WithAsync(Dues);
        house.Clock.Now = CaseWalk.Time(now);
        var all = await ListAsync(inbox);

        foreach (var light in Enum.GetValues<Light>())
        {
            Assert.Equal(all.Items.Where(t => t.Light == light).Select(t => t.Due), (await ListAsync(inbox, $"?light={Words.Of(light)}")).Items.Select(t => t.Due));
        }
    }

    [Fact]
    public async Task Tasks_stand_in_the_order_of_their_due_times()
    {
        var (inbox, _) = await WithAsync([.. Dues.Reverse()]);

        Assert.Equal(Dues.Select(CaseWalk.Time), (await ListAsync(inbox)).Items.Select(t => t.Due));
    }

    [Fact]
    public async Task Pages_hold_every_task_once()
    {
        var (inbox, _) = await WithAsync([.. Enumerable.Repeat("2026-02-12 17:30", 45)]);
        List<string> seen = [];
        string? token = "";
        while (token is not null)
        {
            var page = await ListAsync(inbox, $"?pageSize=20{(token.Length > 0 ? $"&continuationToken={token}" : "")}");
            seen.AddRange(page.Items.Select(t => t.TaskId));
            token = page.ContinuationToken;
        }

        Assert.Equal((45, 45), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task A_page_costs_one_request()
    {
        var (inbox, house) = await WithAsync([.. Enumerable.Repeat("2026-02-12 17:30", 45)]);
        var before = house.Storage.Counter.Snapshot().Sum(c => c.Count);
        await ListAsync(inbox, "?pageSize=20");

        Assert.Equal(1, house.Storage.Counter.Snapshot().Sum(c => c.Count) - before);
    }

    [Fact]
    public async Task A_token_of_a_colleague_leads_nowhere()
    {
        var (inbox, _) = await WithAsync([.. Enumerable.Repeat("2026-02-12 17:30", 3)]);
        var token = (await ListAsync(inbox, "?pageSize=2")).ContinuationToken;

        Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(
            inbox, $"?pageSize=2&continuationToken={token}", Clerk with { Id = "zhao.clerk" }))).Kind.Status);
    }

    [Fact]
    public async Task A_token_of_another_filter_leads_nowhere()
    {
        var (inbox, _) = await WithAsync([.. Enumerable.Repeat("2026-02-12 17:30", 3)]);
        var token = (await ListAsync(inbox, "?pageSize=2")).ContinuationToken;

        Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(inbox, $"?pageSize=2&mine=true&continuationToken={token}"))).Kind.Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("x")]
    public async Task A_page_has_one_to_a_hundred_tasks(string size)
    {
        var (inbox, _) = await WithAsync();

        Assert.Equal(400, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(inbox, $"?pageSize={size}"))).Kind.Status);
    }

    [Fact]
    public async Task Another_departments_tasks_are_not_listed()
    {
        var (inbox, _) = await WithAsync("2026-02-12 17:30");

        Assert.Empty((await ListAsync(inbox, caller: Clerk with { Department = "SWJ" })).Items);
    }

    [Fact]
    public async Task Tasks_of_another_role_are_not_listed()
    {
        var (inbox, _) = await WithAsync("2026-02-12 17:30");

        Assert.Empty((await ListAsync(inbox, caller: Clerk with { Roles = [Role.Reviewer] })).Items);
    }

    [Fact]
    public async Task Without_a_role_the_tasks_of_all_my_roles_are_listed()
    {
        var (inbox, _) = await WithAsync("2026-02-12 17:30");

        Assert.Single((await ListAsync(inbox, caller: Clerk with { Roles = [Role.Clerk, Role.Reviewer] })).Items);
    }

    [Fact]
    public async Task A_case_is_found_by_its_number()
    {
        var (inbox, _) = await WithAsync("2026-02-12 17:30", "2026-02-13 17:30");

        Assert.Equal("320681-20260210-000001-X", Assert.Single((await ListAsync(inbox, "?number=320681-20260210-000001-x")).Items).Number);
    }

    [Fact]
    public async Task What_I_have_handled_is_listed_the_last_first()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept(), projected: true);
        var inbox = new InboxFunctions(house.Storage, house.Paging, house.Calendar, house.Clock);
        var handled = CaseHouse.Body<Page<HandledTask>>(await inbox.ListHandled(CaseHouse.Request(Clerk, "/api/inbox/handled"), Cancel));

        Assert.Equal((CaseWalk.Number, "agreed"), (Assert.Single(handled.Items).Number, handled.Items[0].Outcome));
    }

    [Fact]
    public async Task A_role_that_the_caller_does_not_hold_is_refused()
    {
        var (inbox, _) = await WithAsync("2026-02-12 17:30");

        Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(inbox, "?role=approver"))).Kind.Status);
    }

    [Fact]
    public async Task My_tasks_are_those_that_I_claimed()
    {
        var (inbox, house) = await WithAsync("2026-02-12 17:30", "2026-02-13 17:30");
        var row = (await house.ReadAsync<InboxRow>(StorageNames.Tables.Inbox))[1];
        row.ClaimedBy = Clerk.Id;
        await house.Storage.Table(StorageNames.Tables.Inbox).UpsertEntityAsync(row, cancellationToken: Cancel);

        Assert.Equal([CaseWalk.Time("2026-02-13 17:30")], (await ListAsync(inbox, "?mine=true")).Items.Select(t => t.Due));
    }

    [Fact]
    public async Task Another_light_is_refused()
    {
        var (inbox, _) = await WithAsync();

        Assert.Equal(422, (await Assert.ThrowsAsync<ProblemException>(() => ListAsync(inbox, "?light=blue"))).Kind.Status);
    }

    private static async Task<Page<InboxTask>> ListAsync(InboxFunctions inbox, string query = "", Caller? caller = null)
    {
        HttpRequest request = CaseHouse.Request(caller ?? Clerk, "/api/inbox", query);
        return CaseHouse.Body<Page<InboxTask>>(await inbox.Read(request, Cancel));
    }

    private async Task<(InboxFunctions Inbox, CaseHouse House)> WithAsync(params string[] dues)
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var record = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Record;
        for (var i = 0; i < dues.Length; i++)
        {
            var numbered = record with { Number = $"320681-20260210-{i:D6}-X" };
            var row = InboxRow.Of(numbered with { Stages = [.. numbered.Stages.Select(s => s with { Due = CaseWalk.Time(dues[i]) })] }).Single();
            await house.Storage.Table(StorageNames.Tables.Inbox).AddEntityAsync(row, Cancel);
        }

        return (new InboxFunctions(house.Storage, house.Paging, house.Calendar, house.Clock), house);
    }
}

using NoVisit.Approval.Records;
using NoVisit.Approval.Urgings;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Notifications;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval.StaffMessages;

/// <summary>工作消息箱: who is told what, by the tables themselves.</summary>
[Rule("NT-05", "TL-04", "TL-10")]
public sealed class StaffBoxTests(Azurite azurite)
{
    private static readonly Caller FundReviewer = Staff("GJJ", Role.Reviewer);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_within_its_limits_tells_staff_nothing()
    {
        var walk = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue();
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(walk, projected: true);

        Assert.DoesNotContain(await house.RowsAsync(StorageNames.Tables.People), row => row.StartsWith("post~", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reminder_reaches_the_handler_and_the_lead()
    {
        var house = await HouseAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().At("2026-02-10 17:30").Look());

        Assert.Equal([NoticeKind.TaskDue], (await ListAsync(house, Staff("SCJ", Role.Reviewer))).Select(m => m.Kind));
    }

    [Fact]
    public async Task A_broken_stage_reaches_handler_and_head_and_urges_by_itself()
    {
        var house = await HouseAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().At("2026-02-11 17:30:01").Look());

        Assert.Equal(
            [NoticeKind.TaskDue, NoticeKind.TaskOverdue, NoticeKind.TaskUrged],
            (await ListAsync(house, Staff("SCJ", Role.Reviewer))).Select(m => m.Kind).Order());
        Assert.Equal([NoticeKind.TaskOverdue], (await ListAsync(house, Staff("SCJ", Role.Approver))).Select(m => m.Kind));
    }

    [Fact]
    public async Task A_broken_promise_reaches_the_head_and_the_supervisors()
    {
        var house = await HouseAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().At("2026-02-14 17:30:01").Look());

        Assert.Contains(await ListAsync(house, Staff("SCJ", Role.Approver)), m => m.Kind == NoticeKind.CaseOverdue);
        Assert.Equal([NoticeKind.CaseOverdue], (await ListAsync(house, Supervisor)).Select(m => m.Kind));
    }

    [Fact]
    public async Task An_order_reaches_the_department_and_the_lead_hears_of_the_agreement()
    {
        var house = await HouseAsync(Silent());

        Assert.Contains(await ListAsync(house, FundReviewer), m => m.Kind == NoticeKind.PaperOrdered);
        Assert.Contains(await ListAsync(house, Staff("SCJ", Role.Reviewer)), m => m.Kind == NoticeKind.TaskDeemed);
    }

    [Fact]
    public async Task The_second_urging_reaches_the_head()
    {
        var walk = new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).At("2026-02-11 09:00")
            .Do(CaseWalk.Reviewer, (r, c) => UrgingRules.Urge(r, new("C4", "请尽快办理"), c)).At("2026-02-24 09:00")
            .Do(CaseWalk.Reviewer, (r, c) => UrgingRules.Urge(r, new("C4", "请立即办理"), c));
        var house = await HouseAsync(walk);

        Assert.Contains("请立即办理", Assert.Single(await ListAsync(house, Staff("GJJ", Role.Approver), "approver"), m => m.Kind == NoticeKind.TaskUrged).Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_reads_in_both_languages()
    {
        var message = Assert.Single(await ListAsync(await HouseAsync(Silent()), FundReviewer), m => m.Kind == NoticeKind.PaperOrdered);

        Assert.Contains("住房公积金", message.Text.Zh, StringComparison.Ordinal);
        Assert.Contains("2026-02-12", message.Text.En, StringComparison.Ordinal);
        Assert.DoesNotMatch("[一-龥]", message.Text.En);
    }

    [Fact]
    public async Task Newest_stand_first_and_a_page_costs_one_request()
    {
        var house = await HouseAsync(new CaseWalk(CaseWalk.Food, "2026-02-10 09:30").Accept().At("2026-02-10 17:30").Look().At("2026-02-11 17:30:01").Look());
        var before = house.Storage.Counter.Snapshot().Sum(c => c.Count);
        var listed = await ListAsync(house, Staff("SCJ", Role.Reviewer));

        Assert.Equal(1, house.Storage.Counter.Snapshot().Sum(c => c.Count) - before);
        Assert.Equal(listed.Select(m => m.At).OrderDescending(), listed.Select(m => m.At));
    }

    [Fact]
    public async Task A_mark_stays_when_the_rows_are_written_anew()
    {
        var walk = Silent();
        var house = await HouseAsync(walk);
        var (functions, id) = (Functions(house), (await ListAsync(house, FundReviewer))[0].Id);
        await functions.MarkRead(CaseHouse.Request(FundReviewer), id, Cancel);
        await house.Projection.RebuildAsync(walk.Record, walk.Ledger, Cancel);

        Assert.Equal("reviewer.GJJ", (await ListAsync(house, FundReviewer))[0].ReadBy);
    }

    [Fact]
    public async Task Another_post_cannot_mark_it()
    {
        var house = await HouseAsync(Silent());
        var id = (await ListAsync(house, FundReviewer))[0].Id;

        var problem = await Assert.ThrowsAsync<ProblemException>(() => Functions(house).MarkRead(CaseHouse.Request(Staff("GAJ", Role.Reviewer)), id, Cancel));
        Assert.Equal(404, problem.Kind.Status);
    }

    [Fact]
    public async Task A_role_that_is_not_held_has_no_box()
    {
        var house = await CaseHouse.OpenAsync(azurite);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => ListAsync(house, FundReviewer, "approver"));
        Assert.Equal(403, problem.Kind.Status);
    }

    [Fact]
    public async Task Only_a_post_with_contact_data_is_sent_anything()
    {
        var house = await CaseHouse.OpenAsync(azurite, ("Staff:Contacts", """{"GJJ/reviewer":{"phone":"13800138001"}}"""));
        await house.StoreAsync(Silent(), projected: true);
        var rows = await house.ReadAsync<MessageRow>(StorageNames.Tables.People, "PartitionKey ge 'post~' and PartitionKey lt 'post~~'");

        Assert.Equal(["post~GJJ~reviewer"], rows.Where(r => r.Delivery == MessageDelivery.Sending).Select(r => r.PartitionKey).Distinct());
        Assert.Contains(await house.PeekAsync<SendMessages>(StorageNames.Queues.Notifications), m => m.PersonId == "post~GJJ~reviewer");
    }

    [Fact]
    public async Task What_is_sent_to_two_posts_has_two_effect_ids()
    {
        var house = await HouseAsync(Silent());
        var rows = await house.ReadAsync<MessageRow>(StorageNames.Tables.People, "PartitionKey ge 'post~' and PartitionKey lt 'post~~'");

        Assert.Equal(rows.Count, rows.Select(r => r.EffectId).Distinct().Count());
    }

    private static readonly Caller Supervisor = new("supervisor", "监察", [Role.Supervisor], null, Assurance.RealName);

    private static Caller Staff(string department, Role role) =>
        new($"{Roles.NameOf(role)}.{department}", "工作人员", [role], department, Assurance.RealName);

    private static CaseWalk Silent() =>
        new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Accept().Decide(CaseWalk.Approver).At("2026-02-11 17:30:01").Look();

    private static StaffMessageFunctions Functions(CaseHouse house) => new(house.Storage, house.Paging, NoticeTemplates.Load(), house.Clock);

    private async Task<CaseHouse> HouseAsync(CaseWalk walk) => await (await CaseHouse.OpenAsync(azurite)).StoreAsync(walk, projected: true, times: 2);

    private static async Task<IReadOnlyList<StaffMessageView>> ListAsync(CaseHouse house, Caller caller, string? role = null) =>
        CaseHouse.Body<Page<StaffMessageView>>(await Functions(house).List(
            CaseHouse.Request(caller, "/api/staff/messages", role is null ? "" : $"?role={role}"), Cancel)).Items;
}

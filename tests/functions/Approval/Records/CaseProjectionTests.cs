using NoVisit.Catalogue;
using NoVisit.Delivery;
using NoVisit.Filing;
using NoVisit.Storage;
using NoVisit.Storage.Tables;
using NoVisit.Tests;

namespace NoVisit.Approval.Records;

/// <summary>The read models: written by difference, or anew from the record, they are the same.</summary>
public sealed class CaseProjectionTests(Azurite azurite)
{
    private static readonly string[] Tables = [StorageNames.Tables.Inbox, StorageNames.Tables.People, StorageNames.Tables.Supervision];

    public static TheoryData<string> Ways => ["filed", "corrected", "joint", "claimed", "late", "withdrawn", "closed"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Written_step_by_step_or_anew_the_rows_are_the_same(string way)
    {
        var stepwise = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way), projected: true);
        var anew = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way));
        await RebuildAsync(anew);

        Assert.Equal(await AllAsync(stepwise), await AllAsync(anew));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_step_written_twice_gives_the_same_rows(string way)
    {
        var once = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way), projected: true);
        var twice = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way), projected: true, times: 2);

        Assert.Equal(await AllAsync(once), await AllAsync(twice));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Writing_anew_what_is_there_changes_nothing(string way)
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way), projected: true);
        var before = await AllAsync(house);
        await RebuildAsync(house);

        Assert.Equal(before, await AllAsync(house));
    }

    [Fact]
    public async Task Each_department_of_a_phase_has_its_own_task()
    {
        var house = await ProjectedAsync("joint");

        Assert.Equal(["GAJ", "GJJ", "RSJ", "SWJ"], (await InboxAsync(house)).Select(r => r.PartitionKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_task_shows_who_claimed_it() =>
        Assert.Equal(CaseWalk.Approver.Id, Assert.Single(await InboxAsync(await ProjectedAsync("claimed"))).ClaimedBy);

    [Fact]
    public async Task An_inbox_shows_no_full_name() => Assert.Equal("张*", Assert.Single(await InboxAsync(await ProjectedAsync("filed"))).Applicant);

    [Fact]
    public async Task A_withdrawn_case_is_in_nobodys_inbox() => Assert.Empty(await InboxAsync(await ProjectedAsync("withdrawn")));

    [Fact]
    public async Task While_a_correction_is_awaited_the_clerk_has_no_task() =>
        Assert.Empty(await InboxAsync(await ProjectedAsync("corrected")));

    [Fact]
    public async Task A_task_that_should_not_be_there_goes_when_the_rows_are_written_anew()
    {
        var house = await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk("joint"));
        var stray = InboxRow.Of(new CaseWalk(CaseWalk.Company, "2026-02-10 09:30").Record).Single();
        await house.Storage.Table(StorageNames.Tables.Inbox).AddEntityAsync(stray, Cancel);

        await RebuildAsync(house);

        Assert.DoesNotContain(await InboxAsync(house), r => r.RowKey == stray.RowKey);
    }

    [Fact]
    public async Task The_applicants_list_shows_the_state() =>
        Assert.Equal(CaseState.Closed, Assert.Single(await CasesAsync(await ProjectedAsync("closed"))).State);

    [Fact]
    public async Task A_message_is_in_the_box_once_however_often_the_rows_are_written()
    {
        var house = await ProjectedAsync("closed");
        await RebuildAsync(house);
        await RebuildAsync(house);

        var kinds = (await MessagesAsync(house)).Select(m => m.Kind).ToList();
        Assert.Equal(kinds.Distinct(), kinds);
    }

    [Fact]
    public async Task The_box_holds_a_message_for_each_thing_the_applicant_is_told() => Assert.Equal(
        ["Submitted", "Accepted", "DecidedGrant", "CertificateReady", "Dispatched", "Delivered"],
        (await MessagesAsync(await ProjectedAsync("closed"))).OrderBy(m => m.EffectId, StringComparer.Ordinal).Select(m => m.Kind.ToString()));

    [Fact]
    public async Task A_message_that_was_sent_is_not_made_new()
    {
        var house = await ProjectedAsync("filed");
        var row = (await MessagesAsync(house)).Single();
        row.Delivery = MessageDelivery.Sent;
        await house.Storage.Table(StorageNames.Tables.People).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);

        await RebuildAsync(house);

        Assert.Equal(MessageDelivery.Sent, (await MessagesAsync(house)).Single().Delivery);
    }

    [Fact]
    public async Task Messages_are_handed_to_their_sender_by_the_queue()
    {
        var house = await ProjectedAsync("filed");

        Assert.Equal(
            (await MessagesAsync(house)).Select(m => m.RowKey),
            (await house.PeekAsync<Notifications.SendMessages>(StorageNames.Queues.Notifications)).Single().RowKeys);
    }

    [Fact]
    public async Task A_draft_that_was_filed_knows_its_number()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var drafts = new DraftStore(house.Storage);
        await drafts.AddAsync(new Draft("d-1", CaseWalk.Applicant, CaseWalk.Company, 1, CaseWalk.Values(), house.Clock.Now, null, default), Cancel);
        await house.StoreAsync(Walk("filed"), projected: true);

        Assert.Equal(CaseWalk.Number, (await drafts.FindAsync(CaseWalk.Applicant, "d-1", Cancel))!.Number);
    }

    [Fact]
    public async Task Broken_limits_are_with_the_supervision_of_their_department() =>
        Assert.All(await (await ProjectedAsync("late")).RowsAsync(StorageNames.Tables.Supervision), r => Assert.StartsWith("SCJ warning~", r, StringComparison.Ordinal));

    private static CaseWalk Walk(string way) => way switch
    {
        "filed" => new CaseWalk(CaseWalk.Company, "2026-02-10 09:30"),
        "corrected" => Walk("filed").Correct(new Defect("M002", null, "模糊", "重新上传")),
        "claimed" => Walk("filed").Accept().At("2026-02-10 10:00").Do(CaseWalk.Approver, (r, c) => Review.TaskRules.Claim(r, "B", c)),
        "joint" => Walk("filed").At("2026-02-10 10:00").Accept().At("2026-02-10 11:00").Decide(CaseWalk.Approver),
        "late" => Walk("filed").At("2026-02-24 17:30:01").Look(),
        "withdrawn" => Walk("joint").Do(CaseWalk.Filer, (r, _) => Withdrawal.WithdrawalRules.Withdraw(r, "不再需要")),
        _ => new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier).At("2026-02-10 09:40").Accept()
            .At("2026-02-10 09:50").Opine("B", CaseWalk.Reviewer).At("2026-02-10 10:00").Decide(CaseWalk.Approver).At("2026-02-10 10:01").Issue()
            .At("2026-02-10 10:02").OrderCourier().At("2026-02-11 10:00").Track(ParcelStatus.Delivered, 1, "张三"),
    };

    private static async Task RebuildAsync(CaseHouse house)
    {
        var (record, ledger) = (await house.Store.FindWithLedgerAsync(CaseWalk.Number, Cancel))!.Value;
        await house.Projection.RebuildAsync(record, ledger, Cancel);
    }

    private static async Task<List<string>> AllAsync(CaseHouse house)
    {
        List<string> rows = [];
        foreach (var table in Tables)
        {
            rows.AddRange(await house.RowsAsync(table));
        }

        return rows;
    }

    private static async Task<List<InboxRow>> InboxAsync(CaseHouse house) =>
        [.. (await house.ReadAsync<InboxRow>(StorageNames.Tables.Inbox)).Where(r => r.HandledAt is null)];

    private static Task<List<CaseRow>> CasesAsync(CaseHouse house) =>
        house.ReadAsync<CaseRow>(StorageNames.Tables.People, TableFilter.Create($"RowKey ge {"case~"} and RowKey lt {"case~~"}"));

    private static Task<List<MessageRow>> MessagesAsync(CaseHouse house) =>
        house.ReadAsync<MessageRow>(StorageNames.Tables.People, TableFilter.Create($"RowKey ge {"message~"} and RowKey lt {"message~~"}"));

    private async Task<CaseHouse> ProjectedAsync(string way) => await (await CaseHouse.OpenAsync(azurite)).StoreAsync(Walk(way), projected: true);
}

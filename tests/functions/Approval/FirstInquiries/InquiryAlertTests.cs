using NoVisit.Approval.Records;
using NoVisit.Approval.StaffMessages;
using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Storage;
using NoVisit.Tests;

namespace NoVisit.Approval.FirstInquiries;

/// <summary>首问事项逾期提醒: who is told, once, by the tables themselves.</summary>
[Rule("IN-10")]
public sealed class InquiryAlertTests(Azurite azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_that_broke_off_after_it_told_them_tells_nobody_twice()
    {
        var (house, store, inquiry) = await RegisteredAsync();
        house.Clock.Now = inquiry.Due.AddSeconds(1);
        await Box(house).TellAsync(inquiry.Number, new Text("首问事项", "First inquiry"), inquiry.Due, FirstInquiryRules.Alerts(inquiry), Cancel);

        Assert.True((await LookAsync(house, store, inquiry)).Done);
        Assert.True((await LookAsync(house, store, inquiry)).Done);

        Assert.Equal(["post~FGW~approver", "post~FGW~clerk"], (await MessagesAsync(house)).Select(m => m.PartitionKey).Order());
        Assert.Equal(house.Clock.Now, (await store.FindAsync(inquiry.Number, Cancel))!.Value.Inquiry.AlertedAt);
    }

    [Fact]
    public async Task Before_its_time_nobody_is_told_and_it_is_looked_at_again()
    {
        var (house, store, inquiry) = await RegisteredAsync();
        house.Clock.Now = inquiry.Due;

        Assert.Equal(inquiry.Due.AddSeconds(1), (await LookAsync(house, store, inquiry)).WakeAt);
        Assert.Empty(await MessagesAsync(house));
    }

    [Fact]
    public async Task One_whose_row_never_came_ends()
    {
        var (house, store, inquiry) = await RegisteredAsync();

        Assert.True((await LookAsync(house, store, inquiry with { Number = "Q20260213-2" })).Done);
    }

    private async Task<(CaseHouse House, InquiryStore Store, Inquiry Inquiry)> RegisteredAsync()
    {
        var house = await CaseHouse.OpenAsync(azurite);
        var store = new InquiryStore(house.Storage, house.Protector);
        var inquiry = FirstInquiryRules.Register(
            "Q20260213-1", new("路灯坏了。", "13912345678"), _ => null, new("clerk.FGW", "clerk", "FGW"), CaseWalk.Clock, CaseWalk.Time("2026-02-13 10:00")).Inquiry!;
        Assert.True(await store.AddAsync(inquiry, Cancel));
        return (house, store, inquiry);
    }

    private static Task<Orchestrations.TimeLook> LookAsync(CaseHouse house, InquiryStore store, Inquiry inquiry) =>
        new InquiryOrchestrator(store, Box(house), Catalogue(house), house.Clock).LookAtInquiry(new(inquiry.Number, inquiry.Due), Cancel);

    private static StaffBox Box(CaseHouse house) => new(house.Storage, Catalogue(house), new PostContacts(house.Settings));

    private static CurrentCatalogue Catalogue(CaseHouse house) => new(CaseWalk.Catalogue, house.Storage, house.Clock);

    private static Task<List<MessageRow>> MessagesAsync(CaseHouse house) =>
        house.ReadAsync<MessageRow>(StorageNames.Tables.People, "PartitionKey ge 'post~' and PartitionKey lt 'post~~'");
}

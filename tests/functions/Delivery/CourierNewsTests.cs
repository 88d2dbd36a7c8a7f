using NoVisit.Approval;
using NoVisit.Catalogue;

namespace NoVisit.Delivery;

/// <summary>What the courier's news does to a case.</summary>
public sealed class CourierNewsTests
{
    private readonly CaseWalk walk = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30", DeliveryMethod.Courier)
        .Accept().Opine("B", CaseWalk.Reviewer).Decide(CaseWalk.Approver).Issue().OrderCourier();

    [Fact]
    public void A_parcel_that_moves_on_is_traced() => Assert.Equal(
        [ParcelStatus.Ordered, ParcelStatus.Collected, ParcelStatus.InTransit],
        walk.Track(ParcelStatus.Collected, 1).Track(ParcelStatus.InTransit, 2).Record.Parcel!.Trace.Select(s => s.State));

    [Fact]
    public void The_addressees_signature_delivers_and_closes() =>
        Assert.Equal(CaseState.Closed, walk.Track(ParcelStatus.Delivered, 1, "张三").Record.State);

    [Fact]
    public void Somebody_elses_signature_delivers_nothing() =>
        Assert.Equal((CaseState.Dispatched, ParcelStatus.Failed), (walk.Track(ParcelStatus.Delivered, 1, "李四").Record.State, walk.Record.Parcel!.Status));

    [Fact]
    public void The_applicant_is_told_of_a_parcel_that_came_back()
    {
        walk.Track(ParcelStatus.Returned, 1);

        Assert.Equal(Notifications.NoticeKind.DeliveryReturned, walk.Ledger[^1].Event.Message(walk.Record, english: false, new(new byte[32]))!.Kind);
    }

    [Fact]
    public void News_of_another_parcel_are_refused() => Assert.Equal(
        "tracking-refused",
        walk.Refused(CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(r, walk.News(ParcelStatus.Collected, 1) with { Waybill = "NV2" })).Problem);

    [Fact]
    public void News_of_a_case_without_a_parcel_are_refused()
    {
        var without = new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30");

        Assert.Equal("no-parcel", without.Refused(CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(r, without.News(ParcelStatus.Collected, 1))).Problem);
    }

    [Fact]
    public void The_same_news_again_changes_nothing() => Assert.Empty(Again(walk.Track(ParcelStatus.Collected, 1), ParcelStatus.Collected, 1));

    [Fact]
    public void Older_news_changes_nothing() => Assert.Empty(Again(walk.Track(ParcelStatus.InTransit, 2), ParcelStatus.Collected, 1));

    [Fact]
    public void News_after_the_end_changes_nothing() =>
        Assert.Empty(Again(walk.Track(ParcelStatus.Delivered, 1, "张三"), ParcelStatus.Returned, 2));

    [Fact]
    public void News_of_another_waybill_is_refused() => Assert.Equal(422, walk.Refused(
        CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(r, walk.News(ParcelStatus.Collected, 1) with { Waybill = "NV2" })).Status);

    [Fact]
    public void News_without_a_parcel_is_refused() => Assert.Equal(404, new CaseWalk(CaseWalk.SoleTrader, "2026-02-10 09:30").Refused(
        CaseWalk.Courier, (r, _) => CourierCallbackFunction.Track(r, walk.News(ParcelStatus.Collected, 1))).Status);

    private static IReadOnlyList<CaseEvent> Again(CaseWalk walk, ParcelStatus status, int sequence) =>
        Assert.IsType<Outcome.Done>(CourierCallbackFunction.Track(walk.Record, walk.News(status, sequence))).Events;
}

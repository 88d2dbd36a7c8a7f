using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Http;

namespace NoVisit.Delivery;

public sealed class CourierTrackingTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);
    private static readonly Parcel Ordered = new("o-1", "NV123000000001", "张三", ParcelStatus.Ordered, 0, At);

    [Fact]
    public void News_moves_the_parcel_on()
    {
        var parcel = Changed(Ordered, News(ParcelStatus.Collected, 1));

        Assert.Equal(ParcelStatus.Collected, parcel.Status);
        Assert.Equal(1, parcel.Sequence);
        Assert.Equal(At.AddHours(1), parcel.At);
    }

    [Fact]
    public void Delivery_to_the_addressee_ends_it() =>
        Assert.Equal(ParcelStatus.Delivered, Changed(Ordered, News(ParcelStatus.Delivered, 3, "张三")).Status);

    [Theory]
    [InlineData("李四")]
    [InlineData("张")]
    [InlineData("")]
    [InlineData(null)]
    public void Delivery_to_anybody_else_fails_and_needs_a_person(string? signedBy) =>
        Assert.Equal(ParcelStatus.Failed, Changed(Ordered, News(ParcelStatus.Delivered, 3, signedBy)).Status);

    [Theory]
    [InlineData("张三", " 张 三 ")]
    [InlineData("阿依古丽·买买提", "阿依古丽买买提")]
    [InlineData("Li Ming", "ＬＩ ＭＩＮＧ")]
    public void The_way_a_name_is_written_does_not_matter(string addressee, string signedBy) => Assert.True(CourierTracking.IsAddressee(addressee, signedBy));

    [Fact]
    public void The_same_news_again_is_a_duplicate()
    {
        var parcel = Changed(Ordered, News(ParcelStatus.Collected, 1));

        Assert.IsType<TrackingOutcome.Duplicate>(CourierTracking.Apply(parcel, News(ParcelStatus.Collected, 1)));
    }

    [Fact]
    public void The_end_again_is_a_duplicate_and_nothing_follows_it()
    {
        var delivered = Changed(Ordered, News(ParcelStatus.Delivered, 3, "张三"));
        var failed = Changed(Ordered, News(ParcelStatus.Delivered, 3, "李四"));

        Assert.IsType<TrackingOutcome.Duplicate>(CourierTracking.Apply(delivered, News(ParcelStatus.Delivered, 3, "张三")));
        Assert.IsType<TrackingOutcome.Duplicate>(CourierTracking.Apply(failed, News(ParcelStatus.Delivered, 3, "李四")));
        Assert.Equal(Refused(TrackingRefusal.AlreadyFinal), CourierTracking.Apply(delivered, News(ParcelStatus.Returned, 4)));
        Assert.Equal(Refused(TrackingRefusal.AlreadyFinal), CourierTracking.Apply(failed, News(ParcelStatus.Delivered, 4, "张三")));
    }

    [Fact]
    public void Older_news_is_stale()
    {
        var parcel = Changed(Ordered, News(ParcelStatus.InTransit, 2));

        Assert.IsType<TrackingOutcome.Stale>(CourierTracking.Apply(parcel, News(ParcelStatus.Collected, 1)));
    }

    [Fact]
    public void The_same_sequence_with_another_state_contradicts()
    {
        var parcel = Changed(Ordered, News(ParcelStatus.Collected, 1));

        Assert.Equal(Refused(TrackingRefusal.Contradiction), CourierTracking.Apply(parcel, News(ParcelStatus.InTransit, 1)));
    }

    [Fact]
    public void News_of_another_parcel_is_refused()
    {
        Assert.Equal(Refused(TrackingRefusal.OtherParcel), CourierTracking.Apply(Ordered, News(ParcelStatus.Collected, 1) with { OrderId = "o-2" }));
        Assert.Equal(Refused(TrackingRefusal.OtherParcel), CourierTracking.Apply(Ordered, News(ParcelStatus.Collected, 1) with { Waybill = "NV2" }));
    }

    [Theory]
    [InlineData(ParcelStatus.Collected, 0)]
    [InlineData(ParcelStatus.Collected, -1)]
    [InlineData(ParcelStatus.Ordered, 1)]
    [InlineData(ParcelStatus.Failed, 1)]
    internal void What_no_courier_reports_is_refused(ParcelStatus status, int sequence) =>
        Assert.Equal(Refused(TrackingRefusal.Malformed), CourierTracking.Apply(Ordered, News(status, sequence)));

    /// <summary>However callbacks are doubled and reordered, the parcel ends as its latest news says.</summary>
    [Fact]
    public void Order_and_doubling_of_callbacks_do_not_matter() => Prop.ForAll<int[]>(order =>
    {
        CourierCallback[] trace = [News(ParcelStatus.Collected, 1), News(ParcelStatus.InTransit, 2), News(ParcelStatus.Delivered, 3, "张三")];
        var parcel = Ordered;
        foreach (var callback in order.Select(i => trace[(int)((uint)i % 3)]).Append(trace[2]))
        {
            parcel = CourierTracking.Apply(parcel, callback) is TrackingOutcome.Changed changed ? changed.Parcel : parcel;
        }

        return parcel is { Status: ParcelStatus.Delivered, Sequence: 3 };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_callback_is_read_as_the_courier_sends_it()
    {
        var callback = RequestReading.ParseJson<CourierCallback>(Encoding.UTF8.GetBytes(
            """{"orderId":"o-1","waybill":"NV1","status":"inTransit","at":"2026-11-23T02:00:00.000Z","sequence":2}"""));

        Assert.Equal(new CourierCallback("o-1", "NV1", ParcelStatus.InTransit, At.AddHours(1), 2), callback);
    }

    [Theory]
    [InlineData("""{"orderId":"o-1","waybill":"NV1","status":"lost","at":"2026-11-23T02:00:00Z","sequence":2}""", "/status")]
    [InlineData("""{"orderId":"o-1","waybill":"NV1","status":"collected","at":"2026-11-23T02:00:00Z"}""", "/sequence")]
    [InlineData("""{"orderId":"o-1","waybill":"NV1","status":"collected","at":"2026-11-23T02:00:00Z","sequence":"2"}""", "/sequence")]
    public void A_callback_of_another_shape_is_named(string json, string place) =>
        Assert.Equal(place, Assert.Single(Assert.Throws<ProblemException>(() => RequestReading.ParseJson<CourierCallback>(Encoding.UTF8.GetBytes(json))).Errors).Key);

    [Fact]
    public void Nothing_personal_is_printed()
    {
        var text = $"{Ordered} {News(ParcelStatus.Delivered, 3, "张三")} {new CourierRecipient("张三", "13800138000", "人民路1号")}";

        Assert.DoesNotContain("张三", text, StringComparison.Ordinal);
        Assert.DoesNotContain("13800138000", text, StringComparison.Ordinal);
    }

    private static TrackingOutcome.Refused Refused(TrackingRefusal reason) => new(reason);

    private static Parcel Changed(Parcel parcel, CourierCallback callback) => Assert.IsType<TrackingOutcome.Changed>(CourierTracking.Apply(parcel, callback)).Parcel;

    private static CourierCallback News(ParcelStatus status, int sequence, string? signedBy = null) =>
        new("o-1", "NV123000000001", status, At.AddHours(1), sequence, signedBy);
}

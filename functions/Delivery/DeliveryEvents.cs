using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Localization;
using NoVisit.Notifications;
using NoVisit.Protection;

namespace NoVisit.Delivery;

/// <summary>寄出: the courier has the order.</summary>
internal sealed record CourierOrdered(string OrderId, string Waybill, string Addressee) : CaseEvent
{
    public override Text Title => new("已寄出", "Dispatched");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with
    {
        State = CaseState.Dispatched,
        Parcel = new CourierParcel(
            new Parcel(OrderId, Waybill, Addressee, ParcelStatus.Ordered, 0, entry.At), [new ParcelStep(ParcelStatus.Ordered, entry.At)]),
    };

    public override ApplicantMessage Message(CaseRecord record, bool english, QueryCode queryCode) => new(NoticeKind.Dispatched, ("waybill", Waybill));
}

/// <summary>One piece of the courier's news.</summary>
internal sealed record CourierTracked(ParcelStatus Status, DateTimeOffset StepAt, int StepSequence) : CaseEvent
{
    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record.Parcel is not { } parcel ? record : record with
    {
        Parcel = new CourierParcel(
            parcel.Parcel with { Status = Status, Sequence = StepSequence, At = StepAt }, [.. parcel.Trace, new ParcelStep(Status, StepAt)]),
    };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Status is ParcelStatus.Returned or ParcelStatus.Refused or ParcelStatus.Failed
            ? new(NoticeKind.DeliveryReturned, ("waybill", record.Parcel?.Parcel.Waybill ?? ""))
            : null;
}

/// <summary>送达: <paramref name="Proof"/> says how, for example the waybill the addressee signed for, or the message box (NT-03).</summary>
internal sealed record ResultDelivered(DeliveryMethod Method, string Proof) : CaseEvent
{
    public override Text Title => new("已送达", "Delivered");

    public override CaseRecord Apply(CaseRecord record, LedgerEntry entry) => record with { State = CaseState.Delivered, DeliveredAt = entry.At };

    public override ApplicantMessage? Message(CaseRecord record, bool english, QueryCode queryCode) =>
        Method == DeliveryMethod.Courier ? new(NoticeKind.Delivered, ("waybill", record.Parcel?.Parcel.Waybill ?? "")) : null;
}

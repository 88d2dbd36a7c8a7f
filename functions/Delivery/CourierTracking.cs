using System.Text;
using System.Text.Json.Serialization;

namespace NoVisit.Delivery;

/// <summary>Where a parcel is. The JSON names are those of the API and of the courier.</summary>
[JsonConverter(typeof(ParcelStatusConverter))]
public enum ParcelStatus
{
    /// <summary>The courier has the order.</summary>
    Ordered,

    /// <summary>已揽收.</summary>
    Collected,

    /// <summary>运输中.</summary>
    InTransit,

    /// <summary>已签收, by the addressee.</summary>
    Delivered,

    /// <summary>已退回.</summary>
    Returned,

    /// <summary>拒收.</summary>
    Refused,

    /// <summary>Handed to somebody who is not the addressee, or nobody knows to whom: a person has to look into it.</summary>
    Failed,
}

/// <summary>Writes states as camelCase strings wherever they occur.</summary>
internal sealed class ParcelStatusConverter() : JsonStringEnumConverter<ParcelStatus>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>Body of <c>POST /callbacks/courier</c>.</summary>
/// <param name="OrderId">Our id of the order.</param>
/// <param name="Waybill">Waybill number.</param>
/// <param name="Status">collected, inTransit, delivered, returned or refused.</param>
/// <param name="At">When it happened.</param>
/// <param name="Sequence">1, 2, 3 … within the order.</param>
/// <param name="SignedBy">Who signed, when delivered.</param>
public sealed record CourierCallback(string OrderId, string Waybill, ParcelStatus Status, DateTimeOffset At, int Sequence, string? SignedBy = null)
{
    /// <summary>Prints nothing personal.</summary>
    public override string ToString() => $"{nameof(CourierCallback)} {Sequence} {Status}";
}

/// <summary>What is known of a parcel.</summary>
/// <param name="OrderId">Our id of the order.</param>
/// <param name="Waybill">Waybill number.</param>
/// <param name="Addressee">Name of the person who must sign.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Sequence">Sequence of the last news that counted; 0 when there was none.</param>
/// <param name="At">When that happened.</param>
public sealed record Parcel(string OrderId, string Waybill, string Addressee, ParcelStatus Status, int Sequence, DateTimeOffset At)
{
    /// <summary>No further news can change it.</summary>
    public bool IsFinal => Status is ParcelStatus.Delivered or ParcelStatus.Returned or ParcelStatus.Refused or ParcelStatus.Failed;

    /// <summary>Prints nothing personal.</summary>
    public override string ToString() => $"{nameof(Parcel)} {Sequence} {Status}";
}

/// <summary>What news of the courier means. Only <see cref="Changed"/> changes anything; the others are answered alike, so that the courier stops repeating.</summary>
public abstract record TrackingOutcome
{
    private TrackingOutcome()
    {
    }

    /// <summary>The parcel moved on.</summary>
    /// <param name="Parcel">As it is now; <see cref="ParcelStatus.Failed"/> when somebody else signed: the clerk gets a task.</param>
    public sealed record Changed(Parcel Parcel) : TrackingOutcome;

    /// <summary>Known already.</summary>
    public sealed record Duplicate : TrackingOutcome;

    /// <summary>Older than what is known.</summary>
    public sealed record Stale : TrackingOutcome;

    /// <summary>It cannot be about this parcel, or contradicts what is known.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(TrackingRefusal Reason) : TrackingOutcome;
}

/// <summary>Why news of the courier does not count.</summary>
public enum TrackingRefusal
{
    /// <summary>Order or waybill is another.</summary>
    OtherParcel,

    /// <summary>The sequence is below 1, or the state is none that a courier reports.</summary>
    Malformed,

    /// <summary>The parcel has already reached its end.</summary>
    AlreadyFinal,

    /// <summary>The same sequence was reported with another state.</summary>
    Contradiction,
}

/// <summary>Tracking of parcels (RS-07): a pure rule, safe against doubled and reordered callbacks.</summary>
public static class CourierTracking
{
    /// <summary>Applies a callback to what is known.</summary>
    public static TrackingOutcome Apply(Parcel current, CourierCallback callback)
    {
        if (callback.OrderId != current.OrderId || callback.Waybill != current.Waybill)
        {
            return new TrackingOutcome.Refused(TrackingRefusal.OtherParcel);
        }

        if (callback.Sequence < 1 || callback.Status is ParcelStatus.Ordered or ParcelStatus.Failed)
        {
            return new TrackingOutcome.Refused(TrackingRefusal.Malformed);
        }

        if (callback.Sequence < current.Sequence)
        {
            return new TrackingOutcome.Stale();
        }

        var status = StatusOf(current, callback);
        if (callback.Sequence == current.Sequence)
        {
            return status == current.Status ? new TrackingOutcome.Duplicate() : new TrackingOutcome.Refused(TrackingRefusal.Contradiction);
        }

        return current.IsFinal
            ? new TrackingOutcome.Refused(TrackingRefusal.AlreadyFinal)
            : new TrackingOutcome.Changed(current with { Status = status, Sequence = callback.Sequence, At = callback.At });
    }

    /// <summary>Whether the one who signed is the addressee: the same name, whatever the width or the blanks it is written with.</summary>
    internal static bool IsAddressee(string addressee, string? signedBy) =>
        !string.IsNullOrWhiteSpace(signedBy) && string.Equals(Normal(addressee), Normal(signedBy), StringComparison.OrdinalIgnoreCase);

    private static ParcelStatus StatusOf(Parcel current, CourierCallback callback) =>
        callback.Status == ParcelStatus.Delivered && !IsAddressee(current.Addressee, callback.SignedBy) ? ParcelStatus.Failed : callback.Status;

    private static string Normal(string name) => new([.. name.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '·')]);
}

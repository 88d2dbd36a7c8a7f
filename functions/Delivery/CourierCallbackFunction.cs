using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Gateways;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Delivery;

/// <summary>The courier's signed news of a parcel. Doubled and late news changes nothing and is answered like the first.</summary>
internal sealed class CourierCallbackFunction(CaseDesk desk, CallbackVerifier verifier)
{
    /// <summary>Takes one piece of news.</summary>
    [Function("CourierCallback")]
    [SignedCallback]
    [Operation("News of a parcel, signed by the courier.", Request = typeof(CourierCallback), Status = 204)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/courier")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var news = (await verifier.VerifyAsync(request, cancellationToken)).Read<CourierCallback>();
        var number = CourierOrders.NumberOf(news.OrderId) ?? throw new ProblemException(ProblemKind.NotFound);
        await desk.ExecuteAsync(client, number, Courier, (record, _) => Track(record, news), cancellationToken: cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }

    private static readonly Actor Courier = new("courier", "gateway", null);

    /// <summary>送达: the addressee's own signature proves delivery.</summary>
    internal static Outcome Track(CaseRecord record, CourierCallback news)
    {
        if (record.Parcel is not { Parcel: var parcel })
        {
            return new Refusal("no-parcel", 404, new("没有寄件", "No parcel"), new("该办件没有寄件。", "This case has no parcel."));
        }

        return CourierTracking.Apply(parcel, news) switch
        {
            TrackingOutcome.Changed { Parcel: var now } => now.Status == ParcelStatus.Delivered && record.State == CaseState.Dispatched
                ? Outcome.Of(new CourierTracked(now.Status, now.At, now.Sequence), new ResultDelivered(DeliveryMethod.Courier, news.Waybill))
                : Outcome.Of(new CourierTracked(now.Status, now.At, now.Sequence)),
            TrackingOutcome.Refused { Reason: TrackingRefusal.OtherParcel or TrackingRefusal.Malformed } refused => new Refusal(
                "tracking-refused", 422, new("物流信息无效", "Tracking news refused"),
                new($"物流信息与寄件不符({refused.Reason})。", $"The news does not fit the parcel ({refused.Reason}).")),

            // Known, older, or against what is known already: nothing changes, and the courier need not repeat it.
            _ => Outcome.Of(),
        };
    }
}

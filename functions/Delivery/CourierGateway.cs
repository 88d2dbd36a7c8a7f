using NoVisit.Gateways;

namespace NoVisit.Delivery;

/// <summary>Whom a parcel goes to.</summary>
/// <param name="Name">Name of the addressee, as on his identity card: he must sign in person (RS-07).</param>
/// <param name="Phone">Mobile number.</param>
/// <param name="Address">Address as it was when the case was filed.</param>
public sealed record CourierRecipient(string Name, string Phone, string Address)
{
    /// <summary>Prints nothing personal.</summary>
    public override string ToString() => nameof(CourierRecipient);
}

/// <summary>An order to the courier (RS-07).</summary>
/// <param name="OrderId">Our id of the order: one per case and dispatch.</param>
/// <param name="Recipient">Whom it goes to.</param>
/// <param name="Contents">What is in it, for the waybill: the kind of document, nothing about the case.</param>
public sealed record CourierOrder(string OrderId, CourierRecipient Recipient, string Contents);

/// <summary>Orders parcels at the courier, <c>Courier__Endpoint</c>.</summary>
public sealed class CourierGateway(SignedHttp gateway)
{
    /// <summary>Orders a parcel. The same order id orders one parcel however often it is called.</summary>
    /// <returns>The waybill number.</returns>
    /// <exception cref="GatewayException">The courier did not take the order.</exception>
    public async Task<string> OrderAsync(CourierOrder order, CancellationToken cancellationToken)
    {
        var answer = await gateway.PostAsync<CourierOrder, Answer>("courier/orders", order, $"courier-{order.OrderId}", cancellationToken);
        return answer.OrderId == order.OrderId && answer.Waybill.Length > 0
            ? answer.Waybill
            : throw new GatewayException("The courier answered for another order.", null, isTransient: false);
    }

    private sealed record Answer(string OrderId, string Waybill);
}

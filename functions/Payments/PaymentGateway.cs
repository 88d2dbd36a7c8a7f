using NoVisit.Gateways;

namespace NoVisit.Payments;

/// <summary>An order to the payment platform: one bill.</summary>
/// <param name="OrderId">Our id of the order: one per bill.</param>
/// <param name="Amount">Fen, above 0.</param>
/// <param name="Subject">What is paid for, as the payer sees it.</param>
/// <param name="ReturnUrl">Where the payer comes back to.</param>
public sealed record PaymentOrder(string OrderId, long Amount, string Subject, Uri ReturnUrl);

/// <summary>An order to pay money back.</summary>
/// <param name="OrderId">The order that was paid.</param>
/// <param name="RefundId">Our id of the refund.</param>
/// <param name="Amount">Fen, above 0, at most what was paid.</param>
/// <param name="Reason">Why, as the payer sees it.</param>
public sealed record PaymentRefund(string OrderId, string RefundId, long Amount, string Reason);

/// <summary>Orders and refunds at the payment platform, <c>Payment__Endpoint</c>.</summary>
public sealed class PaymentGateway(SignedHttp gateway)
{
    /// <summary>Opens an order. The same order id opens one order however often it is called.</summary>
    /// <returns>Where the payer pays.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above 0.</exception>
    /// <exception cref="GatewayException">The platform did not take the order.</exception>
    public async Task<Uri> OrderAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order.Amount, nameof(order));
        var answer = await gateway.PostAsync<PaymentOrder, OrderAnswer>("payment/orders", order, $"payment-{order.OrderId}", cancellationToken);

        // The payer is sent there: nothing but a web address may come of it.
        return answer.OrderId == order.OrderId && answer.PayUrl is { IsAbsoluteUri: true, Scheme: "https" or "http" }
            ? answer.PayUrl
            : throw new GatewayException("The payment platform answered for another order, or with no web address.", null, isTransient: false);
    }

    /// <summary>Pays money back. The same refund id pays back once however often it is called.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above 0.</exception>
    /// <exception cref="GatewayException">The platform did not take the refund.</exception>
    public async Task RefundAsync(PaymentRefund refund, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(refund.Amount, nameof(refund));
        var answer = await gateway.PostAsync<PaymentRefund, RefundAnswer>("payment/refunds", refund, $"refund-{refund.RefundId}", cancellationToken);
        if (answer.RefundId != refund.RefundId)
        {
            throw new GatewayException("The payment platform answered for another refund.", null, isTransient: false);
        }
    }

    private sealed record OrderAnswer(string OrderId, Uri PayUrl);

    private sealed record RefundAnswer(string RefundId);
}

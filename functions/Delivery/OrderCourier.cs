using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Flow;
using NoVisit.Filing;
using NoVisit.Protection;

namespace NoVisit.Delivery;

/// <summary>寄送: orders one parcel for the paper results of a case (RS-07). The order id is the case's, so that asking again orders nothing again.</summary>
internal sealed class OrderCourier(CaseDesk desk, CourierGateway courier, FieldProtector protector)
{
    /// <summary>Orders the courier for one case and answers what is next.</summary>
    [Function(nameof(OrderCourier))]
    public async Task<CaseStep> Run([ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(number, cancellationToken) is not { } stored)
        {
            return CaseStep.Done;
        }

        var record = stored.Record;
        if (record.State != CaseState.CertificateReady || record.Parcel is not null)
        {
            return desk.Next(record);
        }

        var values = FiledValues.Unprotect(record.DraftId, record.Values, protector);
        var recipient = new CourierRecipient(
            values.TextOf("delivery.recipient") ?? record.Applicant.Name,
            values.TextOf("delivery.phone") ?? record.Applicant.Phone ?? "",
            values.TextOf("delivery.address") ?? "");
        var orderId = CourierOrders.IdOf(number);
        var waybill = await courier.OrderAsync(
            new CourierOrder(orderId, recipient, string.Join("、", record.Results.Select(r => r.Name.Zh))), cancellationToken);
        return desk.Next(await desk.ExecuteAsync(
            client, number, Actor.System,
            (r, _) => r.Parcel is null && r.State == CaseState.CertificateReady
                ? Outcome.Of(new CourierOrdered(orderId, waybill, recipient.Name))
                : Outcome.Of(),
            caller: number, read: stored, cancellationToken: cancellationToken));
    }
}

/// <summary>Courier orders name their case.</summary>
internal static class CourierOrders
{
    private const string Suffix = "-P1";

    public static string IdOf(string number) => number + Suffix;

    public static string? NumberOf(string orderId) =>
        orderId.EndsWith(Suffix, StringComparison.Ordinal) ? orderId[..^Suffix.Length] : null;
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using NoVisit.Approval;
using NoVisit.Approval.Views;
using NoVisit.Gateways;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Payments;

/// <param name="OrderId">The same however often it is asked for.</param>
/// <param name="PayUrl">Where to pay.</param>
/// <param name="Amount">Fen.</param>
internal sealed record PaymentOrdered(string OrderId, Uri PayUrl, long Amount);

/// <summary>在线支付 (FE-03): the order of the bill, the platform's signed news, the waiver. No card data ever comes here.</summary>
internal sealed class PaymentFunctions(
    CaseDesk desk, StaffCommands commands, PaymentGateway gateway, CallbackVerifier verifier, IConfiguration configuration)
{
    private static readonly Actor Platform = new("payment", "gateway", null);

    /// <summary>Opens the order of the bill at the payment platform; asking again answers the same order.</summary>
    [Function("PayBill")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Opens the order of the one bill; asking again answers the same order.", Response = typeof(PaymentOrdered), Creates = true, Changes = true)]
    public async Task<IResult> Pay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/payment")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        _ = request.ReadIdempotencyKey();
        var seen = CaseVersion.Of(request);
        var record = await CaseAccess.OwnAsync(desk, Caller.Of(request.HttpContext), number, cancellationToken);
        if ((BillRules.RefusePayment(record) ?? CaseVersion.Stale(record, record.Bill!.StageId, seen)) is { } refusal)
        {
            throw refusal.ToProblem();
        }

        var bill = record.Bill!;
        var payUrl = await gateway.OrderAsync(
            new PaymentOrder(bill.OrderId, bill.Total, $"{record.ItemName.Zh} {record.Number}", ReturnUrl(record.Number)), cancellationToken);
        return Answer.Ok(new PaymentOrdered(bill.OrderId, payUrl, bill.Total));
    }

    /// <summary>Takes one piece of news about an order.</summary>
    [Function("PaymentCallback")]
    [SignedCallback]
    [Operation("News of a payment or a refund, signed by the payment platform.", Request = typeof(PaymentCallback), Status = 204)]
    public async Task<IResult> TakeNews(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/payment")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var news = (await verifier.VerifyAsync(request, cancellationToken)).Read<PaymentCallback>();
        var number = BillRules.NumberOf(news.OrderId) ?? throw new ProblemException(ProblemKind.NotFound);
        var record = await desk.ExecuteAsync(
            client, number, Platform, (r, context) => BillRules.Take(r, news, context), cancellationToken: cancellationToken);
        return BillRules.RefusalOf(record, news.TransactionId) is { } refusal ? throw refusal.ToProblem() : new Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>减免.</summary>
    [Function("WaiveBill")]
    [Allow(Role.Approver)]
    [Operation("Waives the bill, with reason and basis.", Request = typeof(WaiverCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Waive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/bill/waiver")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<WaiverCommand>(request, client, number, BillRules.Waive, cancellationToken,
            record => record.Bill?.StageId);

    private Uri ReturnUrl(string number) => new(
        new Uri(PlatformRegistration.Required(configuration, "Site:Origin")), $"#/cases/{Uri.EscapeDataString(number)}");
}

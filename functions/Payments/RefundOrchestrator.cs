using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Orchestrations;

namespace NoVisit.Payments;

/// <summary>
/// 退费: tells the payment platform of one refund. It runs beside the case's own orchestration, so that a platform that is away holds no decision
/// back and a case that has ended can still be paid back. It never gives up: it is the applicant's money.
/// </summary>
internal static class RefundOrchestrator
{
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>Instance id of a case's refund.</summary>
    public static string InstanceId(string number) => $"{number}-refund";

    /// <summary>Runs until the platform has the order.</summary>
    [Function(nameof(RefundOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var number = context.GetInput<string>()!;
        try
        {
            await context.CallActivityAsync(nameof(SendRefund), number, CaseOrchestrator.Retry);
        }
        catch (TaskFailedException)
        {
            await context.CreateTimer(context.CurrentUtcDateTime + Rest, CancellationToken.None);
            context.ContinueAsNew(number);
        }
    }
}

/// <summary>Sends one refund; the refund's id is the case's, so that sending again pays back nothing again.</summary>
internal sealed class SendRefund(CaseDesk desk, PaymentGateway gateway)
{
    /// <summary>Sends the refund of one case.</summary>
    [Function(nameof(SendRefund))]
    public async Task Run([ActivityTrigger] string number, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(number, cancellationToken) is not { } stored || !BillRules.RefundPending(stored.Record))
        {
            return;
        }

        var bill = stored.Record.Bill!;
        var refund = bill.Refund!;
        await gateway.RefundAsync(new PaymentRefund(bill.OrderId, refund.RefundId, refund.Amount, refund.Reason), cancellationToken);
        await desk.ExecuteAsync(
            client, number, Actor.System, (r, _) => BillRules.RefundPending(r) ? Outcome.Of(new RefundSent()) : Outcome.Of(),
            caller: RefundOrchestrator.InstanceId(number), read: stored, cancellationToken: cancellationToken);
    }
}

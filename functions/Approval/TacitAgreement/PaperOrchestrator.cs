using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Orchestrations;
using NoVisit.Deadlines;

namespace NoVisit.Approval.TacitAgreement;

/// <summary>One order for its orchestration.</summary>
internal sealed record PaperRun(string Number, string OrderId)
{
    /// <summary>Instance id of the order's orchestration.</summary>
    public string InstanceId => $"{Number}-order-{OrderId}";
}

/// <summary>One for each order: the case that the agreement by default was for may be closed long before the paper is due.</summary>
internal sealed class PaperOrchestrator(CaseDesk desk, CurrentCalendar calendar)
{
    /// <summary>Runs until the paper is there or its limit is broken.</summary>
    [Function(nameof(PaperOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<PaperRun>()!;
        var look = await context.CallActivityAsync<TimeLook>(nameof(LookAtPaperOrder), run, CaseOrchestrator.Retry);
        if (look.Done)
        {
            return;
        }

        if (!await Waiting.UntilChangedOrAsync(context, look.WakeAt))
        {
            context.ContinueAsNew(run);
        }
    }

    /// <summary>Puts on record what time has brought; whether the order is done with, and if not, when to look again.</summary>
    [Function(nameof(LookAtPaperOrder))]
    public async Task<TimeLook> LookAtPaperOrder(
        [ActivityTrigger] PaperRun run, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var record = await desk.LookAsync(client, run.Number, run.InstanceId, cancellationToken);
        return record is null || PaperRules.IsOver(record, run.OrderId)
            ? new TimeLook(true, null)
            : new TimeLook(false, PaperRules.Next(record, record.PaperOrders.First(o => o.Id == run.OrderId), calendar.Clock));
    }
}

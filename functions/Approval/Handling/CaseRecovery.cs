using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.Records;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Payments;
using NoVisit.Storage;

namespace NoVisit.Approval;

/// <summary>
/// Finishes what a host that died between the commit and the end of a command left undone: read models, orchestrations, wakes. All of
/// it is idempotent, so a message too many changes nothing.
/// </summary>
internal sealed class CaseRecovery(CaseStore store, CaseProjection projection)
{
    /// <param name="Number">The case to look after.</param>
    public sealed record Message(string Number);

    /// <summary>Looks after one case.</summary>
    [Function(nameof(CaseRecovery))]
    public async Task Run(
        [QueueTrigger(StorageNames.Queues.CaseWakes)] Message message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await store.FindWithLedgerAsync(message.Number, cancellationToken) is not var (record, ledger))
        {
            // Announced but never committed: the applicant's request failed and said so.
            return;
        }

        await projection.RebuildAsync(record, ledger, cancellationToken);
        if (!record.State.IsFinal())
        {
            await CaseDesk.StartAsync(client, Wakes.CaseStart(record));
        }

        if (TimeRules.ClockRuns(record))
        {
            await CaseDesk.StartAsync(client, Wakes.ClockStart(record));
        }

        if (BillRules.RefundPending(record))
        {
            await CaseDesk.StartAsync(client, Wakes.RefundStart(record));
        }

        foreach (var order in record.PaperOrders.Where(o => !PaperRules.IsOver(record, o.Id)))
        {
            await CaseDesk.StartAsync(client, Wakes.PaperStart(record, order));
        }

        IEnumerable<string> instances =
        [
            record.Number,
            ClockOrchestrator.InstanceId(record.Number),
            .. record.PaperOrders.Select(o => new PaperRun(record.Number, o.Id).InstanceId),
            .. record.Stages.Where(s => s.Round > 0).Select(s => new StageRun(record.Number, s.Id, s.Round, null).InstanceId),
        ];
        foreach (var instance in instances)
        {
            if (await client.GetInstanceAsync(instance, cancellationToken) is { IsRunning: true })
            {
                await client.RaiseEventAsync(instance, CaseOrchestrator.Changed, cancellation: cancellationToken);
            }
        }
    }
}

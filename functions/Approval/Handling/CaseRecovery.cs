using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Flow;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.PreAcceptances;
using NoVisit.Approval.Records;
using NoVisit.Approval.TacitAgreement;
using NoVisit.Certificates.Life;
using NoVisit.Payments;
using NoVisit.Storage;

namespace NoVisit.Approval;

/// <summary>
/// Finishes what a host that died between the commit and the end of a command left undone: read models, orchestrations, wakes. Sets a case going
/// as well whose orchestrations are gone, or are further than its record because storage was put back (NF-03). All of it is idempotent, so a
/// message too many changes nothing.
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
            // Announced but never committed: the applicant's request failed and said so. Or forgotten by storage: then its orchestrations end.
            await WakeAsync(client, message.Number, cancellationToken);
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

        foreach (var replacement in ReplacementRules.Pending(record))
        {
            await CaseDesk.StartAsync(client, Wakes.ReplacementStart(record, replacement));
        }

        await WakeAsync(client, record.Number, cancellationToken);
        foreach (var waiting in record.AwaitedBy.Where(_ => PreAcceptanceRules.IsSettled(record)))
        {
            await WakeAsync(client, waiting, cancellationToken);
        }
    }

    /// <summary>All that runs for the case, and not only what the record knows of: the orchestration of a stage may wait that is no longer open.</summary>
    private static async Task WakeAsync(DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var running = new OrchestrationQuery { InstanceIdPrefix = number, Statuses = [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running] };
        await foreach (var instance in client.GetAllInstancesAsync(running).WithCancellation(cancellationToken))
        {
            await client.RaiseEventAsync(instance.InstanceId, CaseOrchestrator.Changed, cancellation: cancellationToken);
        }
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Orchestrations;
using NoVisit.Certificates.Life;

namespace NoVisit.Certificates.Issuing;

/// <summary>One replacement for its orchestration.</summary>
internal sealed record ReplacementRun(string Number, string Id)
{
    /// <summary>Instance id of the replacement's orchestration.</summary>
    public string InstanceId => $"{Number}-replacement-{Id}";
}

/// <summary>补发: makes one certificate again. It runs beside the case's own orchestration, which has usually ended long ago.</summary>
internal static class ReplacementOrchestrator
{
    /// <summary>Runs until the certificate is made.</summary>
    [Function(nameof(ReplacementOrchestrator))]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(ReplaceCertificate), context.GetInput<ReplacementRun>(), CaseOrchestrator.Retry);
}

/// <summary>Makes the certificate of one replacement; made already, it does nothing.</summary>
internal sealed class ReplaceCertificate(CaseDesk desk, CertificateMaker maker)
{
    /// <summary>Makes it and puts it on record.</summary>
    [Function(nameof(ReplaceCertificate))]
    public async Task Run([ActivityTrigger] ReplacementRun run, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(run.Number, cancellationToken) is not { } stored || Pending(stored.Record, run.Id) is not { } replacement)
        {
            return;
        }

        var record = stored.Record;
        var replaced = record.Results.First(r => r.Id == replacement.ResultId);
        var certificate = await maker.IssueAsync(record, record.ResultPlans.First(p => p.Code == replaced.Code), replacement.At, replaced, cancellationToken);
        await desk.ExecuteAsync(
            client, run.Number, Actor.System,
            (r, _) => Pending(r, run.Id) is null ? Outcome.Of() : Outcome.Of(new CertificateReplaced(run.Id, replaced.Identifier, certificate)),
            caller: run.InstanceId, read: stored, cancellationToken: cancellationToken);
    }

    private static Replacement? Pending(CaseRecord record, string id) => ReplacementRules.Pending(record).FirstOrDefault(r => r.Id == id);
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NoVisit.Approval.Orchestrations;
using NoVisit.Approval.StaffMessages;
using NoVisit.Catalogue;
using NoVisit.Localization;

namespace NoVisit.Approval.FirstInquiries;

/// <param name="Number">The enquiry; also the instance id.</param>
/// <param name="WakeAt">When to look at it, UTC.</param>
internal sealed record InquiryRun(string Number, DateTimeOffset WakeAt);

/// <summary>One for each enquiry: sleeps until its answer is due and alerts both when there is none.</summary>
internal sealed class InquiryOrchestrator(InquiryStore store, StaffBox box, CurrentCatalogue catalogue, TimeProvider time)
{
    /// <summary>Runs until the enquiry is answered or its limit is broken.</summary>
    [Function(nameof(InquiryOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<InquiryRun>()!;
        await context.CreateTimer(run.WakeAt.UtcDateTime, CancellationToken.None);
        var look = await context.CallActivityAsync<TimeLook>(nameof(LookAtInquiry), run, CaseOrchestrator.Retry);
        if (look.WakeAt is { } next)
        {
            context.ContinueAsNew(run with { WakeAt = next });
        }
    }

    /// <summary>
    /// Alerts both when the answer is overdue. The messages carry the due time in their keys, so a look that broke off before it was put on record
    /// writes none twice.
    /// </summary>
    [Function(nameof(LookAtInquiry))]
    public async Task<TimeLook> LookAtInquiry([ActivityTrigger] InquiryRun run, CancellationToken cancellationToken)
    {
        // It is started before its row is written, so that no row is without it; the row may never have come.
        if (await store.FindAsync(run.Number, cancellationToken) is not var (inquiry, read))
        {
            return new TimeLook(true, null);
        }

        var now = time.GetUtcNow();
        if (FirstInquiryRules.IsOverdue(inquiry, now))
        {
            var item = inquiry.ItemCode is { } code ? catalogue.Find(code)?.Name : null;
            await box.TellAsync(inquiry.Number, item ?? new Text("首问事项", "First inquiry"), inquiry.Due, FirstInquiryRules.Alerts(inquiry), cancellationToken);
            inquiry = inquiry with { AlertedAt = now };
            await store.SaveAsync(inquiry, read, cancellationToken);
        }

        var next = FirstInquiryRules.Next(inquiry);
        return new TimeLook(next is null, next);
    }
}

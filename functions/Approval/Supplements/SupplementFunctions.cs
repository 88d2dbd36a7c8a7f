using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Filing;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Supplements;

/// <param name="Materials">Upload ids, from <c>POST /cases/{number}/materials</c> and its completion.</param>
internal sealed record SupplementCommand(IReadOnlyList<string> Materials);

/// <summary>补交: the promised material of a tolerant acceptance.</summary>
internal sealed class SupplementFunctions(CaseDesk desk, CaseViewer viewer, DraftStore uploads)
{
    /// <summary>Supplies deferred material.</summary>
    [Function("SupplyDeferredMaterial")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Supplies material that tolerant acceptance deferred.", Request = typeof(SupplementCommand), Response = typeof(CaseView), Changes = true)]
    public async Task<IResult> Supply(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/supplements")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var seen = CaseVersion.Of(request);
        var command = await request.ReadJsonAsync<SupplementCommand>(cancellationToken);
        await CaseAccess.OwnAsync(desk, caller, number, cancellationToken);
        var files = await CaseFiles.CleanAsync(uploads, caller, number, command.Materials, cancellationToken);
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, context) => SupplementRules.Supply(r, files, context.Now),
            r => CaseVersion.Stale(r, null, seen), cancellationToken: cancellationToken);
        return Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }
}

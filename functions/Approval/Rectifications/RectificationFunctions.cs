using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.Views;
using NoVisit.Filing;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Rectifications;

/// <summary>整改: the applicant's answer to the one list of the inspections.</summary>
internal sealed class RectificationFunctions(CaseDesk desk, CaseViewer viewer, DraftStore uploads)
{
    /// <summary>Everything is put right; what did not pass is inspected again.</summary>
    [Function("AnswerRectification")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Answers the rectification notice; only what did not pass is inspected again.", Request = typeof(RectificationCommand), Response = typeof(CaseView), Changes = true)]
    public async Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/rectification")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var seen = CaseVersion.Of(request);
        var command = await request.ReadJsonAsync<RectificationCommand>(cancellationToken);
        await CaseAccess.OwnAsync(desk, caller, number, cancellationToken);
        var files = await CaseFiles.CleanAsync(uploads, caller, number, command.Materials ?? [], cancellationToken);
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, context) => RectificationRules.Answer(r, command.Statement, files, context),
            r => CaseVersion.Stale(r, null, seen), cancellationToken: cancellationToken);
        return Http.Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }
}

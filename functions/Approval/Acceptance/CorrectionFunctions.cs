using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Rectifications;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Filing;
using NoVisit.Filing.Forms;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Approval.Acceptance;

internal sealed record CorrectionCommand(FormValues? Values = null, IReadOnlyList<string>? Materials = null);

/// <summary>The applicant's answer to the correction notice: new files, then the answer itself.</summary>
internal sealed class CorrectionFunctions(
    CaseDesk desk, CaseViewer viewer, DraftStore uploads, UploadDesk uploadDesk, UploadTickets tickets, CurrentCatalogue catalogue, FieldProtector protector,
    TimeProvider time)
{
    /// <summary>Where to put a file that the correction notice asks for, that tolerant acceptance deferred, or that proves a rectification.</summary>
    [Function("StartCaseUpload")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Answers where to upload a file for a correction or a supplement.", Request = typeof(StartUpload), Response = typeof(UploadTicket), Status = 201)]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/materials")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<StartUpload>(cancellationToken);
        var record = await CaseAccess.OwnAsync(desk, caller, number, cancellationToken);
        if (record.State != CaseState.CorrectionRequested && !SupplementRules.Awaits(record) && !RectificationRules.Awaits(record))
        {
            throw Refusal.WrongState(record.State).ToProblem();
        }

        return await UploadDesk.TicketAsync(tickets, await ItemOfAsync(record, cancellationToken), caller, number, command, cancellationToken);
    }

    /// <summary>The file is there.</summary>
    [Function("CompleteCaseUpload")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Completes an upload for a correction or a supplement.", Request = typeof(CompleteUpload), Response = typeof(MaterialView))]
    public async Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/materials/{uploadId}/completion")] HttpRequest request,
        string number, string uploadId, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<CompleteUpload>(cancellationToken);
        return await uploadDesk.CompleteAsync(caller, number, uploadId, command.Sha256, cancellationToken);
    }

    /// <summary>补正: exactly what the notice flagged.</summary>
    [Function("AnswerCorrection")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Answers the correction notice with exactly what it flagged.", Request = typeof(CorrectionCommand), Response = typeof(CaseView), Changes = true)]
    public async Task<IResult> Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/corrections")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var seen = CaseVersion.Of(request);
        var command = await request.ReadJsonAsync<CorrectionCommand>(cancellationToken);
        var before = await CaseAccess.OwnAsync(desk, caller, number, cancellationToken);
        var item = await ItemOfAsync(before, cancellationToken);
        var stored = CorrectedValues.Of(item, before, command.Values ?? FormValues.Empty, protector, time.GetUtcNow());
        var files = await CaseFiles.CleanAsync(uploads, caller, number, command.Materials ?? [], cancellationToken);
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, context) => CorrectionRules.Answer(r, stored, files, context),
            r => CaseVersion.Stale(r, null, seen), cancellationToken: cancellationToken);
        return Http.Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }

    private Task<ServiceItem> ItemOfAsync(CaseRecord record, CancellationToken cancellationToken) =>
        catalogue.FiledUnderAsync(record.ItemCode, record.ItemVersion, cancellationToken);
}

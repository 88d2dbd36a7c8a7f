using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Acceptance;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Filing.Forms;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Approval.SpotCorrections;

internal sealed record SpotCorrectionCommand(FormValues Values);

/// <summary>当场更正 by the applicant, or by the clerk with him at the window (IN-09, IN-17).</summary>
internal sealed class SpotCorrectionFunctions(
    CaseDesk desk, StaffCommands commands, CaseViewer viewer, CurrentCatalogue catalogue, FieldProtector protector, TimeProvider time)
{
    /// <summary>The applicant puts a slip right.</summary>
    [Function("CorrectOnSpot")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Puts right the fields that the clerk marked, on the same working day.", Request = typeof(SpotCorrectionCommand), Response = typeof(CaseView), Changes = true)]
    public async Task<IResult> Correct(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/{number}/spot-corrections")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var seen = CaseVersion.Of(request);
        var command = await request.ReadJsonAsync<SpotCorrectionCommand>(cancellationToken);
        var before = await CaseAccess.OwnAsync(desk, caller, number, cancellationToken);
        var values = CorrectedValues.Of(await ItemOfAsync(before, cancellationToken), before, command.Values, protector, time.GetUtcNow());
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, context) => SpotCorrectionRules.Correct(r, values, context.Now),
            r => CaseVersion.Stale(r, null, seen), cancellationToken: cancellationToken);
        return Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }

    /// <summary>The clerk puts it right for somebody at his window.</summary>
    [Function("CorrectAtWindow")]
    [Allow(Role.Clerk, Role.Approver)]
    [Operation("Puts right the marked fields of a walk-in filing, with the applicant at the window.", Request = typeof(SpotCorrectionCommand), Response = typeof(StaffCaseView))]
    public async Task<IResult> CorrectAtWindow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/spot-corrections")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<SpotCorrectionCommand>(cancellationToken);
        var before = await desk.FindAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        CaseAccess.RequireReadable(before, Caller.Of(request.HttpContext));
        var values = CorrectedValues.Of(await ItemOfAsync(before, cancellationToken), before, command.Values, protector, time.GetUtcNow());
        return await commands.HandleAsync(
            request, client, number, (record, context) => SpotCorrectionRules.CorrectAtWindow(record, values, context), record => record.AcceptanceStage.Id,
            cancellationToken);
    }

    private Task<ServiceItem> ItemOfAsync(CaseRecord record, CancellationToken cancellationToken) =>
        catalogue.FiledUnderAsync(record.ItemCode, record.ItemVersion, cancellationToken);
}

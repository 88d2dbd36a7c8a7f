using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.SpecialProcedures;

/// <summary>特别程序: opens and ends what the law takes out of the limit.</summary>
internal sealed class SpecialProcedureFunctions(StaffCommands commands)
{
    /// <summary>Opens a special procedure; the clock stands.</summary>
    [Function("OpenSpecialProcedure")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Opens a special procedure: the applicant is told in writing and the clock stands.", Request = typeof(SuspensionCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/suspensions")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<SuspensionCommand>(request, client, number, SpecialProcedureRules.Open, cancellationToken);

    /// <summary>Ends one; the clock runs on when no other is open.</summary>
    [Function("EndSpecialProcedure")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Ends a special procedure; the clock runs on when no other is open.", Request = typeof(SuspensionEndCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/suspensions/{id}/end")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<SuspensionEndCommand>(
            request, client, number, (record, command, context) => SpecialProcedureRules.End(record, id, command, context), cancellationToken);
}

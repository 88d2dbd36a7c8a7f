using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Termination;

/// <summary>终止.</summary>
internal sealed class TerminationFunctions(StaffCommands commands)
{
    /// <summary>Ends a case on which nothing is left to decide.</summary>
    [Function("TerminateCase")]
    [Allow(Role.Approver)]
    [Operation("Ends a case before its decision because its applicant or its object is gone; needs ground and evidence.", Request = typeof(TerminationCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Terminate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/termination")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<TerminationCommand>(request, client, number, TerminationRules.Terminate, cancellationToken);
}

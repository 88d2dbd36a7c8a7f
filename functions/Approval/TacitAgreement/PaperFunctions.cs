using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.TacitAgreement;

/// <summary>补出意见.</summary>
internal sealed class PaperFunctions(StaffCommands commands)
{
    /// <summary>The department issues the paper that it owes.</summary>
    [Function("IssuePaper")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Issues the paper that a department owes after its silence counted as agreement; the flow stands.", Request = typeof(PaperCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Issue(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/orders/{id}/paper")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<PaperCommand>(
            request, client, number, (record, command, context) => PaperRules.Issue(record, id, command, context), cancellationToken);
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Urgings;

/// <summary>催办 and the replies to it.</summary>
internal sealed class UrgingFunctions(StaffCommands commands)
{
    /// <summary>Urges a department.</summary>
    [Function("UrgeTask")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Urges a department to act on its open task; the second urging goes to its head.", Request = typeof(UrgingCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Urge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/urgings")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<UrgingCommand>(request, client, number, UrgingRules.Urge, cancellationToken);

    /// <summary>Answers an urging.</summary>
    [Function("ReplyToUrging")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Answers an urging.", Request = typeof(UrgingReplyCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Reply(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/urgings/{id}/reply")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<UrgingReplyCommand>(
            request, client, number, (record, command, context) => UrgingRules.Reply(record, id, command, context), cancellationToken);
}

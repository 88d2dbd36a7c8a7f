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
    public async Task<IResult> Urge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/urgings")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<UrgingCommand>(cancellationToken);
        return await commands.HandleAsync(
            request, client, number, (record, context) => UrgingRules.Urge(record, command, context), cancellationToken: cancellationToken);
    }

    /// <summary>Answers an urging.</summary>
    [Function("ReplyToUrging")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver)]
    [Operation("Answers an urging.", Request = typeof(UrgingReplyCommand), Response = typeof(StaffCaseView), Changes = true)]
    public async Task<IResult> Reply(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/urgings/{id}/reply")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<UrgingReplyCommand>(cancellationToken);
        return await commands.HandleAsync(
            request, client, number, (record, context) => UrgingRules.Reply(record, id, command, context), cancellationToken: cancellationToken);
    }
}

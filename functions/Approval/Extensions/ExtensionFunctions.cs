using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Extensions;

/// <summary>延期: asked for by the lead department, answered by its head.</summary>
internal sealed class ExtensionFunctions(StaffCommands commands)
{
    /// <summary>Asks for the one extension.</summary>
    [Function("RequestExtension")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Asks for the one extension of a case, before its promised due.", Request = typeof(ExtensionCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Ask(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/extension")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<ExtensionCommand>(request, client, number, ExtensionRules.Request, cancellationToken);

    /// <summary>Approves or refuses it.</summary>
    [Function("AnswerExtension")]
    [Allow(Role.Approver)]
    [Operation("Approves an extension, which the applicant is told with its reason, or refuses it.", Request = typeof(ExtensionApprovalCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/extension/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<ExtensionApprovalCommand>(request, client, number, ExtensionRules.Answer, cancellationToken);
}

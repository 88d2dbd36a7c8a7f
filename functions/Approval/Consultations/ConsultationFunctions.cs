using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Consultations;

/// <summary>会商: asking, replying, closing.</summary>
internal sealed class ConsultationFunctions(StaffCommands commands, CurrentCatalogue catalogue)
{
    /// <summary>Asks departments for their view.</summary>
    [Function("OpenConsultation")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Asks departments for a view that binds nobody, by a date.", Request = typeof(ConsultationCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Open(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/consultations")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<ConsultationCommand>(
            request, client, number, (record, command, context) => ConsultationRules.Open(record, command, catalogue.Registers.Departments.ContainsKey, context), cancellationToken);

    /// <summary>A department that was asked says what it thinks.</summary>
    [Function("ReplyToConsultation")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Replies to a consultation; a late reply is taken as well.", Request = typeof(ConsultationReplyCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Reply(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/consultations/{id}/replies")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<ConsultationReplyCommand>(
            request, client, number, (record, command, context) => ConsultationRules.Reply(record, id, command, context), cancellationToken);

    /// <summary>The asking department closes the thread.</summary>
    [Function("CloseConsultation")]
    [Allow(Role.Reviewer, Role.Approver)]
    [Operation("Closes a consultation with the asking department's conclusion.", Request = typeof(ConsultationClosingCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Close(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/consultations/{id}/closing")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<ConsultationClosingCommand>(
            request, client, number, (record, command, context) => ConsultationRules.Close(record, id, command, context), cancellationToken);
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Leading;

/// <summary>What the lead department and the coordinator do with a joint case (WF-04).</summary>
internal sealed class LeadFunctions(StaffCommands commands)
{
    /// <summary>Gives the lead to another department.</summary>
    [Function("ReassignLead")]
    [Allow(Role.Coordinator)]
    [Operation("Gives the lead of a case to another department that takes part in it.", Request = typeof(ReassignmentCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Reassign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/reassignment")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<ReassignmentCommand>(request, client, number, LeadRules.Reassign, cancellationToken);

    /// <summary>Pulls a late task up to the head of its department.</summary>
    [Function("PullUpTask")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Pulls a late task up to the head of its department or the leader on duty.", Request = typeof(PullUpCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> PullUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/escalations")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<PullUpCommand>(request, client, number, LeadRules.PullUp, cancellationToken);

    /// <summary>Sets date and place of a joint survey or review.</summary>
    [Function("CallSurvey")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Sets date and place of a joint survey or review; the called departments and the applicant are told.", Request = typeof(SurveyCallCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> CallSurvey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/survey-calls")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<SurveyCallCommand>(request, client, number, LeadRules.CallSurvey, cancellationToken);

    /// <summary>Records that a called department did not come.</summary>
    [Function("RecordSurveyAbsence")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Records that a department did not come to a survey it was called to; its agreement is deemed given where the law allows.", Request = typeof(SurveyAbsenceCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> RecordAbsence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/survey-absences")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<SurveyAbsenceCommand>(request, client, number, LeadRules.RecordAbsence, cancellationToken);

    /// <summary>Asks for coordination.</summary>
    [Function("OpenCoordination")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Asks the coordinator to bring departments together.", Request = typeof(CoordinationCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Coordinate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/coordinations")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<CoordinationCommand>(request, client, number, LeadRules.Coordinate, cancellationToken);

    /// <summary>Records what was settled.</summary>
    [Function("ConcludeCoordination")]
    [Allow(Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("Records what a coordination settled.", Request = typeof(ConclusionCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Conclude(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/coordinations/{id}/conclusion")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, string id, CancellationToken cancellationToken) =>
        commands.HandleAsync<ConclusionCommand>(
            request, client, number, (record, command, context) => LeadRules.Conclude(record, id, command, context), cancellationToken);
}

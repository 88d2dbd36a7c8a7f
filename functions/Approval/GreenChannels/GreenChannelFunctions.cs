using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.GreenChannels;

/// <summary>绿色通道: the coordinator's decisions, and the reports of the tracker (IN-14).</summary>
internal sealed class GreenChannelFunctions(StaffCommands commands)
{
    /// <summary>Puts the case first in every inbox.</summary>
    [Function("GrantPriority")]
    [Allow(Role.Coordinator)]
    [Operation("Puts a case into the green channel, under a recorded ground and with a named tracker.", Request = typeof(PriorityCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Grant(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/priority")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<PriorityCommand>(request, client, number, GreenChannel.Grant, cancellationToken);

    /// <summary>Gives the case the usual way again.</summary>
    [Function("EndPriority")]
    [Allow(Role.Coordinator)]
    [Operation("Takes a case out of the green channel, for a reason; open tasks keep their limits.", Request = typeof(PriorityEndCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/priority/end")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<PriorityEndCommand>(request, client, number, GreenChannel.End, cancellationToken);

    /// <summary>Answers the request for a progress report.</summary>
    [Function("ReportProgress")]
    [Allow(Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator)]
    [Operation("The progress report of a case in the green channel that was asked for, by its tracker or the lead department.", Request = typeof(ProgressReportCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Report(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/progress-reports")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<ProgressReportCommand>(request, client, number, ProgressReports.Answer, cancellationToken);
}

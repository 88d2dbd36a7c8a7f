using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.GreenChannels;

/// <summary>绿色通道: the coordinator's decision (IN-14).</summary>
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
}

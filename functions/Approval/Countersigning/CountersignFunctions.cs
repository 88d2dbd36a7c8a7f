using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Countersigning;

/// <summary>会签.</summary>
internal sealed class CountersignFunctions(StaffCommands commands)
{
    /// <summary>A signer's chief representative signs the draft decision or refuses to.</summary>
    [Function("Countersign")]
    [Allow(Role.Approver)]
    [Operation("Signs the draft decision for the caller's department, or refuses with a reason, which sends it back to the lead.", Request = typeof(CountersignCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Sign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/countersignatures")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken)
    {
        var department = Caller.Of(request.HttpContext).Department;
        return commands.HandleAsync<CountersignCommand>(
            request, client, number, CountersignRules.Sign, cancellationToken,
            record => record.Stages.FirstOrDefault(s => s.Type == StageType.Countersign && s.PartOf is not null && s.Department == department && s.State.IsActive())?.Id);
    }
}

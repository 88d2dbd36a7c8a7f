using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.Supplements;

/// <summary>诚信记录: what the lead enters and repairs.</summary>
internal sealed class CreditFunctions(StaffCommands commands)
{
    /// <summary>Finds that material is false.</summary>
    [Function("FindFalseMaterial")]
    [Allow(Role.Approver)]
    [Operation("Finds that material of a case is false; goes on the credit record.", Request = typeof(FalseMaterialCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> FindFalse(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/falsematerial")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<FalseMaterialCommand>(request, client, number, CreditRules.FindFalse, cancellationToken);

    /// <summary>信用修复.</summary>
    [Function("RepairCredit")]
    [Allow(Role.Approver)]
    [Operation("Takes the effect from the entry of a broken commitment.", Request = typeof(CreditRepairCommand), Response = typeof(StaffCaseView), Changes = true)]
    public Task<IResult> Repair(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/creditrepair")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string number, CancellationToken cancellationToken) =>
        commands.HandleAsync<CreditRepairCommand>(request, client, number, CreditRules.Repair, cancellationToken);
}

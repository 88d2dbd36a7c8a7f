using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Approval.Records;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval.LedgerChecks;

/// <summary>台账核验, for supervisors and administrators: reads, changes nothing.</summary>
internal sealed class LedgerFunctions(CaseStore store, IAccessLog accessLog)
{
    /// <summary>Checks the ledger of one case; the read is logged.</summary>
    [Function("VerifyLedger")]
    [Allow(Role.Supervisor, Role.Administrator)]
    [Operation("Recomputes the hash chain of a case's ledger and compares the record with what the ledger gives.", Response = typeof(LedgerReport))]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "supervision/cases/{number}/ledger/verification")] HttpRequest request,
        string number, CancellationToken cancellationToken)
    {
        var (record, ledger) = await store.FindForVerificationAsync(number, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        await accessLog.WriteAsync(Caller.Of(request.HttpContext), number, "ledger", cancellationToken);
        return Answer.Ok(LedgerVerification.Verify(record, ledger));
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using NoVisit.Approval.Views;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Approval;

/// <summary>How every command of staff runs: read who acts and what he saw, ask the rule, answer the case as he may see it.</summary>
internal sealed class StaffCommands(CaseDesk desk, CaseViewer viewer)
{
    /// <param name="request">Carries the caller and <c>If-Match</c>.</param>
    /// <param name="client">To wake the orchestrations with.</param>
    /// <param name="number">Case number.</param>
    /// <param name="rule">Pure.</param>
    /// <param name="stageOf">The stage that must be as the caller saw it; null when it is the case's state that must.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> HandleAsync(
        HttpRequest request, DurableTaskClient client, string number, Func<CaseRecord, RuleContext, Outcome> rule,
        Func<CaseRecord, string?>? stageOf = null, CancellationToken cancellationToken = default)
    {
        var caller = Caller.Of(request.HttpContext);
        var seen = CaseVersion.Of(request);
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), rule,
            current => CaseVersion.Stale(current, stageOf?.Invoke(current), seen), cancellationToken: cancellationToken);

        // Without the ledger: nobody reads it after each click, and it costs a request.
        return Answer.Ok(viewer.ForStaff(record, null, caller), CaseViewer.ETagOf(record));
    }

    /// <summary>The same for a command that comes in the body.</summary>
    public async Task<IResult> HandleAsync<T>(
        HttpRequest request, DurableTaskClient client, string number, Func<CaseRecord, T, RuleContext, Outcome> rule, CancellationToken cancellationToken,
        Func<CaseRecord, string?>? stageOf = null)
        where T : notnull
    {
        var command = await request.ReadJsonAsync<T>(cancellationToken);
        return await HandleAsync(request, client, number, (record, context) => rule(record, command, context), stageOf, cancellationToken);
    }
}

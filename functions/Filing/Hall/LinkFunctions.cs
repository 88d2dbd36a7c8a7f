using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Approval.Views;
using NoVisit.Filing.Authorisations;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Filing.Hall;

/// <param name="Number">Case number on the receipt.</param>
/// <param name="QueryCode">Query code on the receipt.</param>
internal sealed record LinkCommand(string Number, string QueryCode);

/// <summary>The applicant takes a case that was begun at the window, or by a village agent, into his account (IN-17).</summary>
internal sealed class LinkFunctions(CaseDesk desk, CaseViewer viewer, UnlinkedPersons persons, QueryCode queryCode)
{
    /// <summary>Links by number, query code and verified identity; whichever does not hold, the answer is the same.</summary>
    [Function("LinkCase")]
    [Allow(Role.Applicant)]
    [Limited(10)]
    [Operation("Takes a case begun at the window into the applicant's account.", Request = typeof(LinkCommand), Response = typeof(CaseView))]
    public async Task<IResult> Link(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cases/links")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<LinkCommand>(cancellationToken);
        var number = command.Number.Trim().ToUpperInvariant();
        if (!queryCode.Matches(number, command.QueryCode))
        {
            throw new ProblemException(ProblemKind.NotFound);
        }

        var unlinked = caller is { Assurance: >= Assurance.RealName, IdNumber: { } id } ? persons.IdOf(id) : null;
        var record = await desk.ExecuteAsync(
            client, number, StaffActor.Of(caller), (r, _) => HallRules.Link(r, caller.Id, unlinked), cancellationToken: cancellationToken);
        return Answer.Ok(viewer.ForApplicant(record), CaseViewer.ETagOf(record));
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;

namespace NoVisit.Identity.Delegations;

/// <summary>Authorisations, standing and ended.</summary>
internal sealed record DelegationList(IReadOnlyList<Delegation> Items);

/// <summary>首席代表授权 (WF-12).</summary>
internal sealed class DelegationFunctions(StaffDirectory directory, CurrentCatalogue catalogue, TimeProvider time)
{
    /// <summary>All authorisations, or those of a department or person.</summary>
    [Function("ListDelegations")]
    [Allow(Role.Administrator)]
    [Operation("Authorisations, standing and ended. Filters: department, person.", Response = typeof(DelegationList))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/delegations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (department, person) = (request.Query["department"].ToString(), request.Query["person"].ToString());
        var order = await directory.ReadAsync(cancellationToken);
        return Answer.Ok(new DelegationList(
        [
            .. order.Delegations.Where(d => (department.Length == 0 || d.Department == department) && (person.Length == 0 || d.Person == person))
                .OrderBy(d => d.Department, StringComparer.Ordinal).ThenBy(d => d.Person, StringComparer.Ordinal).ThenBy(d => d.From),
        ]));
    }

    /// <summary>Puts an authorisation on record.</summary>
    [Function("PutDelegation")]
    [Allow(Role.Administrator)]
    [Operation("Puts an authorisation document on record; it is never changed afterwards, only revoked.", Request = typeof(DelegationCommand), Response = typeof(Delegation))]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "admin/delegations/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var command = await request.ReadJsonAsync<DelegationCommand>(cancellationToken);
        StaffKeys.Require(id);
        var known = await directory.FindDelegationAsync(id, cancellationToken);
        var granted = DelegationRules.Grant(id, command, known, Caller.Of(request.HttpContext).Id, time.GetUtcNow(), catalogue.Now);
        if (granted != known)
        {
            await directory.SaveAsync(granted, cancellationToken);
        }

        return Answer.Ok(granted);
    }

    /// <summary>撤销授权: the document stays on record.</summary>
    [Function("RevokeDelegation")]
    [Allow(Role.Administrator)]
    [Operation("Revokes an authorisation: reason, and from (a day, today when left out). The record stays.", Response = typeof(Delegation))]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "admin/delegations/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        StaffKeys.Require(id);
        var now = time.GetUtcNow();
        var asked = request.Query["from"].ToString();
        var from = asked.Length == 0 ? OfficeHours.DateOf(now)
            : DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw ProblemException.At(ProblemKind.Malformed, "from", new("须为 yyyy-MM-dd。", "Must be yyyy-MM-dd."));
        var known = await directory.FindDelegationAsync(id, cancellationToken) ?? throw new ProblemException(ProblemKind.NotFound);
        var revoked = DelegationRules.Revoke(known, request.Query["reason"].ToString(), from, Caller.Of(request.HttpContext).Id, now);
        if (revoked != known)
        {
            await directory.SaveAsync(revoked, cancellationToken);
        }

        return Answer.Ok(revoked);
    }
}

/// <summary>Ids that an administrator chooses: they become row keys.</summary>
internal static class StaffKeys
{
    /// <exception cref="ProblemException">422: not 1 to 64 letters, digits, dots, dashes or underscores.</exception>
    public static void Require(string id)
    {
        if (id.Length is 0 or > 64 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw ProblemException.At(ProblemKind.Invalid, "id", new("只能用字母、数字、点、横线和下划线,最多64个。", "Letters, digits, dots, dashes and underscores, 64 at most."));
        }
    }
}

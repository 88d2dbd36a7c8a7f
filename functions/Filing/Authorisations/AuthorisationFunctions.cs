using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NoVisit.Approval;
using NoVisit.Catalogue;
using NoVisit.Deadlines;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Protection;

namespace NoVisit.Filing.Authorisations;

/// <summary>An authorisation as who granted it and who holds it see it.</summary>
/// <param name="Mine">The caller granted it; otherwise it was granted to him.</param>
/// <param name="Name">Name of who authorises.</param>
/// <param name="State">valid, pending, expired or revoked.</param>
internal sealed record AuthorisationView(
    string Id, bool Mine, string Agent, string Name, string? Village, AuthorisationBasis Basis, IReadOnlyList<string> Items, IReadOnlyList<AuthorisedAct> Scope,
    DateOnly ValidFrom, DateOnly ValidTo, DateTimeOffset GrantedAt, DateTimeOffset? RevokedAt, string State);

internal sealed record AuthorisationList(IReadOnlyList<AuthorisationView> Items);

/// <summary>授权委托: granted by the applicant himself, or by a village agent on a signed document; revoked by either (IN-13).</summary>
internal sealed class AuthorisationFunctions(
    AuthorisationStore store, CaseDesk desk, CurrentCatalogue catalogue, UnlinkedPersons unlinked, FieldProtector protector, TimeProvider time)
{
    /// <summary>Grants one; the same again answers the one that is there.</summary>
    [Function("GrantAuthorisation")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Authorises an agent, or as a village agent enters a signed authorisation; the same again answers the one that is there.", Request = typeof(GrantCommand), Response = typeof(AuthorisationView), Status = 201)]
    public async Task<IResult> Grant(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "authorisations/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var command = await request.ReadJsonAsync<GrantCommand>(cancellationToken);
        if (AuthorisationRules.Refuse(id, command, caller, catalogue.Find, Today) is { } refusal)
        {
            throw refusal.ToProblem();
        }

        var number = (command.Person?.IdNumber ?? caller.IdNumber)?.Trim().ToUpperInvariant();
        var authorisation = AuthorisationRules.Grant(
            id, command, caller, command.Person is { } person ? unlinked.IdOf(person.IdNumber) : caller.Id,
            number is null ? null : protector.Protect(id, AuthorisedNumber.Field, number), time.GetUtcNow());
        var held = await store.FindAsync(authorisation.Agent, id, cancellationToken);
        var present = await store.FindGrantedAsync(authorisation.Grantor, id, cancellationToken) ?? held;
        if (present is not null && !present.IsSame(authorisation))
        {
            throw Taken.ToProblem();
        }

        if (held is not null)
        {
            return Answer.Ok(View(held, caller));
        }

        return await store.AddAsync(present ?? authorisation, cancellationToken)
            ? new Answer(StatusCodes.Status201Created, View(present ?? authorisation, caller), Location: $"/api/authorisations/{id}")
            : throw Taken.ToProblem();
    }

    /// <summary>What I granted and what was granted to me.</summary>
    [Function("ListAuthorisations")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Authorisations that I granted and that I hold.", Response = typeof(AuthorisationList))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "authorisations")] HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var found = await store.OfPersonAsync(caller.Id, cancellationToken);
        return Answer.Ok(new AuthorisationList([.. found.OrderByDescending(a => a.GrantedAt).Select(a => View(a, caller))]));
    }

    /// <summary>One of them.</summary>
    [Function("ReadAuthorisation")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("An authorisation that I granted or hold.", Response = typeof(AuthorisationView))]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "authorisations/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        return Answer.Ok(View(await OwnAsync(caller, id, cancellationToken), caller));
    }

    /// <summary>Revokes it, or lays it down: the agent can do nothing under it from now on.</summary>
    [Function("RevokeAuthorisation")]
    [Allow(Role.Applicant, Role.Agent)]
    [Operation("Revokes an authorisation, or lays down one that I hold.", Status = 204)]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "authorisations/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request.HttpContext);
        var authorisation = await OwnAsync(caller, id, cancellationToken);
        var revoked = authorisation with { RevokedAt = authorisation.RevokedAt ?? time.GetUtcNow() };
        await store.SaveAsync(revoked, cancellationToken);

        // Repeated when it broke off: the cases that know already answer nothing new. By the system: who lays it down may act no more.
        foreach (var number in await store.OpenCasesAsync(revoked, cancellationToken))
        {
            await desk.ExecuteAsync(client, number, Actor.System, (record, _) => AuthorisationRules.End(record, id), cancellationToken: cancellationToken);
        }

        return new Answer(StatusCodes.Status204NoContent);
    }

    private static readonly Refusal Taken = new(
        "authorisation-exists", 409, new("已有同名授权", "There is one already"),
        new("该编号的授权已存在且内容不同;授权不能修改,请撤销后重新授权。", "There is another authorisation under this id. It cannot be changed: revoke it and grant a new one."));

    private DateOnly Today => OfficeHours.DateOf(time.GetUtcNow());

    private async Task<Authorisation> OwnAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await store.FindGrantedAsync(caller.Id, id, cancellationToken)
        ?? await store.FindAsync(caller.Id, id, cancellationToken)
        ?? throw new ProblemException(ProblemKind.NotFound);

    private AuthorisationView View(Authorisation a, Caller caller) => new(
        a.Id, a.Grantor == caller.Id, a.Agent, a.Name, a.Village, a.Basis, a.Items, a.Scope, a.ValidFrom, a.ValidTo, a.GrantedAt, a.RevokedAt,
        a.RevokedAt is not null ? "revoked" : Today > a.ValidTo ? "expired" : Today < a.ValidFrom ? "pending" : "valid");
}

/// <summary>The identity number of who authorised, as it is stored and read.</summary>
internal static class AuthorisedNumber
{
    public const string Field = "authorisation.idNumber";

    public static string? Of(Authorisation authorisation, FieldProtector protector) =>
        authorisation.IdNumber is { } stored ? protector.Unprotect(authorisation.Id, Field, stored) : null;
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Http;

namespace NoVisit.Identity;

/// <summary>Answer of <c>GET /me</c>: who the token says the caller is. The identity number is not among it.</summary>
public sealed record Me(
    string Id,
    string Name,
    IReadOnlyList<Role> Roles,
    string? Department,
    Assurance Assurance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Phone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email)
{
    /// <summary>What a caller may see of himself.</summary>
    public static Me Of(Caller caller) =>
        new(caller.Id, caller.Name, caller.Roles, caller.Department, caller.Assurance, caller.Phone, caller.Email);
}

/// <summary>Answer of <c>GET /configuration</c>: what the pages need to sign somebody in.</summary>
/// <param name="Authority">Address of the OpenID provider.</param>
/// <param name="ClientId">Client id of the pages.</param>
/// <param name="Scope">Scopes to ask for, separated by blanks.</param>
public sealed record SignInConfiguration(string Authority, string ClientId, string Scope);

/// <summary>Sign-in for the pages.</summary>
public sealed class IdentityFunctions(SignInConfiguration configuration)
{
    /// <summary>Who am I.</summary>
    [Function("Me")]
    [Allow(Role.Applicant, Role.Agent, Role.Clerk, Role.Reviewer, Role.Approver, Role.Coordinator, Role.Supervisor, Role.Administrator)]
    [Operation("Who the token says the caller is", Response = typeof(Me))]
    public static IResult Who([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request) =>
        Results.Json(Identity.Me.Of(Caller.Of(request.HttpContext)), Json.Options);

    /// <summary>How to sign in.</summary>
    [Function("Configuration")]
    [AllowPublic]
    [Operation("What the pages need to sign somebody in", Response = typeof(SignInConfiguration))]
    public IResult Configure([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "configuration")] HttpRequest request) =>
        Results.Json(configuration, Json.Options);
}

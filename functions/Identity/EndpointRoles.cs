using NoVisit.Http;

namespace NoVisit.Identity;

/// <summary>One row of the role matrix: an endpoint and the roles that may call it.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Route">Route template below <c>/api</c>.</param>
/// <param name="Verbs">HTTP methods in capitals.</param>
/// <param name="IsPublic">Everybody may call it.</param>
/// <param name="IsCallback">Only gateways call it, signed.</param>
/// <param name="Roles">Roles that may call it; empty for public ones and callbacks.</param>
public sealed record EndpointRole(
    string Function, string Route, IReadOnlyList<string> Verbs, bool IsPublic, bool IsCallback, IReadOnlyList<Role> Roles);

/// <summary>The role matrix of the app (ID-05), as its attributes state it; scenario tests try each endpoint with each role.</summary>
public static class EndpointRoles
{
    /// <summary>One row per HTTP function of the app.</summary>
    public static IReadOnlyList<EndpointRole> All() => Of(new Endpoints(typeof(EndpointRoles).Assembly));

    internal static IReadOnlyList<EndpointRole> Of(Endpoints endpoints) =>
    [
        .. endpoints.All.Select(e => new EndpointRole(
            e.Function, e.Route, e.Verbs, e.Access is AllowPublicAttribute, e.Access is SignedCallbackAttribute, (e.Access as AllowAttribute)?.Roles ?? [])),
    ];
}

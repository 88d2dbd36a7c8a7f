using Microsoft.AspNetCore.Http;
using NoVisit.Http;

namespace NoVisit.Identity;

/// <summary>Who makes a request, as the validated token says.</summary>
/// <param name="Id">Subject, stable for a person.</param>
/// <param name="Name">Name as it is shown.</param>
/// <param name="Roles">Roles; of one staff family at most (SV-10).</param>
/// <param name="Department">Department code of staff; null for others.</param>
/// <param name="Assurance">Real-name level.</param>
/// <param name="Phone">Mobile number, if the provider gave one.</param>
/// <param name="Email">Mail address, if the provider gave one.</param>
/// <param name="IdNumber">公民身份号码 of a natural person, if the provider gave one. Personal data: never logged, never in an answer.</param>
/// <param name="Village">村: of a village agent, the village he serves (IN-13); null for others.</param>
public sealed record Caller(
    string Id,
    string Name,
    IReadOnlyList<Role> Roles,
    string? Department,
    Assurance Assurance,
    string? Phone = null,
    string? Email = null,
    string? IdNumber = null,
    string? Village = null)
{
    private static readonly object Key = new();

    /// <summary>Holds the role.</summary>
    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>Holds the role in this department.</summary>
    public bool Is(Role role, string department) => Is(role) && Department == department;

    /// <summary>The staff family of the caller; <see cref="RoleFamily.Public"/> when he has no staff role (SV-10).</summary>
    public RoleFamily Family => Roles.Select(Identity.Roles.FamilyOf).DefaultIfEmpty(RoleFamily.Public).Max();

    /// <summary>Whether the caller has any staff role.</summary>
    public bool IsStaff => Family != RoleFamily.Public;

    /// <summary>The caller of a request; null when nobody is signed in.</summary>
    public static Caller? TryOf(HttpContext context) => context.Items[Key] as Caller;

    /// <summary>The caller of a request that needs one.</summary>
    /// <exception cref="ProblemException">401 when nobody is signed in.</exception>
    public static Caller Of(HttpContext context) => TryOf(context) ?? throw new ProblemException(ProblemKind.Unauthenticated);

    /// <summary>Puts the caller into the request.</summary>
    public void Enter(HttpContext context) => context.Items[Key] = this;

    /// <summary>Only the roles: records print all their members, and this one would take personal data into logs.</summary>
    public override string ToString() => $"Caller ({string.Join(", ", Roles)})";
}

/// <summary>Result of looking at a token.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    /// <summary>The token holds.</summary>
    /// <param name="Caller">Whose it is.</param>
    public sealed record Accepted(Caller Caller) : TokenResult;

    /// <summary>The token does not hold.</summary>
    /// <param name="Reason">Which check failed, in a few English words for <c>WWW-Authenticate</c>; nothing of the token's content.</param>
    public sealed record Refused(string Reason) : TokenResult;
}

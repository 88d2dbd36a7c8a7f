using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Http;

namespace NoVisit.Identity;

public sealed class EndpointRolesTests
{
    private static readonly Endpoints App = new(typeof(EndpointRoles).Assembly);

    [Fact]
    public void Every_HTTP_function_states_who_may_call_it() =>
        Assert.Empty(App.All.Where(e => e.Access is null).Select(e => $"{e.Function} ({e.Route})"));

    [Fact]
    public void Every_HTTP_function_is_described() =>
        Assert.Empty(App.All.Where(e => e.Operation is null).Select(e => $"{e.Function} ({e.Route})"));

    [Fact]
    public void No_role_list_is_empty() =>
        Assert.Empty(App.All.Where(e => e.Access is AllowAttribute { Roles.Count: 0 }).Select(e => e.Function));

    /// <summary>Tokens and signatures guard the functions; a function key would only be one more secret in the pages.</summary>
    [Fact]
    public void No_function_needs_a_key()
    {
        var levels = App.All.SelectMany(e => e.Method.GetParameters()).Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>();

        Assert.All(levels, t => Assert.Equal(AuthorizationLevel.Anonymous, t.AuthLevel));
    }

    [Fact]
    public void Only_callbacks_are_signed_and_all_callbacks_are() =>
        Assert.All(EndpointRoles.All(), e => Assert.Equal(e.Route.StartsWith("callbacks/", StringComparison.Ordinal), e.IsCallback));

    [Fact]
    public void Supervisors_change_nothing_but_their_own_warnings() =>
        Assert.All(
            EndpointRoles.All().Where(e => e.Roles.Contains(Role.Supervisor) && e.Verbs.Any(v => v is not "GET" and not "HEAD")),
            e => Assert.StartsWith("supervision/", e.Route, StringComparison.Ordinal));

    [Fact]
    public void The_matrix_lists_route_verbs_and_roles()
    {
        var me = Assert.Single(EndpointRoles.All(), e => e.Function == "Me");
        var live = Assert.Single(EndpointRoles.All(), e => e.Function == "HealthLive");

        Assert.Equal("me", me.Route);
        Assert.Equal(["GET"], me.Verbs);
        Assert.Equal(8, me.Roles.Count);
        Assert.False(me.IsPublic);
        Assert.True(live.IsPublic);
        Assert.Empty(live.Roles);
    }
}

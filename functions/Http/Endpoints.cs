using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Identity;

namespace NoVisit.Http;

/// <summary>One HTTP function: where it is, who may call it, what it takes.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Route">Route template below <c>/api</c>, for example <c>cases/{number}</c>.</param>
/// <param name="Verbs">HTTP methods in capitals.</param>
/// <param name="Access">Who may call it; null when it does not say, which closes it.</param>
/// <param name="Operation">Its description; null when it has none.</param>
/// <param name="QueryParameters">Query parameters that it declares.</param>
/// <param name="Limit">A rate limit of its own per address; null for the general ones only.</param>
/// <param name="Method">The method that implements it.</param>
public sealed record Endpoint(
    string Function,
    string Route,
    IReadOnlyList<string> Verbs,
    AccessAttribute? Access,
    OperationAttribute? Operation,
    IReadOnlyList<QueryParameterAttribute> QueryParameters,
    RateLimit? Limit,
    MethodInfo Method);

/// <summary>All HTTP functions of the app, found by reflection once.</summary>
public sealed class Endpoints
{
    private readonly FrozenDictionary<string, Endpoint> byName;

    /// <summary>Finds the HTTP functions of an assembly.</summary>
    public Endpoints(Assembly assembly)
        : this(assembly.GetTypes())
    {
    }

    internal Endpoints(IEnumerable<Type> types)
    {
        byName = types
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(Describe)
            .OfType<Endpoint>()
            .ToFrozenDictionary(e => e.Function, StringComparer.OrdinalIgnoreCase);
        All = [.. byName.Values.OrderBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.Verbs[0], StringComparer.Ordinal)];
    }

    /// <summary>All endpoints by route and verb.</summary>
    public IReadOnlyList<Endpoint> All { get; }

    /// <summary>The endpoint of a function; null when it has no HTTP trigger.</summary>
    public Endpoint? Find(string function) => byName.GetValueOrDefault(function);

    private static Endpoint? Describe(MethodInfo method)
    {
        if (method.GetCustomAttribute<FunctionAttribute>() is not { } function
            || method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().FirstOrDefault() is not { } trigger)
        {
            return null;
        }

        var limit = method.GetCustomAttribute<LimitedAttribute>();
        return new Endpoint(
            function.Name,
            trigger.Route ?? function.Name,
            trigger.Methods is { Length: > 0 } verbs ? [.. verbs.Select(v => v.ToUpperInvariant())] : ["GET", "POST"],
            method.GetCustomAttribute<AccessAttribute>(inherit: true),
            method.GetCustomAttribute<OperationAttribute>(),
            [.. method.GetCustomAttributes<QueryParameterAttribute>()],
            limit is null ? null : new RateLimit(limit.PerMinute, limit.PerMinute),
            method);
    }
}

/// <summary>Describes an HTTP function for <c>/api/openapi.json</c>.</summary>
/// <param name="summary">What it does, one line of English.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string summary) : Attribute
{
    /// <summary>What it does.</summary>
    public string Summary { get; } = summary;

    /// <summary>Type of the JSON body; null when there is none.</summary>
    public Type? Request { get; init; }

    /// <summary>Type of the JSON answer; null when it has no body or one of another media type.</summary>
    public Type? Response { get; init; }

    /// <summary>Media type of the answer when it is not JSON, for example <c>application/pdf</c>.</summary>
    public string? ResponseMediaType { get; init; }

    /// <summary>Media type of the body when it is not JSON.</summary>
    public string? RequestMediaType { get; init; }

    /// <summary>Status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Needs an <c>Idempotency-Key</c>.</summary>
    public bool Creates { get; init; }

    /// <summary>Needs <c>If-Match</c>.</summary>
    public bool Changes { get; init; }

    /// <summary>Takes <c>pageSize</c> and <c>continuationToken</c>.</summary>
    public bool Paged { get; init; }
}

/// <summary>Declares a query parameter for <c>/api/openapi.json</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it means, one line of English.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryParameterAttribute(string name, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it means.</summary>
    public string Description { get; } = description;

    /// <summary>The request fails without it.</summary>
    public bool Required { get; init; }

    /// <summary>Type of its value.</summary>
    public Type Type { get; init; } = typeof(string);
}

/// <summary>Limits one function more tightly per address than the general limits do, where guessing must be slow.</summary>
/// <param name="perMinute">Requests a minute, also the burst.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitedAttribute(int perMinute) : Attribute
{
    /// <summary>Requests a minute, also the burst.</summary>
    public int PerMinute { get; } = perMinute;
}

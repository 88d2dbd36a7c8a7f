using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a request needs to reach an HTTP function.</summary>
public enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous = 0,

    /// <summary>A user's token, checked by the app; the host asks for no key.</summary>
    User = 1,

    /// <summary>A function key, a host key or the master key.</summary>
    Function = 2,

    /// <summary>A system key or the master key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}

/// <summary>Starts the function on an HTTP request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any verb, with a function key.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>The given verbs. As on Azure this overload leaves the level at <see cref="AuthorizationLevel.Anonymous"/>.</summary>
    /// <param name="methods">Verbs, in any case.</param>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any verb, with the key that <paramref name="authLevel"/> asks for.</summary>
    /// <param name="authLevel">The key needed.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The given verbs, with the key that <paramref name="authLevel"/> asks for.</summary>
    /// <param name="authLevel">The key needed.</param>
    /// <param name="methods">Verbs, in any case.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>Route template below the route prefix; the function's name if null.</summary>
    public string? Route { get; set; }

    /// <summary>Verbs the function takes; null or empty for all.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The key needed.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}

/// <summary>Marks, on a type that carries several outputs, the property that is the HTTP response.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false)]
public sealed class HttpResultAttribute : OutputBindingAttribute
{
}

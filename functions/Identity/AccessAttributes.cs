namespace NoVisit.Identity;

/// <summary>States who may call an HTTP function. A function that states nothing is closed to everybody (ID-05: deny by default).</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class AccessAttribute : Attribute;

/// <summary>Callers with any of these roles may call the function; what they may do there is decided by the command.</summary>
/// <param name="roles">At least one.</param>
public sealed class AllowAttribute(params Role[] roles) : AccessAttribute
{
    /// <summary>The roles.</summary>
    public IReadOnlyList<Role> Roles { get; } = roles;
}

/// <summary>Everybody may call the function, signed in or not. A token that holds makes its bearer known all the same.</summary>
public sealed class AllowPublicAttribute : AccessAttribute;

/// <summary>Only gateways call the function: it verifies the signature with <see cref="Gateways.CallbackVerifier"/>; tokens do not count.</summary>
public sealed class SignedCallbackAttribute : AccessAttribute;

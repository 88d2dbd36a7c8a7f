using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace NoVisit.Emulator.Hosting;

/// <summary>What starts one invocation.</summary>
/// <param name="Value">The trigger's payload in the form its binder knows: see <see cref="ParameterBinder"/>.</param>
/// <param name="BindingData">Metadata by name, whatever the case of the name.</param>
/// <param name="Http">The request, for HTTP functions.</param>
/// <param name="InvocationId">Identifier to use, or null for a new one.</param>
internal sealed record TriggerEvent(
    object? Value, IReadOnlyDictionary<string, object?> BindingData, HttpContext? Http = null, string? InvocationId = null)
{
    public static readonly IReadOnlyDictionary<string, object?> NoData = FrozenDictionary<string, object?>.Empty;
}

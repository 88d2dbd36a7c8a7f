using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function, as middleware and the function see it.</summary>
public abstract class FunctionContext
{
    /// <summary>Identifier of this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Identifier of the function, the same in every invocation and after every start.</summary>
    public abstract string FunctionId { get; }

    /// <summary>W3C trace context that the invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger told about its event.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt of a function-level retry policy this is.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>Services of this invocation: one scope, disposed when the invocation ends.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function being run.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that middleware and function share during this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Typed features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller is gone or the host shuts down.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}

/// <summary>What the trigger told about its event.</summary>
public abstract class BindingContext
{
    /// <summary>Metadata by name: route values, <c>DequeueCount</c>, and so on.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

/// <summary>W3C trace context of an invocation.</summary>
public abstract class TraceContext
{
    /// <summary>The <c>traceparent</c> value; empty if there is none.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c> value; empty if there is none.</summary>
    public abstract string TraceState { get; }

    /// <summary>Attributes of the host's span.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    /// <summary>Baggage of the host's span.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}

/// <summary>Attempt of a function-level retry policy.</summary>
public abstract class RetryContext
{
    /// <summary>Retries made so far.</summary>
    public abstract int RetryCount { get; }

    /// <summary>Retries allowed.</summary>
    public abstract int MaxRetryCount { get; }
}

/// <summary>Typed features of an invocation.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets the feature of type <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">Type that names the feature.</typeparam>
    /// <param name="instance">The feature; not null.</param>
    void Set<T>(T instance);

    /// <summary>Gets the feature of type <typeparamref name="T"/>, or null.</summary>
    /// <typeparam name="T">Type that names the feature.</typeparam>
    /// <returns>The feature, or null.</returns>
    T? Get<T>();
}

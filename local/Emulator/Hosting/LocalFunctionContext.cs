using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace NoVisit.Emulator.Hosting;

/// <summary>One invocation on the local host.</summary>
internal sealed class LocalFunctionContext(
    FunctionDescriptor function, TriggerEvent trigger, IServiceProvider services, CancellationToken cancellationToken) : FunctionContext
{
    public FunctionDescriptor Function => function;

    public TriggerEvent Trigger => trigger;

    /// <summary>What the function returned, or what a middleware put in its place.</summary>
    public object? Result { get; set; }

    public override string InvocationId { get; } = trigger.InvocationId ?? Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override TraceContext TraceContext { get; } = new CurrentTrace(Activity.Current);

    public override BindingContext BindingContext { get; } = new TriggerData(trigger.BindingData);

    public override RetryContext RetryContext => FirstAttempt.Instance;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureSet();

    public override CancellationToken CancellationToken => cancellationToken;

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class CurrentTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent => activity?.Id ?? string.Empty;

        public override string TraceState => activity?.TraceStateString ?? string.Empty;

        public override IReadOnlyDictionary<string, string> Baggage => activity is null
            ? ImmutableDictionary<string, string>.Empty
            : activity.Baggage.ToImmutableDictionary(pair => pair.Key, pair => pair.Value ?? string.Empty);
    }

    private sealed class FirstAttempt : RetryContext
    {
        public static readonly FirstAttempt Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class FeatureSet : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public void Set<T>(T instance) => _features[typeof(T)] = instance ?? throw new ArgumentNullException(nameof(instance));

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>The result of an invocation, as middleware sees it.</summary>
internal sealed class FunctionOutcome(FunctionContext context) : InvocationResult
{
    private readonly LocalFunctionContext _context = context as LocalFunctionContext
        ?? throw new InvalidOperationException("The invocation was not made by this host, so it has no result.");

    public override object? Value
    {
        get => _context.Result;
        set => _context.Result = value;
    }
}

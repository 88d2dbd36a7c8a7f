using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoVisit.Emulator.Triggers;

namespace NoVisit.Emulator.Hosting;

/// <summary>Runs invocations: scope, middleware, binding, call, outputs.</summary>
internal sealed partial class FunctionRunner
{
    /// <summary>The name that Azure's worker gives its activity source, so that an app listens to one name on both hosts.</summary>
    private static readonly ActivitySource Traces = new("Microsoft.Azure.Functions.Worker");

    private readonly IServiceProvider _services;
    private readonly HostActivity _activity;
    private readonly QueueOutputs _outputs;
    private readonly ILogger<FunctionRunner> _logger;
    private readonly FunctionExecutionDelegate _pipeline;

    public FunctionRunner(IServiceProvider services, WorkerPipeline pipeline, HostActivity activity, QueueOutputs outputs, ILogger<FunctionRunner> logger)
    {
        _services = services;
        _activity = activity;
        _outputs = outputs;
        _logger = logger;
        _pipeline = pipeline.Around(ExecuteAsync);
    }

    /// <summary>Runs one invocation to its end.</summary>
    /// <returns>The function's result, less what its output bindings took.</returns>
    public async Task<object?> RunAsync(FunctionDescriptor function, TriggerEvent trigger, CancellationToken cancellationToken)
    {
        using var running = _activity.Begin();
        using var trace = Traces.StartActivity(function.Name, ActivityKind.Server);
        trace?.SetTag("faas.name", function.Name);
        await using var scope = _services.CreateAsyncScope();
        var context = new LocalFunctionContext(function, trigger, scope.ServiceProvider, cancellationToken);
        trace?.SetTag("faas.invocation_id", context.InvocationId);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await _pipeline(context);
            await _outputs.SendAsync(context, cancellationToken);
            Executed(_logger, function.Name, context.InvocationId, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return context.Result;
        }
        catch (Exception fault)
        {
            trace?.SetStatus(ActivityStatusCode.Error, fault.Message);
            if (fault is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                Cancelled(_logger, function.Name, context.InvocationId);
            }
            else
            {
                Failed(_logger, fault, function.Name, context.InvocationId, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            throw;
        }
    }

    /// <summary>
    /// Runs an orchestrator for one turn, on the calling thread. Its task often never ends, because the engine drops it when the
    /// turn is over: so there is no scope to dispose of, nothing is counted, and the way to the function stays in the
    /// synchronization context. Middleware runs at every turn and must not wait for anything but the rest of it, as on Azure.
    /// </summary>
    public async Task<object?> RunTurnAsync(FunctionDescriptor function, TriggerEvent trigger)
    {
        var context = new LocalFunctionContext(function, trigger, _services.CreateScope().ServiceProvider, CancellationToken.None);
        await _pipeline(context);
        return context.Result;
    }

    private static async Task ExecuteAsync(FunctionContext context)
    {
        var local = (LocalFunctionContext)context;
        var function = local.Function;
        var instance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(context.InstanceServices, function.Method.DeclaringType!);
        try
        {
            var arguments = new object?[function.Bind.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = await function.Bind[i](local);
            }

            local.Result = await function.CallAsync(instance, arguments);
        }
        finally
        {
            // The container does not own an instance made outside it; Azure's worker disposes it too.
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Executed {Function} in {Milliseconds} ms ({InvocationId})")]
    private static partial void Executed(ILogger logger, string function, string invocationId, long milliseconds);

    [LoggerMessage(2, LogLevel.Error, "Failed {Function} after {Milliseconds} ms ({InvocationId})")]
    private static partial void Failed(ILogger logger, Exception fault, string function, string invocationId, long milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "Cancelled {Function} ({InvocationId})")]
    private static partial void Cancelled(ILogger logger, string function, string invocationId);
}

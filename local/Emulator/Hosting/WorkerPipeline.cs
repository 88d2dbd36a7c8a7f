using Microsoft.Azure.Functions.Worker.Middleware;

namespace NoVisit.Emulator.Hosting;

/// <summary>The middleware of the app, in the order in which it was added.</summary>
internal sealed class WorkerPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => _middleware.Add(middleware);

    /// <summary>Puts the middleware around <paramref name="function"/>, the first added outermost.</summary>
    public FunctionExecutionDelegate Around(FunctionExecutionDelegate function)
    {
        var pipeline = function;
        for (var i = _middleware.Count - 1; i >= 0; i--)
        {
            pipeline = _middleware[i](pipeline);
        }

        return pipeline;
    }
}

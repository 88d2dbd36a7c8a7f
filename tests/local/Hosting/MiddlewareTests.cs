using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class MiddlewareTests : IAsyncLifetime
{
    private readonly Notes _notes = new();
    private TestHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(typeof(Functions), builder =>
    {
        builder.Services.AddSingleton(_notes);
        builder.Services.AddScoped<Scoped>();
        builder.UseMiddleware<Outer>();
        builder.UseMiddleware(async (context, next) =>
        {
            _notes.Add("inner in");
            await next();
            _notes.Add("inner out");
        });
        builder.UseWhen<Teapot>(context => context.FunctionDefinition.Name == "Coffee");
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_first_middleware_added_is_the_outermost()
    {
        await _host.Client.GetStringAsync("api/Tea", Ct);
        Assert.Equal(["outer in Tea", "inner in", "function", "disposed", "inner out", "outer out"], _notes.All);
    }

    [Fact]
    public async Task Middleware_sees_the_request_and_may_set_headers()
    {
        using var response = await _host.Client.GetAsync("api/Tea?sort=green", Ct);
        Assert.Equal("green", response.Headers.GetValues("x-sort").Single());
    }

    [Fact]
    public async Task Middleware_chosen_by_a_predicate_may_answer_instead_of_the_function()
    {
        using var response = await _host.Client.GetAsync("api/Coffee", Ct);
        Assert.Equal(418, (int)response.StatusCode);
        Assert.DoesNotContain("function", _notes.All);
    }

    [Fact]
    public async Task Middleware_may_turn_an_exception_into_a_response()
    {
        using var response = await _host.Client.GetAsync("api/Spill", Ct);
        Assert.Equal((409, "spilt"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct)));
    }

    [Fact]
    public async Task An_invocation_has_one_scope_and_the_next_has_another()
    {
        var first = await _host.Client.GetStringAsync("api/Scope", Ct);
        var second = await _host.Client.GetStringAsync("api/Scope", Ct);
        Assert.Equal((true, true, false), (first.EndsWith("same", StringComparison.Ordinal), second.EndsWith("same", StringComparison.Ordinal), first == second));
    }

    [Fact]
    public async Task The_function_class_is_disposed_of_after_its_invocation()
    {
        await _host.Client.GetStringAsync("api/Scope", Ct);
        Assert.Equal(["outer in Scope", "inner in", "disposed", "inner out", "outer out"], _notes.All);
    }

    internal sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    internal sealed class Outer(Notes notes) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            notes.Add($"outer in {context.FunctionDefinition.Name}");
            var http = context.GetHttpContext()!;
            http.Response.Headers["x-sort"] = http.Request.Query["sort"];
            context.Items["scoped"] = context.InstanceServices.GetRequiredService<Scoped>();
            try
            {
                await next(context);
            }
            catch (InvalidOperationException fault)
            {
                context.GetInvocationResult().Value = new ContentResult { StatusCode = 409, Content = fault.Message };
            }

            notes.Add("outer out");
        }
    }

    internal sealed class Teapot : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.GetInvocationResult().Value = new StatusCodeResult(StatusCodes.Status418ImATeapot);
            return Task.CompletedTask;
        }
    }

    internal sealed class Functions(Notes notes, Scoped scoped) : IDisposable
    {
        [Function("Tea")]
        public IActionResult Tea([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            notes.Add("function");
            return new OkObjectResult(request.Path.Value);
        }

        [Function("Coffee")]
        public IActionResult Coffee([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Tea(request);

        [Function("Spill")]
        public static IActionResult Spill([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            throw new InvalidOperationException(request.Path.HasValue ? "spilt" : "");

        [Function("Scope")]
        public IActionResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => new ContentResult
        {
            Content = $"{scoped.Id} {(Same(context.Items["scoped"]) && Same(request.HttpContext.RequestServices.GetRequiredService<Scoped>()) ? "same" : "other")}",
        };

        private bool Same(object other) => ReferenceEquals(other, scoped);

        public void Dispose() => notes.Add("disposed");
    }
}

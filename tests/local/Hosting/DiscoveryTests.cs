using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class DiscoveryTests
{
    [Theory]
    [InlineData(typeof(Twice), "defined 2 times")]
    [InlineData(typeof(NoTrigger), "no parameter has a trigger")]
    [InlineData(typeof(TwoTriggers), "2 parameters have a trigger")]
    [InlineData(typeof(Awaitable), "awaits a ValueTask of public classes only")]
    [InlineData(typeof(Overloaded), "could not tell them apart")]
    [InlineData(typeof(Hidden), "must be public")]
    [InlineData(typeof(BadName), "a name starts with a letter")]
    [InlineData(typeof(TakesHttpContext), "hands out no HttpContext")]
    [InlineData(typeof(PlainResult), "Azure would not write to the response")]
    [InlineData(typeof(BodyInTimer), "only an HTTP function has a body")]
    [InlineData(typeof(TimerOfText), "goes on a TimerInfo")]
    [InlineData(typeof(OpaqueClient), "goes on a DurableTaskClient")]
    public void What_Azure_would_refuse_or_run_differently_is_refused_at_start(Type functions, string why)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => FunctionDiscovery.Find([functions]));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => FunctionDiscovery.Find([typeof(NoTrigger), typeof(Hidden), typeof(Twice)]));
        Assert.Equal(3, fault.Message.Split('\n').Length);
    }

    [Fact]
    public void A_definition_says_what_Azures_would()
    {
        var definition = FunctionDiscovery.Find([typeof(Good)]).Single().Definition;
        Assert.Equal("Echo", definition.Name);
        Assert.Equal($"{typeof(Good).FullName}.Run", definition.EntryPoint);
        Assert.Equal(("httpTrigger", BindingDirection.In), (definition.InputBindings["request"].Type, definition.InputBindings["request"].Direction));
        Assert.Equal(("queue", BindingDirection.Out), (definition.OutputBindings["Copy"].Type, definition.OutputBindings["Copy"].Direction));
        Assert.Equal("http", definition.OutputBindings["Answer"].Type);
        Assert.Equal(["request", "text"], definition.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_functions_identifier_stays_the_same() =>
        Assert.Equal(FunctionDiscovery.Find([typeof(Good)]).Single().Definition.Id, FunctionDiscovery.Find([typeof(Good)]).Single().Definition.Id);

    private static class Twice
    {
        [Function("Same")]
        public static void One([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;

        [Function("same")]
        public static void Two([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;
    }

    private static class NoTrigger
    {
        [Function("F")]
        public static void Run(string text) => _ = text;
    }

    private static class TwoTriggers
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer, [QueueTrigger("q")] string text) => _ = (timer, text);
    }

    private static class Awaitable
    {
        [Function("F")]
        public static ValueTask Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => timer.IsPastDue ? default : ValueTask.CompletedTask;
    }

    private static class Overloaded
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Run(timer.IsPastDue);

        public static void Run(bool late) => _ = late;
    }

    private static class Hidden
    {
        [Function("F")]
        internal static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;
    }

    private static class BadName
    {
        [Function("3 steps")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => _ = timer;
    }

    private static class TakesHttpContext
    {
        [Function("F")]
        public static OkObjectResult Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, HttpContext context) => new OkObjectResult((request, context));
    }

    private static class PlainResult
    {
        [Function("F")]
        public static string Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => request.Method;
    }

    private static class BodyInTimer
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer, [Microsoft.Azure.Functions.Worker.Http.FromBody] string body) => _ = (timer, body);
    }

    private static class TimerOfText
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 0 0 * * *")] string timer) => _ = timer;
    }

    private static class OpaqueClient
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer, [DurableClient] object client) => _ = (timer, client);
    }

    private static class Good
    {
        [Function("Echo")]
        public static Outputs Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "echo/{text}")] HttpRequest request, string text) =>
            new(new OkObjectResult(request.Method), text);
    }

    private sealed record Outputs(IActionResult Answer, [property: QueueOutput("copies")] string Copy);
}

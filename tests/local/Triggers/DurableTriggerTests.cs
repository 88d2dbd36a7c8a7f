using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NoVisit.Emulator.Hosting;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class DurableTriggerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 2, 10, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly Notes _notes = new();
    private TestHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(typeof(Functions), builder =>
    {
        builder.Services.AddSingleton(_notes);
        builder.Services.AddScoped<Scoped>();
        builder.Services.AddSingleton<TimeProvider>(new StandingClock(Start));
        builder.UseMiddleware(async (context, next) =>
        {
            context.Items["seen"] = context.FunctionDefinition.Name;
            await next();
        });
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_request_starts_an_orchestration_whose_activities_are_functions()
    {
        Assert.Equal("greet-1", await _host.Client.GetStringAsync("api/start/Greet/greet-1", Ct));
        await _host.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["greeted 张三 in greet-1, seen by SayHello"], _notes.All);
    }

    [Fact]
    public async Task Names_of_orchestrators_and_activities_may_differ_from_the_functions()
    {
        await _host.Client.GetStringAsync("api/start/renamed/one", Ct);
        await _host.Host.WaitUntilIdleAsync(Ct);
        Assert.Equal(["other name 5"], _notes.All);
    }

    [Fact]
    public async Task Forty_five_days_of_timers_pass_in_a_second_and_in_order()
    {
        // The best of three: other tests and other people use the machine too.
        var fastest = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var from = Start.AddDays(50 * round);
            await _host.Host.AdvanceClockAsync(from, Ct);
            await _host.Client.GetStringAsync($"api/start/FortyFiveDays/long-{round}", Ct);
            var clock = Stopwatch.StartNew();
            await _host.Host.AdvanceClockAsync(from.AddDays(46), Ct);
            fastest = Math.Min(fastest, clock.ElapsedMilliseconds);
            Assert.Equal(Enumerable.Range(1, 45).Select(day => $"day {day} {from.AddDays(day):MM-dd HH:mm}"), _notes.All.Skip(45 * round));
        }

        Assert.InRange(fastest, 0, 1000);
    }

    internal sealed record Person(string Name);

    internal sealed class Scoped;

    internal sealed class Functions(Notes notes, Scoped scoped)
    {
        [Function("Start")]
        public static async Task<IActionResult> StartOne(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "start/{name}/{id}")] HttpRequest request,
            string name,
            string id,
            [DurableClient] DurableTaskClient client,
            CancellationToken cancellationToken)
        {
            _ = request;
            var started = await client.ScheduleNewOrchestrationInstanceAsync(name, new Person("张三"), new StartOrchestrationOptions(id), cancellationToken);
            return new ContentResult { Content = started };
        }

        [Function("Greet")]
        public async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context, Person person) =>
            await context.CallActivityAsync<string>("SayHello", scoped is null ? null : person);

        [Function("SayHello")]
        public string SayHello([ActivityTrigger] Person person, string instanceId, FunctionContext context)
        {
            notes.Add($"greeted {person.Name} in {instanceId}, seen by {context.Items["seen"]}");
            return person.Name;
        }

        [Function("SomeOrchestrator")]
        public static Task SomeOrchestrator([OrchestrationTrigger(Orchestration = "Renamed")] TaskOrchestrationContext context) =>
            context.CallActivityAsync("OTHERNAME", 5);

        [Function("SomeActivity")]
        public void SomeActivity([ActivityTrigger(Activity = "OtherName")] int number) => notes.Add($"other name {number}");

        [Function("FortyFiveDays")]
        public static async Task FortyFiveDays([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            for (var day = 1; day <= 45; day++)
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                await context.CallActivityAsync("NoteDay", $"day {day} {context.CurrentUtcDateTime.AddHours(8).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)}");
            }
        }

        [Function("NoteDay")]
        public void NoteDay([ActivityTrigger] string day) => notes.Add(day);
    }
}

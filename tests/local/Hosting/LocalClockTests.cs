using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class LocalClockTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clock_starts_where_it_was_set_and_goes_where_it_is_sent()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, "Local:Clock=2026-02-10T09:00+08:00");
        Assert.Equal("2026-02-10T01:00:00+00:00", await NowAsync(host));
        var moved = await MoveAsync(host, """{"advanceTo": "2026-02-11T13:00+08:00"}""");
        Assert.Equal("2026-02-11T05:00:00+00:00", moved.GetProperty("now").GetString());
        Assert.Equal(["noon", "noon"], notes.All);
    }

    [Fact]
    public async Task A_clock_that_was_asked_for_stands_in_for_the_one_the_app_registers()
    {
        await using var host = await StartAsync(new Notes(), builder => builder.Services.AddSingleton(TimeProvider.System), "Local:Clock=2026-02-10T09:00+08:00");
        Assert.Equal("2026-02-10T01:00:00+00:00", await NowAsync(host));
        Assert.IsNotType(TimeProvider.System.GetType(), host.Host.Services.GetRequiredService<TimeProvider>());
    }

    [Theory]
    [InlineData(3, "2026-02-13T01:00:00+00:00")]
    [InlineData(4, "2026-02-16T01:00:00+00:00")]
    public async Task The_clock_goes_so_many_working_days_on(int days, string now)
    {
        await using var host = await StartAsync(new Notes(), "Local:Clock=2026-02-10T09:00+08:00");
        Assert.Equal(now, (await MoveAsync(host, $$"""{"advanceWorkingDays": {{days}}}""")).GetProperty("now").GetString());
    }

    [Fact]
    public async Task The_apps_own_calendar_counts_working_days_if_it_has_one()
    {
        await using var host = await StartAsync(
            new Notes(),
            builder => builder.Services.AddKeyedSingleton<Func<DateTimeOffset, int, DateTimeOffset>>("WorkingDays", (from, n) => from.AddDays(10 * n)),
            "Local:Clock=2026-02-10T09:00+08:00");
        Assert.Equal("2026-03-02T01:00:00+00:00", (await MoveAsync(host, """{"advanceWorkingDays": 2}""")).GetProperty("now").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"advanceTo\": \"2026-02-09T09:00+08:00\"}")]
    [InlineData("{\"advanceTo\": \"2026-02-19\"}")]
    [InlineData("{\"advanceWorkingDays\": -1}")]
    [InlineData("{\"advanceWorkingDays\": 1, \"advanceTo\": \"2026-02-19T09:00+08:00\"}")]
    [InlineData("nonsense")]
    public async Task A_move_that_makes_no_sense_is_refused_and_moves_nothing(string body)
    {
        await using var host = await StartAsync(new Notes(), "Local:Clock=2026-02-10T09:00+08:00");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await host.Client.PostAsync("local/clock", content, Ct);
        Assert.Equal((HttpStatusCode.BadRequest, "2026-02-10T01:00:00+00:00"), (response.StatusCode, await NowAsync(host)));
    }

    [Fact]
    public async Task A_running_clock_is_not_moved()
    {
        await using var host = await StartAsync(new Notes());
        using var response = await host.Client.PostAsJsonAsync("local/clock", new { advanceWorkingDays = 1 }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_site_finds_nothing_here()
    {
        await using var host = await StartAsync(new Notes(), "Local:Clock=2026-02-10T09:00+08:00");
        using var request = new HttpRequestMessage(HttpMethod.Get, "local/clock") { Headers = { Host = "rebound.example" } };
        using var response = await host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_host_that_starts_again_goes_on_from_where_the_clock_was()
    {
        var folder = Directory.CreateTempSubdirectory("clock-").FullName;
        var first = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), folder, "Local:Clock=2026-02-10T09:00+08:00");
        await MoveAsync(first, """{"advanceWorkingDays": 3}""");
        await first.StopAsync();
        var second = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), folder, "Local:Clock=2026-02-10T09:00+08:00");
        Assert.Equal("2026-02-13T01:00:00+00:00", await NowAsync(second));
        await second.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Short_days_run_timers_at_their_pace()
    {
        var notes = new Notes();
        await using var host = await StartAsync(notes, "Local:Clock=2026-02-10T09:00+08:00", "Local:DayLength=1s");
        await notes.AtLeastAsync(2, TimeSpan.FromSeconds(10));
        var clock = await host.Client.GetFromJsonAsync<JsonElement>("local/clock", Ct);
        Assert.Equal((86400, false), (clock.GetProperty("speed").GetDouble(), clock.GetProperty("standing").GetBoolean()));
    }

    private static Task<TestHost> StartAsync(Notes notes, params string[] settings) => StartAsync(notes, _ => { }, settings);

    private static Task<TestHost> StartAsync(Notes notes, Action<FunctionsApplicationBuilder> configure, params string[] settings) => TestHost.StartAsync(
        typeof(Functions),
        builder =>
        {
            builder.Services.AddSingleton(notes);
            configure(builder);
        },
        folder: null,
        ["WEBSITE_TIME_ZONE=Asia/Shanghai", .. settings]);

    private static async Task<string?> NowAsync(TestHost host) =>
        (await host.Client.GetFromJsonAsync<JsonElement>("local/clock", Ct)).GetProperty("now").GetString();

    private static async Task<JsonElement> MoveAsync(TestHost host, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await host.Client.PostAsync("local/clock", content, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    internal sealed class Functions(Notes notes)
    {
        [Function("Noon")]
        public void Noon([TimerTrigger("0 0 12 * * *")] TimerInfo timer) => notes.Add(timer.IsPastDue ? "late" : "noon");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class ManagementTests : IAsyncLifetime
{
    private const string Instances = "runtime/webhooks/durabletask/instances";
    private static readonly DateTimeOffset Start = new(2026, 2, 10, 9, 0, 0, TimeSpan.FromHours(8));
    private TestHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(
        typeof(Functions),
        builder => builder.Services.AddSingleton<TimeProvider>(new StandingClock(Start)),
        folder: null,
        "Local:Keys:System=system",
        "Local:Keys:Master=master");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("?code=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("?code=system", HttpStatusCode.OK)]
    [InlineData("?code=master", HttpStatusCode.OK)]
    public async Task Only_the_system_key_and_the_master_key_open_it(string query, HttpStatusCode status) =>
        Assert.Equal(status, (await _host.Client.GetAsync(Instances + query, Ct)).StatusCode);

    [Fact]
    public async Task A_query_that_cannot_be_read_is_400() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.Client.GetAsync($"{Instances}?code=system&top=many", Ct)).StatusCode);

    [Fact]
    public async Task A_start_answers_with_the_addresses_of_the_instance()
    {
        using var response = await PostAsync("runtime/webhooks/durabletask/orchestrators/Waits/a b?code=system", "{\"n\":1}");
        var urls = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"{_host.Client.BaseAddress}{Instances}/a%20b?code=system", urls.GetProperty("statusQueryGetUri").GetString());
        Assert.EndsWith("/a%20b/raiseEvent/{eventName}?code=system", urls.GetProperty("sendEventPostUri").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await _host.Client.GetAsync(urls.GetProperty("statusQueryGetUri").GetString(), Ct)).StatusCode);
    }

    [Fact]
    public async Task A_running_instance_is_202_with_where_and_when_to_ask_again()
    {
        await StartAsync("one");
        using var response = await _host.Client.GetAsync($"{Instances}/one?code=system", Ct);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal((5, $"{Instances}/one"), ((int)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, response.Headers.Location!.AbsolutePath.TrimStart('/')));
    }

    [Fact]
    public async Task An_event_is_raised_and_the_end_is_shown_with_input_output_and_history()
    {
        await StartAsync("one", "{\"n\":1}");
        using var raised = await PostAsync($"{Instances}/one/raiseEvent/go?code=system", "\"now\"");
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        await _host.Host.WaitUntilIdleAsync(Ct);
        using var response = await _host.Client.GetAsync($"{Instances}/one?code=system&showHistory=true", Ct);
        var status = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Waits one Completed {\"n\":1} \"went now\" 2026-02-10T01:00:00Z", string.Join(
            ' ',
            status.GetProperty("name"),
            status.GetProperty("instanceId"),
            status.GetProperty("runtimeStatus"),
            status.GetProperty("input").GetRawText(),
            status.GetProperty("output").GetRawText(),
            status.GetProperty("createdTime")));
        Assert.NotEqual(0, status.GetProperty("historyEvents").GetArrayLength());
    }

    [Theory]
    [InlineData("terminate", "Terminated")]
    [InlineData("suspend", "Suspended")]
    public async Task A_command_changes_the_state(string command, string state)
    {
        await StartAsync("one");
        using var response = await PostAsync($"{Instances}/one/{command}?reason=test&code=system");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(state, await StateAsync("one"));
    }

    [Fact]
    public async Task A_suspended_instance_is_resumed()
    {
        await StartAsync("one");
        (await PostAsync($"{Instances}/one/suspend?code=system")).Dispose();
        (await PostAsync($"{Instances}/one/resume?code=system")).Dispose();
        Assert.Equal("Running", await StateAsync("one"));
    }

    [Theory]
    [InlineData("raiseEvent/go")]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    public async Task A_command_to_no_instance_is_404_and_to_an_ended_one_410(string command)
    {
        using var missing = await PostAsync($"{Instances}/missing/{command}?code=system", "1");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        await StartAsync("one");
        (await PostAsync($"{Instances}/one/terminate?code=system")).Dispose();
        await _host.Host.WaitUntilIdleAsync(Ct);
        using var ended = await PostAsync($"{Instances}/one/{command}?code=system", "1");
        Assert.Equal(HttpStatusCode.Gone, ended.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "1")]
    [InlineData("application/json", "{")]
    public async Task An_event_that_is_not_JSON_is_400(string type, string body)
    {
        await StartAsync("one");
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await _host.Client.PostAsync($"{Instances}/one/raiseEvent/go?code=system", content, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_id_that_is_running_cannot_be_started_again()
    {
        await StartAsync("one");
        using var again = await PostAsync("runtime/webhooks/durabletask/orchestrators/Waits/one?code=system");
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged()
    {
        foreach (var id in new[] { "a-1", "a-2", "a-3", "b-1" })
        {
            await StartAsync(id);
        }

        (await PostAsync($"{Instances}/a-2/terminate?code=system")).Dispose();
        await _host.Host.WaitUntilIdleAsync(Ct);
        var found = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Instances}?code=system&instanceIdPrefix=a-&runtimeStatus=Running,Pending&top=1");
            if (token is not null)
            {
                request.Headers.Add("x-ms-continuation-token", token);
            }

            using var response = await _host.Client.SendAsync(request, Ct);
            var page = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
            found.AddRange(page.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var tokens) ? tokens.Single() : null;
        }
        while (!string.IsNullOrEmpty(token));
        Assert.Equal(["a-1", "a-3"], found.Order());
    }

    [Fact]
    public async Task An_ended_instance_is_purged_by_id_and_by_filter()
    {
        foreach (var id in new[] { "a", "b", "c" })
        {
            await StartAsync(id);
            (await PostAsync($"{Instances}/{id}/terminate?code=system")).Dispose();
        }

        await _host.Host.WaitUntilIdleAsync(Ct);
        using var one = await _host.Client.DeleteAsync($"{Instances}/a?code=system", Ct);
        Assert.Equal("{\"instancesDeleted\":1}", await one.Content.ReadAsStringAsync(Ct));
        using var rest = await _host.Client.DeleteAsync($"{Instances}?code=system&createdTimeFrom=2026-02-01T00:00:00Z&runtimeStatus=Terminated", Ct);
        Assert.Equal("{\"instancesDeleted\":2}", await rest.Content.ReadAsStringAsync(Ct));
        using var none = await _host.Client.DeleteAsync($"{Instances}?code=system&createdTimeFrom=2026-02-01T00:00:00Z", Ct);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_local_pages_list_instances_and_show_a_history_without_script()
    {
        await StartAsync("<b>one");
        await _host.Host.WaitUntilIdleAsync(Ct);
        using var list = await _host.Client.GetAsync("local/instances", Ct);
        var html = await list.Content.ReadAsStringAsync(Ct);
        Assert.Contains("&lt;b&gt;one", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", list.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var one = await _host.Client.GetStringAsync($"local/instances/{Uri.EscapeDataString("<b>one")}", Ct);
        Assert.Contains("<h2>History</h2>", one, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html + one, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", html + one, StringComparison.OrdinalIgnoreCase);
    }

    private async Task StartAsync(string id, string? input = null)
    {
        using var response = await PostAsync($"runtime/webhooks/durabletask/orchestrators/Waits/{Uri.EscapeDataString(id)}?code=system", input);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await _host.Host.WaitUntilIdleAsync(Ct);
    }

    private async Task<string?> StateAsync(string id)
    {
        await _host.Host.WaitUntilIdleAsync(Ct);
        var status = await _host.Client.GetFromJsonAsync<JsonElement>($"{Instances}/{id}?code=system", Ct);
        return status.GetProperty("runtimeStatus").GetString();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? json = null)
    {
        using var content = new StringContent(json ?? string.Empty, Encoding.UTF8, "application/json");
        return await _host.Client.PostAsync(path, content, Ct);
    }

    internal static class Functions
    {
        [Function("Waits")]
        public static async Task<string> Waits([OrchestrationTrigger] TaskOrchestrationContext context) =>
            "went " + await context.WaitForExternalEvent<string>("go");
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Hosting;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class LifetimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lifetime-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Stopping_waits_for_requests_under_way_and_takes_no_new_ones()
    {
        var notes = new Notes();
        var host = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(notes), _folder);
        var call = host.Client.GetStringAsync("api/Slow", Ct);
        await notes.AtLeastAsync(1);
        await host.Host.StopAsync(Ct);
        Assert.Equal("done", await call);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetStringAsync("api/Slow", Ct));
        await host.StopAsync();
    }

    [Fact]
    public async Task Keys_are_made_once_and_readable_by_their_owner_only()
    {
        var first = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), _folder);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.Client.GetAsync("api/Keyed?code=guess", Ct)).StatusCode);
        await first.StopAsync();
        var file = Path.Combine(_folder, "keys.json");
        var key = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(file, Ct)).RootElement.GetProperty("Default").GetString();
        var second = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), _folder);
        Assert.Equal(HttpStatusCode.OK, (await second.Client.GetAsync($"api/Keyed?code={key}", Ct)).StatusCode);
        await second.StopAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task An_invocation_leaves_one_line_in_the_log()
    {
        var host = await TestHost.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), _folder);
        await host.Client.GetStringAsync("api/Slow", Ct);
        await host.StopAsync();
        Assert.Single(host.Log.All, line => line.Contains("Slow", StringComparison.Ordinal));
    }

    [Fact]
    public void An_app_with_HTTP_functions_has_to_ask_for_the_web_application()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Local:Port=0"]);
        builder.UseFunctions(typeof(Functions));
        var fault = Assert.Throws<InvalidOperationException>(() => builder.Build());
        Assert.Contains("ConfigureFunctionsWebApplication()", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_is_built_once()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Local:Port=0"]).ConfigureFunctionsWebApplication().UseFunctions(typeof(Functions));
        builder.Services.AddSingleton(new Notes());
        builder.Build().Dispose();
        Assert.Throws<InvalidOperationException>(() => builder.Build());
    }

    [Fact]
    public async Task The_route_prefix_of_host_json_may_be_another_or_none()
    {
        var host = await TestHost.StartAsync(
            typeof(Functions), builder => builder.Services.AddSingleton(new Notes()), _folder, "AzureFunctionsJobHost:extensions:http:routePrefix=");
        Assert.Equal("done", await host.Client.GetStringAsync("Slow", Ct));
        await host.StopAsync();
    }

    internal sealed class Functions(Notes notes)
    {
        [Function("Slow")]
        public async Task<IActionResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            notes.Add(request.Method);
            await Task.Delay(500, cancellationToken);
            return new ContentResult { Content = "done" };
        }

        [Function("Keyed")]
        public static IActionResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => new OkObjectResult(request.Method);
    }
}

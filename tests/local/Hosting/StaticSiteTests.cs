using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace NoVisit.Emulator.Tests.Hosting;

public sealed class StaticSiteTests : IAsyncLifetime
{
    private readonly string _site = Directory.CreateTempSubdirectory("site-").FullName;
    private TestHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Write("index.html", "citizen");
        Write("review.html", "reviewer");
        Write("verify/index.html", "verification");
        Write("assets/app-DkX82_hs.js", "code");
        Write("logo.svg", "<svg/>");
        Write("staticwebapp.config.json", """{"globalHeaders": {"Content-Security-Policy": "default-src 'self'"}}""");
        _host = await TestHost.StartAsync(typeof(Functions), configure: null, folder: null, $"Local:StaticFiles={_site}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_site, recursive: true);
    }

    [Theory]
    [InlineData("", "citizen")]
    [InlineData("cases/320500-1", "citizen")]
    [InlineData("review", "reviewer")]
    [InlineData("review/inbox", "reviewer")]
    [InlineData("verify", "verification")]
    [InlineData("verify/ABC?code=1", "verification")]
    [InlineData("assets/app-DkX82_hs.js", "code")]
    [InlineData("api/Hello", "hello")]
    public async Task Pages_and_API_stand_on_one_origin(string path, string content) =>
        Assert.Equal(content, await _host.Client.GetStringAsync(path, Ct));

    [Theory]
    [InlineData("assets/missing.js")]
    [InlineData("api/missing")]
    [InlineData("local/missing")]
    [InlineData("runtime/missing")]
    [InlineData("../host.json")]
    public async Task What_is_missing_is_404_and_no_page(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Client.GetAsync(path, Ct)).StatusCode);

    [Fact]
    public async Task Only_a_name_that_holds_a_hash_is_kept_without_asking_again()
    {
        using var hashed = await _host.Client.GetAsync("assets/app-DkX82_hs.js", Ct);
        using var plain = await _host.Client.GetAsync("logo.svg", Ct);
        using var page = await _host.Client.GetAsync("review", Ct);
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", hashed.Headers.GetValues("Cache-Control")));
        Assert.Equal(("no-cache", "no-cache"), (plain.Headers.CacheControl!.ToString(), page.Headers.CacheControl!.ToString()));
    }

    [Fact]
    public async Task A_page_carries_the_headers_that_the_static_web_app_asks_for()
    {
        using var page = await _host.Client.GetAsync("review", Ct);
        Assert.Equal("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_is_not_sent_twice_to_who_has_it()
    {
        using var first = await _host.Client.GetAsync("review", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "review") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await _host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_site, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    internal static class Functions
    {
        [Function("Hello")]
        public static IActionResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new ContentResult { Content = request.Path.HasValue ? "hello" : "" };
    }
}

using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;

namespace NoVisit.Http;

public sealed class RequestShellTests : IDisposable
{
    private readonly LogCapture log = new();

    public void Dispose() => log.Dispose();

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new ProblemException(ProblemKind.Conflict), 409, "/problems/conflict" },
        { new JsonException("bad", "$.a", 0, 0), 400, "/problems/malformed" },
        { new BadHttpRequestException("bad"), 400, "/problems/malformed" },
        { new BadHttpRequestException("large", 413), 413, "/problems/too-large" },
        { new RequestFailedException(412, "changed"), 412, "/problems/stale" },
        { new RequestFailedException(503, "busy"), 503, "/problems/unavailable" },
        { new RequestFailedException(404, "gone"), 500, "/problems/internal" },
        { new OperationCanceledException(), 500, "/problems/internal" },
        { new InvalidOperationException("secret detail"), 500, "/problems/internal" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_becomes_a_problem_document(Exception failure, int status, string type)
    {
        var context = await Run(() => throw failure);
        var problem = Document(context);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal("application/problem+json", context.Response.ContentType);
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(context.Response.Headers["X-Trace-Id"].ToString(), problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Nothing_of_an_unknown_failure_is_told_and_the_trace_id_leads_to_the_log()
    {
        var context = await Run(() => throw new InvalidOperationException("connection to 10.0.0.5 lost"));
        var text = Document(context).GetRawText();

        Assert.DoesNotContain("10.0.0.5", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
        var line = Assert.Single(log.Lines);
        Assert.Contains(context.Response.Headers["X-Trace-Id"].ToString(), line, StringComparison.Ordinal);
        Assert.Contains("connection to 10.0.0.5 lost", line, StringComparison.Ordinal);
        Assert.Contains(nameof(RequestShellTests), line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "没有找到", "zh-CN")]
    [InlineData("en-GB,zh;q=0.5", "Not found", "en")]
    [InlineData("de, en;q=0.3, zh-TW;q=0.4", "没有找到", "zh-CN")]
    [InlineData("en;q=0, fr", "没有找到", "zh-CN")]
    [InlineData("%%%", "没有找到", "zh-CN")]
    public async Task The_text_is_in_the_readers_language(string? accept, string title, string language)
    {
        var context = await Run(() => throw new ProblemException(ProblemKind.NotFound), r => r.Headers.AcceptLanguage = accept);

        Assert.Equal(title, Document(context).GetProperty("title").GetString());
        Assert.Equal(language, context.Response.Headers.ContentLanguage.ToString());
    }

    [Fact]
    public async Task Errors_point_at_places_and_are_left_out_when_there_are_none()
    {
        var with = Document(await Run(() => throw ProblemException.At(ProblemKind.Invalid, "/values/applicant.phone", new("手机号有误。", "Wrong phone number."))));
        var without = Document(await Run(() => throw new ProblemException(ProblemKind.Invalid)));

        Assert.Equal("手机号有误。", with.GetProperty("errors").GetProperty("/values/applicant.phone").GetString());
        Assert.False(without.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task A_conflict_says_who_changed_what_and_when()
    {
        var problem = Document(await Run(() => throw ProblemException.ChangedBy(
            "受理人员", DateTimeOffset.Parse("2026-11-22T01:30:00Z", null), new("已受理", "accepted"))));

        Assert.Equal(412, problem.GetProperty("status").GetInt32());
        Assert.Equal("受理人员已于2026-11-22 09:30更新：已受理。请刷新后重试。", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(1.0, "1")]
    [InlineData(1.1, "2")]
    public async Task Waiting_is_told_in_whole_seconds(double seconds, string header)
    {
        var context = await Run(() => throw new ProblemException(ProblemKind.RateLimited, retryAfter: TimeSpan.FromSeconds(seconds)));

        Assert.Equal(header, context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var context = await Run(() => Task.CompletedTask);
        var headers = context.Response.Headers;

        Assert.Equal("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", headers.ContentSecurityPolicy.ToString());
        Assert.Equal("nosniff", headers.XContentTypeOptions.ToString());
        Assert.Equal("no-store", headers.CacheControl.ToString());
        Assert.Equal("no-referrer", headers["Referrer-Policy"].ToString());
        Assert.Matches("^[0-9a-f]{32}$", headers["X-Trace-Id"].ToString());
    }

    [Fact]
    public async Task Logs_hold_neither_paths_nor_queries_nor_bodies_nor_personal_data()
    {
        await Run(
            () => throw new InvalidOperationException("no row for 320681199001011234, call 13800138000 or zhang@example.org"),
            r =>
            {
                r.Path = "/api/people/zhang.san";
                r.QueryString = new QueryString("?queryCode=ABCD2345");
                r.Headers.Authorization = "Bearer secret-token";
            });
        await Run(() => throw ProblemException.At(ProblemKind.Invalid, "/name", new("张三", "Zhang San")));
        await Run(() => Task.CompletedTask, r => r.Path = "/api/people/zhang.san");

        Assert.Equal(3, log.Lines.Count);
        foreach (var secret in new[] { "320681199001011234", "13800138000", "zhang@example.org", "zhang.san", "ABCD2345", "secret-token", "张三", "Zhang San" })
        {
            Assert.DoesNotContain(secret, log.All, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_a_failed_storage_request_only_status_and_code_are_logged()
    {
        await Run(() => throw new RequestFailedException(500, "row 张三 could not be written", "OperationTimedOut", null));

        Assert.Contains("status 500, code OperationTimedOut", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("张三", log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_left_gets_no_answer_and_counts_as_no_failure()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        var context = await Run(() => throw new OperationCanceledException(), r => r.HttpContext.RequestAborted = left.Token);

        Assert.Equal(0, context.Response.Body.Length);
        Assert.StartsWith("Information", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.Same(ProblemKind.ClientClosed, Problems.Classify(new OperationCanceledException(), clientLeft: true).Kind);
    }

    private async Task<HttpContext> Run(Func<Task> handler, Action<HttpRequest>? prepare = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Response.Body = new MemoryStream();
        prepare?.Invoke(context.Request);
        await new RequestShell(log.For<RequestShell>()).RunAsync(context, "TestFunction", handler);
        return context;
    }

    private static JsonElement Document(HttpContext context) =>
        JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray()).RootElement;
}

using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace NoVisit.Http;

public sealed class JsonBodyTests
{
    public enum Outcome
    {
        Agree,
        AgreeWithConditions,
    }

    public sealed record Line(string Code, int Amount);

    public sealed record Body(
        string Name, int Count, Outcome Outcome, DateOnly? Day = null, DateTimeOffset? At = null, string? Note = null,
        List<Line>? Lines = null, Dictionary<string, JsonElement>? Values = null);

    private const string Required = "\"name\":\"a\",\"count\":1,\"outcome\":\"agree\"";

    [Fact]
    public async Task A_body_that_fits_is_read()
    {
        var body = await Read($"{{{Required},\"day\":\"2026-11-22\",\"lines\":[{{\"code\":\"x\",\"amount\":5}}],\"values\":{{\"applicant.name\":\"张三\"}}}}");

        Assert.Equal("a", body.Name);
        Assert.Equal(new DateOnly(2026, 11, 22), body.Day);
        Assert.Equal(new Line("x", 5), Assert.Single(body.Lines!));
        Assert.Equal("张三", body.Values!["applicant.name"].GetString());
    }

    [Theory]
    [InlineData("{" + Required + ",\"extra\":1}", "/extra", "Unknown")]
    [InlineData("{" + Required + ",\"Name\":\"b\"}", "/Name", "Unknown")]
    [InlineData("{" + Required + ",\"name\":\"b\"}", "/name", "twice")]
    [InlineData("{" + Required + ",\"note\":5}", "/note", "text")]
    [InlineData("{" + Required + ",\"day\":\"22.11.2026\"}", "/day", "yyyy-MM-dd")]
    [InlineData("{" + Required + ",\"at\":\"noon\"}", "/at", "ISO 8601")]
    [InlineData("{" + Required + ",\"lines\":{}}", "/lines", "array")]
    [InlineData("{" + Required + ",\"lines\":[{\"code\":\"x\",\"amount\":\"5\"}]}", "/lines/0/amount", "whole number")]
    [InlineData("{" + Required + ",\"lines\":[{\"code\":\"x\",\"amount\":99999999999}]}", "/lines/0/amount", "whole number")]
    [InlineData("{" + Required + ",\"lines\":[{\"code\":\"x\",\"amount\":1,\"a/b~c\":1}]}", "/lines/0/a~1b~0c", "Unknown")]
    [InlineData("{" + Required + ",\"lines\":[{\"code\":\"x\"}]}", "/lines/0/amount", "missing")]
    [InlineData("{" + Required + ",\"values\":{\"applicant.name\":{\"a\":1,\"a\":2}}}", "/values/applicant.name/a", "twice")]
    [InlineData("{" + Required + ",\"values\":{\"x\":\"\\ud800\"}}", "/values/x", "text")]
    [InlineData("{\"name\":null,\"count\":1,\"outcome\":\"agree\"}", "/name", "null")]
    [InlineData("{\"name\":\"\\ud800\",\"count\":1,\"outcome\":\"agree\"}", "/name", "text")]
    [InlineData("{\"name\":\"a\",\"count\":1,\"outcome\":\"perhaps\"}", "/outcome", "agree, agreeWithConditions")]
    [InlineData("{\"name\":\"a\",\"count\":1,\"outcome\":0}", "/outcome", "agree, agreeWithConditions")]
    [InlineData("{\"name\":\"a\",\"count\":1.5,\"outcome\":\"agree\"}", "/count", "whole number")]
    [InlineData("{\"name\":\"a\",\"count\":1}", "/outcome", "missing")]
    [InlineData("[]", "", "object")]
    [InlineData("null", "", "null")]
    public async Task A_fault_is_named_by_its_pointer(string json, string place, string message)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Read(json));

        Assert.Equal(ProblemKind.Malformed, problem.Kind);
        var fault = Assert.Single(problem.Errors);
        Assert.Equal(place, fault.Key);
        Assert.Contains(message, fault.Value.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_named_at_once()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Read("{\"count\":\"1\",\"extra\":true}"));

        Assert.Equal(["/count", "/extra", "/name", "/outcome"], problem.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\"name\":", "line 1")]
    [InlineData("{\n\"name\":1,}", "line 2")]
    [InlineData("{} {}", "line 1")]
    [InlineData("{/*c*/}", "line 1")]
    public async Task Broken_syntax_is_located(string json, string where)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Read(json));

        Assert.Equal(400, problem.Kind.Status);
        Assert.Contains(where, problem.Detail.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_is_bounded()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Read(new string('[', 17) + new string(']', 17)));

        Assert.Equal(ProblemKind.Malformed, problem.Kind);
    }

    [Fact]
    public async Task Size_is_bounded_with_and_without_a_stated_length()
    {
        var json = Encoding.UTF8.GetBytes($"{{{Required},\"note\":\"{new string('x', 300 * 1024)}\"}}");
        var stated = Request(json, "application/json");
        var streamed = Request(json, "application/json");
        streamed.ContentLength = null;

        Assert.Equal(413, (await Assert.ThrowsAsync<ProblemException>(() => stated.ReadJsonAsync<Body>(Token))).Kind.Status);
        Assert.Equal(413, (await Assert.ThrowsAsync<ProblemException>(() => streamed.ReadJsonAsync<Body>(Token))).Kind.Status);
        Assert.Equal(300 * 1024, (await Request(json, "application/json").ReadJsonAsync<Body>(Token, maxBytes: 512 * 1024)).Note!.Length);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=UTF-8", true)]
    [InlineData("application/json; charset=gb2312", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData(null, false)]
    public async Task Only_JSON_in_UTF_8_is_read(string? contentType, bool accepted)
    {
        var request = Request(Encoding.UTF8.GetBytes($"{{{Required}}}"), contentType);
        var failure = await Record.ExceptionAsync(() => request.ReadJsonAsync<Body>(Token));

        Assert.Equal(accepted ? null : 415, (failure as ProblemException)?.Kind.Status);
    }

    [Theory]
    [InlineData("$", "")]
    [InlineData("$.values['applicant.name'].lines[3].code", "/values/applicant.name/lines/3/code")]
    [InlineData("$['a/b']", "/a~1b")]
    [InlineData(null, "")]
    public void A_path_of_the_serializer_becomes_a_pointer(string? path, string place) => Assert.Equal(place, JsonPointer.FromPath(path));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<Body> Read(string json) => Request(Encoding.UTF8.GetBytes(json), "application/json").ReadJsonAsync<Body>(Token);

    private static HttpRequest Request(byte[] body, string? contentType)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.ContentType = contentType;
        request.ContentLength = body.Length;
        request.Body = new MemoryStream(body);
        return request;
    }
}

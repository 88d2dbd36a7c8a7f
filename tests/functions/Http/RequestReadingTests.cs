using Azure;
using Microsoft.AspNetCore.Http;

namespace NoVisit.Http;

public sealed class RequestReadingTests
{
    private static readonly Paging Pages = new(new byte[32]);

    [Theory]
    [InlineData("\"v1\"", "\"v1\"")]
    [InlineData("W/\"datetime'2026'\"", "W/\"datetime'2026'\"")]
    [InlineData("*", "*")]
    public void If_Match_names_the_version_that_was_read(string header, string etag) =>
        Assert.Equal(new ETag(etag), Request(r => r.Headers.IfMatch = header).ReadIfMatch());

    [Theory]
    [InlineData(null, 428)]
    [InlineData("v1", 400)]
    [InlineData("\"v1\", \"v2\"", 400)]
    public void If_Match_must_be_there_and_be_one_tag(string? header, int status) =>
        Assert.Equal(status, Assert.Throws<ProblemException>(() => Request(r => r.Headers.IfMatch = header).ReadIfMatch()).Kind.Status);

    [Fact]
    public void A_stale_version_is_refused()
    {
        Assert.Equal(new ETag("\"v2\""), Request(r => r.Headers.IfMatch = "\"v2\"").RequireMatch(new ETag("\"v2\"")));
        Assert.Equal(412, Assert.Throws<ProblemException>(() => Request(r => r.Headers.IfMatch = "\"v1\"").RequireMatch(new ETag("\"v2\""))).Kind.Status);
    }

    [Theory]
    [InlineData("12345678")]
    [InlineData("0b5a9a6e-6e0e-4c0b-8f8e-0d8a3b7a8c11")]
    public void An_idempotency_key_is_read(string key) => Assert.Equal(key, Request(r => r.Headers["Idempotency-Key"] = key).ReadIdempotencyKey());

    [Theory]
    [InlineData(null)]
    [InlineData("1234567")]
    [InlineData("1234 5678")]
    [InlineData("键键键键键键键键")]
    public void A_missing_or_odd_idempotency_key_is_refused(string? key) =>
        Assert.Equal(400, Assert.Throws<ProblemException>(() => Request(r => r.Headers["Idempotency-Key"] = key).ReadIdempotencyKey()).Kind.Status);

    [Fact]
    public void An_idempotency_key_has_at_most_128_characters()
    {
        Assert.Equal(128, Request(r => r.Headers["Idempotency-Key"] = new string('k', 128)).ReadIdempotencyKey().Length);
        Assert.Throws<ProblemException>(() => Request(r => r.Headers["Idempotency-Key"] = new string('k', 129)).ReadIdempotencyKey());
    }

    [Fact]
    public void Without_parameters_the_first_twenty_are_asked_for() => Assert.Equal(new PageRequest(20, null), Pages.Read(Request(_ => { }), "cases"));

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("1e1")]
    [InlineData("ten")]
    [InlineData("")]
    public void A_page_has_1_to_100_items(string size)
    {
        var problem = Assert.Throws<ProblemException>(() => Pages.Read(Query($"?pageSize={size}"), "cases"));

        Assert.Equal(400, problem.Kind.Status);
        Assert.True(problem.Errors.ContainsKey("pageSize"));
    }

    [Fact]
    public void A_continuation_token_leads_back_to_the_position_and_hides_it()
    {
        var token = Pages.Next("row 320681199001011234", "cases of zhang.san");

        Assert.DoesNotContain("320681", token, StringComparison.Ordinal);
        Assert.Equal(new PageRequest(100, "row 320681199001011234"), Pages.Read(Query($"?pageSize=100&continuationToken={token}"), "cases of zhang.san"));
        Assert.Null(Pages.Next(null, "cases"));
    }

    [Fact]
    public void A_continuation_token_serves_only_its_own_list()
    {
        var token = Pages.Next("row 5", "cases of zhang.san");

        Assert.Throws<ProblemException>(() => Pages.Read(Query($"?continuationToken={token}"), "cases of li.si"));
        Assert.Throws<ProblemException>(() => new Paging([.. Enumerable.Repeat((byte)1, 32)]).Read(Query($"?continuationToken={token}"), "cases of zhang.san"));
    }

    [Fact]
    public void An_altered_continuation_token_is_refused()
    {
        var token = Pages.Next("row 5", "cases")!;
        foreach (var altered in new[] { token[..^4], token + "AAAA", (token[0] == 'A' ? 'B' : 'A') + token[1..], "AAAA", "not base64!", new string('A', 5000) })
        {
            Assert.Equal(400, Assert.Throws<ProblemException>(() => Pages.Read(Query($"?continuationToken={altered}"), "cases")).Kind.Status);
        }
    }

    private static HttpRequest Query(string query) => Request(r => r.QueryString = new QueryString(query));

    private static HttpRequest Request(Action<HttpRequest> prepare)
    {
        var request = new DefaultHttpContext().Request;
        prepare(request);
        return request;
    }
}

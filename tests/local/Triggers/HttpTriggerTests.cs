using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NoVisit.Emulator.Tests.Hosting;

namespace NoVisit.Emulator.Tests.Triggers;

public sealed class HttpTriggerTests : IAsyncLifetime
{
    private readonly Notes _notes = new();
    private TestHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(
        typeof(Functions),
        builder => builder.Services.AddSingleton(_notes),
        folder: null,
        "Local:Keys:Master=master",
        "Local:Keys:Default=default",
        "Local:Keys:System=system",
        "Local:Keys:Functions:Keyed=own",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=200000");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_route_value_is_converted_to_the_parameters_type() =>
        Assert.Equal("7 is 7", await _host.Client.GetStringAsync("api/numbers/7", Ct));

    [Fact]
    public async Task A_route_constraint_that_does_not_hold_is_404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Client.GetAsync("api/numbers/seven", Ct)).StatusCode);

    [Theory]
    [InlineData("api/reports", "all")]
    [InlineData("api/reports/march", "march")]
    public async Task An_optional_segment_may_be_left_out(string path, string answer) =>
        Assert.Equal(answer, await _host.Client.GetStringAsync(path, Ct));

    [Fact]
    public async Task A_function_without_route_is_found_by_its_name() =>
        Assert.Equal("pong", await _host.Client.GetStringAsync("api/Ping", Ct));

    [Fact]
    public async Task A_path_that_no_function_has_is_404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Client.GetAsync("api/nowhere", Ct)).StatusCode);

    [Theory]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_verb_that_the_path_does_not_take_is_405_with_the_verbs_it_takes(string verb)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), "api/numbers/7");
        using var response = await _host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "PUT"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Two_functions_share_a_path_and_part_its_verbs()
    {
        using var response = await _host.Client.PutAsync("api/numbers/7", content: null, Ct);
        Assert.Equal("put 7", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task HEAD_has_the_headers_and_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "api/Ping");
        using var response = await _host.Client.SendAsync(request, Ct);
        Assert.Equal((HttpStatusCode.OK, 4L, 0), (response.StatusCode, response.Content.Headers.ContentLength, (await response.Content.ReadAsByteArrayAsync(Ct)).Length));
    }

    [Fact]
    public async Task OPTIONS_reaches_a_function_that_takes_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "api/Ping");
        using var response = await _host.Client.SendAsync(request, Ct);
        Assert.Equal("pong", await response.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("?code=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("?code=system", HttpStatusCode.Unauthorized)]
    [InlineData("?code=default", HttpStatusCode.OK)]
    [InlineData("?code=own", HttpStatusCode.OK)]
    [InlineData("?code=master", HttpStatusCode.OK)]
    public async Task A_function_key_a_host_key_or_the_master_key_opens_a_function(string? query, HttpStatusCode status) =>
        Assert.Equal(status, (await _host.Client.GetAsync("api/keyed" + query, Ct)).StatusCode);

    [Theory]
    [InlineData("default", HttpStatusCode.Unauthorized)]
    [InlineData("master", HttpStatusCode.OK)]
    public async Task Only_the_master_key_opens_an_admin_function(string key, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/AdminOnly") { Headers = { { "x-functions-key", key } } };
        using var response = await _host.Client.SendAsync(request, Ct);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_result_of_minimal_APIs_is_written()
    {
        using var response = await _host.Client.GetAsync("api/Minimal", Ct);
        Assert.Equal(("{\"count\":3}", HttpStatusCode.Accepted), (await response.Content.ReadAsStringAsync(Ct), response.StatusCode));
    }

    [Fact]
    public async Task A_body_is_read_into_the_parameter_marked_so()
    {
        using var response = await _host.Client.PostAsJsonAsync("api/Sum", new { a = 2, b = 3 }, Ct);
        Assert.Equal("5", await response.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("{\"a\":", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{\"a\":1,\"b\":2}", "text/plain")]
    public async Task A_body_that_does_not_fit_fails_the_invocation_and_shows_no_stack(string text, string type)
    {
        using var body = new StringContent(text, Encoding.UTF8, type);
        using var response = await _host.Client.PostAsync("api/Sum", body, Ct);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Ct)));
        Assert.Contains(_host.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("Failed Sum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_413()
    {
        using var body = new ByteArrayContent(new byte[200_001]);
        using var response = await _host.Client.PostAsync("api/Length", body, Ct);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_body_is_read_while_it_is_still_being_sent()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _host.Client.BaseAddress!.Port, Ct);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/FirstByte HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nA"u8.ToArray(), Ct);
        var notes = await _notes.AtLeastAsync(1);
        Assert.Equal(["first byte A"], notes);
    }

    [Fact]
    public async Task A_response_is_received_while_it_is_still_being_written()
    {
        using var response = await _host.Client.GetAsync("api/Drip", HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await response.Content.ReadAsStreamAsync(Ct);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, Ct);
        Assert.Equal("first", Encoding.UTF8.GetString(first));
        Assert.Empty(_notes.All);
        _notes.Add("seen");
        using var reader = new StreamReader(body);
        Assert.Equal("second", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_invocation()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = _host.Client.GetAsync("api/Patient", gone.Token);
        await _notes.AtLeastAsync(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(["waiting", "cancelled"], await _notes.AtLeastAsync(2));
    }

    [Fact]
    public async Task A_failure_after_the_response_has_begun_breaks_the_connection() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => _host.Client.GetStringAsync("api/Broken", Ct));

    internal sealed record Summands(int A, int B);

    internal sealed class Functions(Notes notes)
    {
        [Function("Numbers")]
        public static IActionResult Numbers([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "numbers/{n:int}")] HttpRequest request, int n) =>
            new ContentResult { Content = $"{n} is {request.RouteValues["n"]}" };

        [Function("PutNumber")]
        public static IActionResult PutNumber([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "numbers/{n:int}")] HttpRequest request, string n) =>
            new ContentResult { Content = $"{request.Method.ToLowerInvariant()} {n}" };

        [Function("Reports")]
        public static IActionResult Reports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{month?}")] HttpRequest request, string? month) =>
            new ContentResult { Content = month ?? (request.Path.Value!.EndsWith("reports", StringComparison.Ordinal) ? "all" : "?") };

        [Function("Ping")]
        public static IActionResult Ping([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            new ContentResult { Content = request.Method == "TRACE" ? "" : "pong" };

        [Function("Keyed")]
        public static IActionResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => new OkObjectResult(request.Path.Value);

        [Function("AdminOnly")]
        public static IActionResult AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => new OkObjectResult(request.Path.Value);

        [Function("Minimal")]
        public static async Task<IResult> Minimal([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return Results.Json(new { Count = 3 }, statusCode: 202);
        }

        [Function("Sum")]
        public static IActionResult Sum([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [Microsoft.Azure.Functions.Worker.Http.FromBody] Summands summands) =>
            new ContentResult { Content = $"{summands.A + summands.B}", ContentType = request.ContentType };

        [Function("Length")]
        public static async Task<IActionResult> Length([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var all = new MemoryStream();
            await request.Body.CopyToAsync(all, cancellationToken);
            return new OkObjectResult(all.Length);
        }

        [Function("FirstByte")]
        public async Task FirstByte([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
        {
            var one = new byte[1];
            await request.Body.ReadExactlyAsync(one, cancellationToken);
            notes.Add($"first byte {(char)one[0]}");
            await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        }

        [Function("Drip")]
        public async Task Drip([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            var response = request.HttpContext.Response;
            await response.WriteAsync("first", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await notes.AtLeastAsync(1);
            await response.WriteAsync("second", cancellationToken);
        }

        [Function("Patient")]
        public async Task Patient([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
        {
            notes.Add("waiting");
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            catch (OperationCanceledException) when (request.HttpContext.RequestAborted.IsCancellationRequested)
            {
                notes.Add("cancelled");
                throw;
            }
        }

        [Function("Broken")]
        public static async Task Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            await request.HttpContext.Response.WriteAsync("half of", cancellationToken);
            await request.HttpContext.Response.Body.FlushAsync(cancellationToken);
            throw new InvalidOperationException("the other half is missing");
        }
    }
}

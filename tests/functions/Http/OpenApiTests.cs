using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Identity;

namespace NoVisit.Http;

public sealed class OpenApiTests
{
    public sealed record Defect(string Reason, string? Cure);

    public sealed record Command(string Outcome, IReadOnlyList<Defect>? Defects = null);

    public sealed record Summary(string Number, DateTimeOffset At, IReadOnlyList<Summary>? Children = null);

    public sealed class Samples
    {
        [Function("Accept")]
        [Allow(Role.Clerk)]
        [Operation("Accepts a case", Request = typeof(Command), Changes = true, Creates = true, Status = 202)]
        public static IResult Accept([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "staff/cases/{number}/acceptance")] HttpRequest request) =>
            Results.Accepted();

        [Function("List")]
        [AllowPublic]
        [Operation("Lists cases", Response = typeof(Page<Summary>), Paged = true)]
        [QueryParameter("light", "Only those of this light", Required = true)]
        [Limited(10)]
        public static IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "calendar/{year:int}")] HttpRequest request) => Results.Ok();

        [Function("News")]
        [SignedCallback]
        [Operation("Takes news of a parcel")]
        public static IResult News([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/courier")] HttpRequest request) => Results.Ok();

        [Function("Forgotten")]
        public static IResult Forgotten([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post")] HttpRequest request) => Results.Ok();

        [Function("Queue")]
        public static Task Queue([QueueTrigger("outbox")] string message) => Task.CompletedTask;
    }

    private static readonly Endpoints Found = new([typeof(Samples)]);
    private static readonly JsonObject Document = OpenApi.Describe(Found.All, "Sample", "1");

    [Fact]
    public void Only_HTTP_functions_are_endpoints() => Assert.Equal(["Forgotten", "List", "News", "Accept"], Found.All.Select(e => e.Function));

    [Fact]
    public void A_function_that_states_nothing_is_found_as_such()
    {
        var forgotten = Found.Find("forgotten")!;

        Assert.Null(forgotten.Access);
        Assert.Equal("Forgotten", forgotten.Route);
        Assert.Equal(["GET", "POST"], forgotten.Verbs);
    }

    [Fact]
    public void A_limit_of_its_own_is_found() => Assert.Equal(new RateLimit(10, 10), Found.Find("List")!.Limit);

    [Fact]
    public void The_role_matrix_tells_public_functions_callbacks_and_roles()
    {
        var matrix = EndpointRoles.Of(Found).ToDictionary(e => e.Function, StringComparer.Ordinal);

        Assert.Equal([Role.Clerk], matrix["Accept"].Roles);
        Assert.True(matrix["List"].IsPublic);
        Assert.True(matrix["News"].IsCallback);
        Assert.False(matrix["Forgotten"].IsPublic || matrix["Forgotten"].IsCallback);
    }

    [Fact]
    public void A_command_is_described_with_body_headers_and_roles()
    {
        var accept = Document["paths"]!["/staff/cases/{number}/acceptance"]!["post"]!;

        Assert.Equal("Accepts a case", (string?)accept["summary"]);
        Assert.Equal(["number path", "Idempotency-Key header", "If-Match header"], accept["parameters"]!.AsArray().Select(p => $"{p!["name"]} {p["in"]}"));
        Assert.Equal("#/components/schemas/Command", (string?)accept["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.NotNull(accept["responses"]!["202"]);
        Assert.Equal("#/components/schemas/Problem", (string?)accept["responses"]!["default"]!["content"]!["application/problem+json"]!["schema"]!["$ref"]);
        Assert.Equal("""[{"bearer":[]}]""", accept["security"]!.ToJsonString());
        Assert.Equal("""["clerk"]""", accept["x-roles"]!.ToJsonString());
    }

    [Fact]
    public void A_list_is_described_with_paging_and_its_parameters()
    {
        var list = Document["paths"]!["/calendar/{year}"]!["get"]!;

        Assert.Equal(["year", "light", "pageSize", "continuationToken"], list["parameters"]!.AsArray().Select(p => (string?)p!["name"]));
        Assert.Equal("#/components/schemas/PageOfSummary", (string?)list["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal("[]", list["security"]!.ToJsonString());
    }

    [Fact]
    public void A_callback_is_described_as_signed() =>
        Assert.Equal("""[{"gateway":[]}]""", Document["paths"]!["/callbacks/courier"]!["post"]!["security"]!.ToJsonString());

    [Fact]
    public void Schemas_say_which_members_are_needed_and_that_there_are_no_others()
    {
        var command = Document["components"]!["schemas"]!["Command"]!;

        Assert.Equal("""["outcome"]""", command["required"]!.ToJsonString());
        Assert.Equal("false", command["additionalProperties"]!.ToJsonString());
        Assert.Equal("""["string","null"]""", command["properties"]!["defects"]!["items"]!["properties"]!["cure"]!["type"]!.ToJsonString());
    }

    [Fact]
    public void Every_reference_of_the_app_leads_somewhere() => AssertReferences(OpenApi.Describe(new Endpoints(typeof(OpenApi).Assembly).All, "NoVisit", "1"));

    [Fact]
    public void A_type_that_contains_itself_refers_to_itself()
    {
        AssertReferences(Document);

        Assert.Contains(References(Document), r => r.StartsWith("#/components/schemas/PageOfSummary/", StringComparison.Ordinal));
    }

    private static void AssertReferences(JsonObject document)
    {
        var references = References(document).ToList();

        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            JsonNode? node = document;
            foreach (var token in reference.Split('/').Skip(1))
            {
                node = node is JsonArray array ? array[int.Parse(token, null)] : node?[token];
            }

            Assert.True(node is JsonObject, reference);
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => m.Key == "$ref" ? [(string)m.Value!] : References(m.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}

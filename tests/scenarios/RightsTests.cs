using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NoVisit.Identity;

namespace NoVisit.Scenarios;

/// <summary>Who may do what (ID-01, ID-05): the role matrix as stated, other people's and other departments' cases, tokens, callbacks.</summary>
[Rule("ID-01", "ID-05", "SV-10")]
public sealed partial class RightsTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    // The gate says so in these words; a 403 without them comes from a rule behind it.
    private const string GateSays = "此操作需要以下角色之一";

    private static readonly Dictionary<Role, string> People = new()
    {
        [Role.Applicant] = "zhang.san",
        [Role.Agent] = "wang.wu",
        [Role.Clerk] = "clerk.SCJ",
        [Role.Reviewer] = "reviewer.SCJ",
        [Role.Approver] = "approver.SCJ",
        [Role.Coordinator] = "coordinator",
        [Role.Supervisor] = "supervisor",
        [Role.Administrator] = "administrator",
    };

    private City City => fixture.City;

    public static TheoryData<string> Endpoints => [.. EndpointRoles.All().Select(e => e.Function)];

    [Fact]
    public void There_is_a_demo_person_for_every_role() => Assert.Equal(Roles.All.Order(), People.Keys.Order());

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_endpoint_opens_for_its_roles_and_for_nobody_else(string function)
    {
        var endpoint = EndpointRoles.All().Single(e => e.Function == function);
        // Of a case that does not exist: nothing changes where the gate lets somebody through.
        var path = Parameters().Replace(endpoint.Route, "320681-none");
        foreach (var verb in endpoint.Verbs)
        {
            var stranger = await AskAsync(City.Anybody(), verb, path);
            if (endpoint.IsPublic)
            {
                Assert.NotEqual(401, (int)stranger.Status);
            }
            else
            {
                stranger.Refused(401, "unauthenticated");
            }

            foreach (var role in Roles.All)
            {
                var reply = await AskAsync(City.Staff(People[role]), verb, path);
                var refusedByGate = (int)reply.Status == 403 && reply.Text.Contains(GateSays, StringComparison.Ordinal);
                if (endpoint.IsCallback)
                {
                    // A person's token is no signature.
                    reply.Refused(401, "unauthenticated");
                }
                else if (endpoint.IsPublic || endpoint.Roles.Contains(role))
                {
                    Assert.False(refusedByGate || (int)reply.Status == 401, $"{role} may {verb} {path} but got {(int)reply.Status} {reply.Text}");
                }
                else
                {
                    reply.Refused(403, "forbidden");
                    Assert.True(refusedByGate, $"{role} {verb} {path}: {reply.Text}");
                }
            }
        }
    }

    [Fact]
    public async Task Another_persons_case_draft_material_and_certificate_do_not_exist_for_me()
    {
        var (zhang, li) = (City.Citizen(), City.Citizen("li.si"));
        var filing = await SoleTraderTests.DecidedAsync(City, zhang, Application.SoleTrader(byCourier: false));
        var seen = await zhang.SeesAsync(filing);
        var material = seen["materials"].EnumerateArray().First().GetProperty("uploadId").GetString();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var before = await City.StoredAsync();

        foreach (var (verb, path, body) in new (string, string, object?)[]
        {
            ("GET", filing.Path, null),
            ("GET", $"{filing.Path}/materials/{material}", null),
            ("GET", $"{filing.Path}/results/C-BL", null),
            ("POST", $"{filing.Path}/withdrawal", new { reason = "x" }),
            ("POST", $"{filing.Path}/corrections", new { values = new { } }),
            ("POST", $"{filing.Path}/spot-corrections", new { values = new { } }),
            ("POST", $"{filing.Path}/materials", new { materialCode = "M002", fileName = "a.pdf", contentType = "application/pdf", size = 10 }),
            ("GET", $"applications/{draft}", null),
            ("PUT", $"applications/{draft}", new { values = new { } }),
            ("DELETE", $"applications/{draft}", null),
            ("POST", $"applications/{draft}/materials", new { materialCode = "M002", fileName = "a.pdf", contentType = "application/pdf", size = 10 }),
            ("POST", $"applications/{draft}/submission", null),
        })
        {
            (await li.SendAsync(new HttpMethod(verb), path, body, Guid.NewGuid().ToString(), verb == "GET" ? null : "*")).Refused(404, "not-found");
        }

        Assert.DoesNotContain((await li.GetAsync("cases")).Ok()["items"].EnumerateArray(), c => c.GetProperty("number").GetString() == filing.Number);
        Assert.Equal(before, await City.StoredAsync());
        (await zhang.GetAsync($"{filing.Path}/materials/{material}")).Ok();
    }

    [Fact]
    public async Task An_upload_completes_only_for_its_person_and_its_draft()
    {
        var (zhang, li) = (City.Citizen(), City.Citizen("li.si"));
        var (draft, other) = (await zhang.DraftsAsync(Application.SoleTrader()), await zhang.DraftsAsync(Application.SoleTrader()));
        var lis = await li.DraftsAsync(Application.SoleTrader());
        var file = Material.Pdf("M002", "身份证.pdf");
        var ticket = (await zhang.AsksToUploadAsync($"applications/{draft}", file)).Ok();
        await Scenarios.Citizen.PutAsync(ticket, file);
        var before = await City.StoredAsync();

        (await zhang.CompletesAsync($"applications/{other}", ticket, file)).Refused(403, "foreign-upload");
        (await li.CompletesAsync($"applications/{lis}", ticket, file)).Refused(403, "foreign-upload");
        (await li.CompletesAsync($"applications/{draft}", ticket, file)).Refused(403, "foreign-upload");

        Assert.Equal(before, await City.StoredAsync());
        (await zhang.CompletesAsync($"applications/{draft}", ticket, file)).Ok();
    }

    [Fact]
    public async Task Another_department_neither_reads_nor_acts()
    {
        var zhang = City.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
        (await City.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        var material = (await zhang.SeesAsync(filing))["materials"].EnumerateArray().First().GetProperty("uploadId").GetString();
        var before = await City.StoredAsync();

        foreach (var stranger in (Staff[])[City.Reviewer("WJW"), City.Approver("WJW")])
        {
            (await stranger.GetAsync(filing.StaffPath)).Refused(403, "other-department");
            (await stranger.GetAsync($"{filing.StaffPath}/materials/{material}")).Refused(403, "other-department");
            (await stranger.ActsAsync(filing, $"{filing.Task("B")}/claim")).Refused(403, "other-department");
            (await stranger.AgreesAsync(filing, "B")).Refused(403, "other-department");
        }

        (await City.Approver("WJW").GrantsAsync(filing)).Refused(403, "other-department");
        (await City.Clerk("WJW").AcceptsAsync(filing)).Refused(403, "other-department");
        Assert.Empty(await City.Reviewer("WJW").InboxAsync(filing));
        Assert.Equal(before, await City.StoredAsync());
    }

    [Fact]
    public async Task A_colleagues_claim_holds_until_it_is_released()
    {
        var filing = await City.Citizen().FilesAsync(Application.SoleTrader(byCourier: false));
        (await City.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        var (first, second) = (City.Reviewer("SCJ"), City.Staff("reviewer2.SCJ"));
        (await first.ActsAsync(filing, $"{filing.Task("B")}/claim")).Ok();

        (await second.AgreesAsync(filing, "B")).Refused(409, "claimed-by-another");
        (await second.ActsAsync(filing, $"{filing.Task("B")}/release")).Refused(409, "claimed-by-another");
        (await first.ActsAsync(filing, $"{filing.Task("B")}/release")).Ok();
        (await second.AgreesAsync(filing, "B")).Ok();
    }

    [Fact]
    public async Task The_supervisor_reads_everything_and_changes_nothing()
    {
        var filing = await City.Citizen().FilesAsync(Application.SoleTrader(byCourier: false));
        var supervisor = City.Staff("supervisor");
        (await supervisor.GetAsync(filing.StaffPath)).Ok();

        foreach (var path in (string[])[$"{filing.StaffPath}/acceptance", $"{filing.StaffPath}/pre-review", $"{filing.StaffPath}/spot-corrections", $"{filing.StaffPath}/decision", $"{filing.Task("B")}/claim", $"{filing.Task("B")}/opinion"])
        {
            (await supervisor.SendAsync(HttpMethod.Post, path, new { outcome = "accept" }, Guid.NewGuid().ToString(), "*")).Refused(403, "forbidden");
        }
    }

    public static TheoryData<string> BadTokens =>
        ["expired", "forged", "wrong audience", "wrong issuer", "unsigned", "two families of roles", "no token at all"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_does_not_hold_is_none(string fault)
    {
        var signIn = City.Stack.SignIn;
        using var stolen = RSA.Create(2048);
        var token = fault switch
        {
            "expired" => signIn.Issue("zhang.san", ["applicant"], expires: TimeProvider.System.GetUtcNow().AddMinutes(-2)),
            "forged" => signIn.Issue("zhang.san", ["applicant"], key: stolen),
            "wrong audience" => signIn.Issue("zhang.san", ["applicant"], audience: "somebody-else"),
            "wrong issuer" => signIn.Issue("zhang.san", ["applicant"], issuer: "http://127.0.0.1:1"),
            "unsigned" => Unsigned(signIn.Issue("zhang.san", ["applicant"])),
            "two families of roles" => signIn.Issue("zhang.san", ["approver", "supervisor"]),
            _ => "nonsense",
        };

        (await Person.With(City, fault, token).GetAsync("cases")).Refused(401, "unauthenticated");
        (await Person.With(City, "good", signIn.Issue("zhang.san", ["applicant"])).GetAsync("cases")).Ok();
    }

    [Fact]
    public async Task An_upload_id_that_was_changed_is_unknown()
    {
        var zhang = City.Citizen();
        var draft = await zhang.DraftsAsync(Application.SoleTrader());
        var file = Material.Pdf("M002", "身份证.pdf");
        var ticket = (await zhang.AsksToUploadAsync($"applications/{draft}", file)).Ok();
        var id = ticket["uploadId"].GetString()!;
        var changed = (id[10] == 'A' ? 'B' : 'A') is var other ? id[..10] + other + id[11..] : id;

        (await zhang.CreateAsync($"applications/{draft}/materials/{changed}/completion", new { sha256 = new string('0', 64) })).Refused(404, "not-found");
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("wrong signature")]
    [InlineData("another secret")]
    [InlineData("stale")]
    [InlineData("from the future")]
    public async Task A_callback_without_a_fresh_signature_is_refused(string fault)
    {
        var filing = await SoleTraderTests.DecidedAsync(City, City.Citizen(), Application.SoleTrader());
        var parcel = await City.Gateways.ParcelOfAsync(filing.Number);
        var before = await City.StoredAsync();
        var body = $$"""{"orderId":"{{parcel.OrderId}}","waybill":"{{parcel.Waybill}}","status":"collected","at":"2026-09-08T01:30:00Z","sequence":1}""";
        var at = City.Now.AddMinutes(fault switch { "stale" => -6, "from the future" => 6, _ => 0 });
        var signature = Sign(fault == "another secret" ? "guess" : City.Settings["Callbacks:Secret"], at, fault == "wrong signature" ? body + " " : body);

        (await CallBackAsync(body, at, fault == "unsigned" ? null : signature)).Refused(401, "unauthenticated");

        Assert.Equal(before, await City.StoredAsync());
        Assert.True((await CallBackAsync(body, City.Now, Sign(City.Settings["Callbacks:Secret"], City.Now, body))).Status == System.Net.HttpStatusCode.NoContent);
    }

    private async Task<Reply> CallBackAsync(string body, DateTimeOffset at, string? signature)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null)
        {
            content.Headers.Add("X-Key-Id", City.Settings["Gateways:KeyId"]);
            content.Headers.Add("X-Timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            content.Headers.Add("X-Signature", signature);
        }

        return await City.Anybody().SendAsync(HttpMethod.Post, "callbacks/courier", content: content);
    }

    private static string Sign(string secret, DateTimeOffset at, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}.{body}"))));

    private static string Unsigned(string token)
    {
        var header = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        return $"{header}.{token.Split('.')[1]}.";
    }

    private static Task<Reply> AskAsync(Person person, string verb, string path) => person.SendAsync(
        new HttpMethod(verb), path, verb is "GET" or "DELETE" ? null : new { }, Guid.NewGuid().ToString(), verb == "GET" ? null : "*");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>委托代办 (IN-13, A11): a village agent files and follows the pension enrolment of a villager.</summary>
[Rule("IN-13", "LK-01")]
public sealed class AgentFilingTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private City City => fixture.City;

    [Fact]
    public async Task A_villager_authorises_the_agent_who_files_and_both_follow()
    {
        var (zhang, wang) = (City.Citizen(), City.Citizen("wang.wu"));
        var id = await GrantedAsync(zhang);

        var filing = await wang.FilesForAsync(AgentFilings.Pension(), id);
        await City.SettlesAsync();

        Assert.Equal("wang.wu", (await zhang.SeesAsync(filing))["mandate"].GetProperty("agent").GetString());
        Assert.Equal("王五", Row(await zhang.GetAsync("cases"), filing).GetProperty("agentName").GetString());
        Assert.Equal("张三", Row(await wang.GetAsync("cases"), filing).GetProperty("onBehalfOf").GetString());
        Assert.NotEmpty(await BoxAsync(zhang, filing));
        Assert.NotEmpty(await BoxAsync(wang, filing));
        (await City.Clerk("CUN").AcceptsAsync(filing)).Ok();
        var ledger = (await City.Clerk("CUN").SeesAsync(filing))["ledger"].EnumerateArray().ToList();
        Assert.Equal(("wang.wu", "zhang.san"), (ledger[0].GetProperty("actor").GetString(), ledger[0].GetProperty("onBehalfOf").GetString()));
        // Nobody asked for the paper: the authorisation is on line.
        Assert.Contains((await wang.SeesAsync(filing))["materials"].EnumerateArray(), m =>
            m.GetProperty("materialCode").GetString() == "M003" && m.GetProperty("reference").GetProperty("kind").GetString() == "authorisation");
    }

    [Fact]
    [Rule("IN-16", "DS-04")]
    public async Task When_all_shared_data_agree_the_system_decides()
    {
        var (zhang, wang) = (City.Citizen(), City.Citizen("wang.wu"));
        await RegisterSaysAsync("江苏省启东市汇龙镇民胜村12组8号");

        var filing = await wang.FilesForAsync(AgentFilings.Pension() with { Materials = [] }, await GrantedAsync(zhang));
        await ReviewedAsync(filing);

        Assert.Contains("certificatesIssued", (await wang.SeesAsync(filing))["events"].EnumerateArray().Select(e => e.GetProperty("type").GetString()));
        var ledger = (await City.Clerk("CUN").SeesAsync(filing))["ledger"].EnumerateArray();
        Assert.Equal("system", Assert.Single(ledger, e => e.GetProperty("type").GetString() == "stageDecided").GetProperty("actor").GetString());
    }

    [Fact]
    [Rule("IN-16", "DS-04")]
    public async Task When_the_register_differs_a_person_sees_it_and_decides()
    {
        var (zhang, wang) = (City.Citizen(), City.Citizen("wang.wu"));
        await RegisterSaysAsync("江苏省启东市汇龙镇民胜村1组1号");

        var filing = await wang.FilesForAsync(AgentFilings.Pension(), await GrantedAsync(zhang));
        await ReviewedAsync(filing);

        var comparisons = (await City.Clerk("CUN").SeesAsync(filing))["comparisons"].EnumerateArray().ToList();
        Assert.Equal("mismatch", Assert.Single(comparisons, c => c.GetProperty("field").GetString() == "household.address").GetProperty("outcome").GetString());
        Assert.Equal("inReview", await wang.StateOfAsync(filing));
        (await City.Approver("RSJ").GrantsAsync(filing)).Ok();
    }

    [Fact]
    public async Task Revoked_the_agent_can_do_nothing_more_and_the_applicant_goes_on()
    {
        var (zhang, wang) = (City.Citizen(), City.Citizen("wang.wu"));
        var id = await GrantedAsync(zhang, "withdraw");
        var filing = await wang.FilesForAsync(AgentFilings.Pension(), id);
        await City.SettlesAsync();

        (await zhang.SendAsync(HttpMethod.Delete, $"authorisations/{id}")).Ok();

        (await wang.GetAsync(filing.Path)).Refused(403, "authorisation-ended");
        (await wang.SendAsync(HttpMethod.Post, $"{filing.Path}/withdrawal", new { reason = "不办了" }, Guid.NewGuid().ToString(), "*")).Refused(403, "authorisation-ended");
        (await wang.BeginsForAsync(AgentFilings.Pension(), id)).Refused(403, "authorisation-ended");
        Assert.Contains((await zhang.SeesAsync(filing))["events"].EnumerateArray(), e => e.GetProperty("type").GetString() == "mandateEnded");
        (await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/withdrawal", new { reason = "不办了" }, Guid.NewGuid().ToString(), "*")).Ok();
    }

    [Fact]
    public async Task The_agent_withdraws_only_when_he_was_authorised_to()
    {
        var (zhang, wang) = (City.Citizen(), City.Citizen("wang.wu"));
        var filing = await wang.FilesForAsync(AgentFilings.Pension(), await GrantedAsync(zhang));

        (await wang.SendAsync(HttpMethod.Post, $"{filing.Path}/withdrawal", new { reason = "不办了" }, Guid.NewGuid().ToString(), "*")).Refused(403, "authorisation-scope");
    }

    [Fact]
    public async Task On_a_signed_document_the_village_agent_files_for_a_villager_without_an_account()
    {
        var wang = City.Citizen("wang.wu");
        var id = NewId();
        var villager = new { name = "赵小满", idNumber = "320681200105214681", village = "民胜村" };
        (await PutAsync(wang, id, new { validFrom = "2026-09-01", validTo = "2027-08-31", items = new[] { "320681-GG-RSJ-0012-1" }, person = villager })).Ok();
        var application = AgentFilings.Pension(villager.name, villager.idNumber);
        var draft = (await wang.BeginsForAsync(application, id)).Ok()["id"].GetString()!;
        foreach (var material in application.Materials)
        {
            (await wang.UploadsAsync($"applications/{draft}", material)).Ok();
        }

        Assert.Contains("M003", (await wang.CreateAsync($"applications/{draft}/submission")).Refused(422, "invalid").Blamed());
        (await wang.UploadsAsync($"applications/{draft}", Material.Pdf("M003", "授权委托书.pdf"))).Ok();
        var receipt = (await wang.CreateAsync($"applications/{draft}/submission")).Ok();

        Assert.Equal("submitted", (await wang.GetAsync($"cases/{receipt["number"].GetString()}")).Ok()["state"].GetString());
    }

    [Fact]
    public async Task A_village_agent_serves_no_other_village()
    {
        var wang = City.Citizen("wang.wu");
        var stranger = new { name = "赵小满", idNumber = "320681200105214681", village = "海滨村" };

        (await PutAsync(wang, NewId(), new { validFrom = "2026-09-01", validTo = "2027-08-31", person = stranger })).Refused(403, "other-village");
    }

    [Fact]
    public async Task A_grant_is_repeated_but_never_changed()
    {
        var zhang = City.Citizen();
        var id = await GrantedAsync(zhang);

        Assert.Equal(200, (int)(await PutAsync(zhang, id, Usual())).Status);
        (await PutAsync(zhang, id, new { agent = "li.si", validFrom = "2026-09-01", validTo = "2027-08-31" })).Refused(409, "authorisation-exists");
    }

    [Fact]
    public async Task Nobody_files_for_another_without_an_authorisation()
    {
        (await City.Citizen("wang.wu").BeginsForAsync(AgentFilings.Pension(), "none")).Refused(403, "authorisation-ended");
        (await City.Citizen("li.si").BeginsForAsync(AgentFilings.Pension(), "none")).Refused(403, "forbidden");
    }

    private async Task ReviewedAsync(Filing filing)
    {
        await City.SettlesAsync();
        (await City.Clerk("CUN").AcceptsAsync(filing)).Ok();
        await City.SettlesAsync();
        (await City.Reviewer("XZ").AgreesAsync(filing, "B")).Ok();
        await City.SettlesAsync();
    }

    /// <summary>The household register hands over what it knows of the applicant, signed.</summary>
    private async Task RegisterSaysAsync(string address)
    {
        var body = JsonSerializer.Serialize(new
        {
            register = "公安户籍",
            idNumber = Application.IdNumber,
            values = new Dictionary<string, string> { ["applicant.name"] = Application.Name, ["household.address"] = address, ["household.village"] = "民胜村" },
            asOf = City.Now.AddTicks(Interlocked.Increment(ref told)),
        });
        var timestamp = City.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.Add("X-Key-Id", City.Settings["Gateways:KeyId"]);
        content.Headers.Add("X-Timestamp", timestamp);
        content.Headers.Add("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(City.Settings["Callbacks:Secret"]), Encoding.UTF8.GetBytes($"{timestamp}.{body}"))));
        (await City.Anybody().SendAsync(HttpMethod.Post, "callbacks/registers", content: content)).Ok();
    }

    private static long told;

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static object Usual(params string[] more) =>
        new { agent = "wang.wu", validFrom = "2026-09-01", validTo = "2027-08-31", scope = (string[])["file", "follow", "receive", .. more] };

    private static async Task<string> GrantedAsync(Citizen zhang, params string[] more)
    {
        var id = NewId();
        (await PutAsync(zhang, id, Usual(more))).Ok();
        return id;
    }

    private static Task<Reply> PutAsync(Citizen person, string id, object body) =>
        person.SendAsync(HttpMethod.Put, $"authorisations/{id}", body, Guid.NewGuid().ToString());

    private static JsonElement Row(Reply list, Filing filing) =>
        Assert.Single(list.Ok()["items"].EnumerateArray(), c => c.GetProperty("number").GetString() == filing.Number);

    private static async Task<IReadOnlyList<JsonElement>> BoxAsync(Citizen person, Filing filing) =>
        [.. (await person.GetAsync("messages?pageSize=100")).Ok()["items"].EnumerateArray().Where(m => m.GetProperty("number").GetString() == filing.Number)];
}

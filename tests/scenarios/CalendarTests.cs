using System.Text.Json.Nodes;

namespace NoVisit.Scenarios;

/// <summary>工作日历 over HTTP: dues that run into 2027 are provisional until its holiday notice is entered, then counted anew (TL-03).</summary>
[Rule("TL-03")]
public sealed class CalendarTests(LocalStack stack)
{
    private const string Path = "admin/calendar/2027";

    [Fact]
    public async Task Dues_are_counted_anew_when_the_notice_of_their_year_is_entered()
    {
        await using var city = await City.OpenAsync(stack, "2026-12-28T09:30+08:00");
        var (zhang, admin) = (city.Citizen(), city.Staff("administrator"));
        var (running, waiting) = (await zhang.FilesAsync(Application.Food()), await zhang.FilesAsync(Application.Food()));
        (await city.Clerk("SCJ").AcceptsAsync(running)).Ok();
        await city.SettlesAsync();
        Assert.Equal(("2027-01-04", true), await PromisedAsync(zhang, running));
        Assert.StartsWith("2027-01-05T", (await zhang.SeesAsync(waiting))["acceptanceDue"].GetString(), StringComparison.Ordinal);
        var alert = Assert.Single((await admin.GetAsync("admin/alerts")).Ok()["items"].EnumerateArray());
        Assert.Equal(("provisionalYear", 2027, null), (alert.GetProperty("kind").GetString(), alert.GetProperty("year").GetInt32(), alert.GetProperty("resolvedAt").GetString()));
        Assert.Contains(city.Log.All, line => line.Contains("Dues rest on 2027", StringComparison.Ordinal));

        var read = (await admin.GetAsync(Path)).Ok();
        Assert.Equal((0, true), (read["version"].GetInt32(), read["provisional"].GetBoolean()));
        var entered = (await admin.SendAsync(HttpMethod.Put, Path, Notice(), ifMatch: read.ETag)).Ok();
        Assert.Equal((1, false, "administrator"), (entered["version"].GetInt32(), entered["provisional"].GetBoolean(), entered["history"][0].GetProperty("enteredBy").GetString()));

        await Eventually.TrueAsync("the dues are counted anew", async () => await PromisedAsync(zhang, running) == ("2027-01-05", false));
        await Eventually.TrueAsync("those of the filing too", async () =>
            (await zhang.SeesAsync(waiting))["acceptanceDue"].GetString()!.StartsWith("2027-01-06T", StringComparison.Ordinal));
        Assert.Single(await city.EventsAsync(running), e => e == "dueRecomputed");
        await Eventually.TrueAsync("the applicant is told", async () => (await city.Gateways.SmsAsync(running.Application.Phone)).Any(s => s.TemplateId == "NV-ZH-61"));
        Assert.NotNull((await admin.GetAsync("admin/alerts")).Ok()["items"][0].GetProperty("resolvedAt").GetString());
        Assert.Equal(("2027-01-05", false), await PromisedAsync(zhang, await AcceptedAsync(city, zhang)));
    }

    [Fact]
    [Rule("NF-02")]
    public async Task A_recount_survives_a_kill_of_the_host_that_took_the_notice()
    {
        await using var city = await City.PrepareAsync(stack, null, null, ("Local:Clock", "2026-12-28T09:30+08:00"));
        await using var app = new AppProcess(city);
        await app.StartAsync();
        var (zhang, admin) = (city.Citizen(), city.Staff("administrator"));
        var filing = await AcceptedAsync(city, zhang);
        (await admin.SendAsync(HttpMethod.Put, Path, Notice(), ifMatch: "\"v0\"")).Ok();
        await app.CrashAsync();

        await Eventually.TrueAsync("the dues are counted anew", async () => await PromisedAsync(zhang, filing) == ("2027-01-05", false), TimeSpan.FromSeconds(90));
        Assert.Single(await city.EventsAsync(filing), e => e == "dueRecomputed");
    }

    [Fact]
    public async Task An_unsound_calendar_is_refused_with_every_place_and_nothing_changes()
    {
        await using var city = await City.OpenAsync(stack, "2026-12-01T09:30+08:00");
        var admin = city.Staff("administrator");
        var unsound = Notice();
        unsound["workdays"] = new JsonArray("2027-01-08", "2027-01-02");
        unsound["holidays"]![1]!["from"] = "2027-02-06";
        Assert.Equal(["/holidays", "/workdays/0", "/workdays/1"], (await EnterAsync(admin, unsound, "\"v0\"")).Refused(422, "calendar-invalid").Blamed());
        (await EnterAsync(admin, Notice(), "\"v3\"")).Refused(412, "stale");
        (await EnterAsync(admin, Notice(), null)).Refused(428, "precondition-required");
        Assert.Equal(["/seasons"], (await EnterAsync(admin, new JsonObject { ["seasons"] = 4 }, "\"v0\"")).Refused(422, "calendar-invalid").Blamed());
        (await admin.GetAsync("admin/calendar/1999")).Refused(404, "not-found");
        Assert.True((await admin.GetAsync(Path)).Ok()["provisional"].GetBoolean());
    }

    [Fact]
    public async Task A_correction_is_the_next_version_and_keeps_the_one_before()
    {
        await using var city = await City.OpenAsync(stack, "2026-12-01T09:30+08:00");
        var admin = city.Staff("administrator");
        (await EnterAsync(admin, Notice(), "\"v0\"")).Ok();
        var corrected = Notice();
        corrected["workdays"] = new JsonArray();
        (await EnterAsync(city.Staff("administrator2"), corrected, "\"v0\"")).Refused(412, "stale");
        var second = (await EnterAsync(city.Staff("administrator2"), corrected, "\"v1\"")).Ok();
        Assert.Equal(["administrator2", "administrator"], second["history"].EnumerateArray().Select(h => h.GetProperty("enteredBy").GetString()!));
        Assert.Empty((await admin.GetAsync(Path)).Ok()["workdays"].EnumerateArray());
        Assert.Equal("国办发明电〔2025〕7号", (await admin.GetAsync("admin/calendar/2026")).Ok()["source"].GetProperty("number").GetString());
    }

    [Fact]
    public async Task Dues_of_running_cases_move_when_a_year_is_corrected_and_ended_cases_stay()
    {
        await using var city = await City.OpenAsync(stack, "2026-12-28T09:30+08:00");
        var (zhang, admin) = (city.Citizen(), city.Staff("administrator"));
        (await EnterAsync(admin, Notice(), "\"v0\"")).Ok();
        var (running, waiting, withdrawn) = (await AcceptedAsync(city, zhang), await zhang.FilesAsync(Application.Food()), await AcceptedAsync(city, zhang));
        (await zhang.WithdrawsAsync(withdrawn, "不再需要")).Ok();
        Assert.Equal(("2027-01-05", false), await PromisedAsync(zhang, running));

        // 4 January is a working day after all: what was due on the 5th is due a day earlier, before anybody would have looked.
        var corrected = Notice();
        corrected["holidays"]![0]!["to"] = "2027-01-03";
        corrected["workdays"] = new JsonArray();
        (await EnterAsync(admin, corrected, "\"v1\"")).Ok();
        await Eventually.TrueAsync("the dues are counted anew", async () => await PromisedAsync(zhang, running) == ("2027-01-04", false));
        await Eventually.TrueAsync("those of the filing too", async () =>
            (await zhang.SeesAsync(waiting))["acceptanceDue"].GetString()!.StartsWith("2027-01-05T", StringComparison.Ordinal));
        await Eventually.TrueAsync("the applicant is told", async () => (await city.Gateways.SmsAsync(running.Application.Phone)).Any(s => s.TemplateId == "NV-ZH-61"));
        await city.ItIsAsync("2027-01-04T17:30:01+08:00");
        Assert.Contains("SCJ promised", await city.AccountabilityAsync(running));
        Assert.Single(await city.EventsAsync(running), e => e == "dueRecomputed");
        Assert.DoesNotContain("dueRecomputed", await city.EventsAsync(withdrawn));
    }

    private static async Task<Filing> AcceptedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Food());
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        return filing;
    }

    private static Task<Reply> EnterAsync(Staff person, JsonObject year, string? tag) => person.SendAsync(HttpMethod.Put, Path, year, ifMatch: tag);

    private static async Task<(string, bool)> PromisedAsync(Citizen citizen, Filing filing)
    {
        var clock = (await citizen.SeesAsync(filing))["clock"];
        return (clock.GetProperty("promisedDue").GetString()![..10], clock.GetProperty("provisional").GetBoolean());
    }

    /// <summary>A notice as it might come: New Year to Monday, 4 January, made up for on Saturday, 9 January.</summary>
    private static JsonObject Notice() => JsonNode.Parse("""
        {
          "source": { "notice": "国务院办公厅关于2027年部分节假日安排的通知", "number": "国办发明电〔2026〕7号", "issued": "2026-11-26" },
          "holidays": [
            { "name": { "zh": "元旦", "en": "New Year's Day" }, "from": "2027-01-01", "to": "2027-01-04" },
            { "name": { "zh": "春节", "en": "Spring Festival" }, "from": "2027-02-05", "to": "2027-02-11" },
            { "name": { "zh": "清明节", "en": "Qingming Festival" }, "from": "2027-04-03", "to": "2027-04-05" },
            { "name": { "zh": "劳动节", "en": "Labour Day" }, "from": "2027-05-01", "to": "2027-05-05" },
            { "name": { "zh": "端午节", "en": "Dragon Boat Festival" }, "from": "2027-06-09", "to": "2027-06-09" },
            { "name": { "zh": "中秋节", "en": "Mid-Autumn Festival" }, "from": "2027-09-15", "to": "2027-09-15" },
            { "name": { "zh": "国庆节", "en": "National Day" }, "from": "2027-10-01", "to": "2027-10-07" }
          ],
          "workdays": ["2027-01-09"]
        }
        """)!.AsObject();
}

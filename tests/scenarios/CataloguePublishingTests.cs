using System.Text.Json;
using System.Text.Json.Nodes;

namespace NoVisit.Scenarios;

/// <summary>目录管理 over HTTP: drafts, checks, publication by a second person while cases run, cancellation (CT-05, WF-02, TL-02).</summary>
public sealed class CataloguePublishingTests(LocalStack stack)
{
    private const string Code = "320681-XK-SCJ-0003-1";

    [Fact]
    [Rule("CT-05", "CT-01", "WF-02", "TL-02", "TL-05")]
    public async Task A_published_change_meets_new_filings_and_leaves_running_ones_alone()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (zhang, editor, approver) = (city.Citizen(), city.Staff("administrator"), city.Staff("administrator2"));
        var running = await zhang.FilesAsync(Application.Food());
        var draft = await zhang.DraftsAsync(Application.Food());

        var saved = await SavesAsync(editor, item => ChangeLimits(item, promised: 6, survey: 4));
        Assert.Equal(("draft", 2), (saved["version"].GetProperty("status").GetString(), saved["version"].GetProperty("version").GetInt32()));
        Assert.DoesNotContain(saved["findings"].EnumerateArray(), f => f.GetProperty("severity").GetString() == "error");
        Assert.Equal(1, (await zhang.GetAsync($"items/{Code}")).Ok()["version"].GetInt32());
        (await PublishesAsync(editor, saved.ETag)).Refused(403, "own-draft");
        (await PublishesAsync(approver, saved.ETag, new { approval = "启政复〔2026〕12号" })).Ok();

        var guide = (await zhang.GetAsync($"items/{Code}")).Ok();
        Assert.Equal((2, 6), (guide["version"].GetInt32(), guide["promisedDays"].GetInt32()));
        Assert.Equal(4, (await zhang.GetAsync($"items/{Code}?version=1")).Ok()["promisedDays"].GetInt32());
        Assert.Equal(6, await PromisedDaysAsync(city, zhang, await zhang.FilesAsync(Application.Food()), version: 2));
        Assert.Equal(4, await PromisedDaysAsync(city, zhang, running, version: 1));
        Assert.Equal(4, await PromisedDaysAsync(city, zhang, await SubmitsAsync(zhang, draft), version: 1));

        (await city.Reviewer("SCJ").AgreesAsync(running, "B")).Ok();
        await city.SettlesAsync();
        Assert.StartsWith("2026-09-10T", (await zhang.StageOfAsync(running, "C")).GetProperty("due").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    [Rule("CT-05")]
    public async Task A_cancelled_item_is_neither_filed_nor_continued_but_running_cases_end_as_they_began()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (zhang, editor, approver) = (city.Citizen(), city.Staff("administrator"), city.Staff("administrator2"));
        var running = await zhang.FilesAsync(Application.Food());
        var draft = await zhang.DraftsAsync(Application.Food());
        var read = (await editor.GetAsync($"admin/items/{Code}")).Ok();
        (await editor.SendAsync(HttpMethod.Post, $"admin/items/{Code}/cancellation", new { }, ifMatch: read.ETag)).Refused(422, "reason-missing");
        var cancellation = (await editor.SendAsync(HttpMethod.Post, $"admin/items/{Code}/cancellation", new { reason = "国务院决定取消。" }, ifMatch: read.ETag)).Ok();
        (await PublishesAsync(editor, cancellation.ETag)).Refused(403, "own-draft");
        (await PublishesAsync(approver, cancellation.ETag)).Ok();

        (await zhang.GetAsync($"items/{Code}")).Refused(404, "not-found");
        (await zhang.GetAsync($"items/{Code}?version=1")).Ok();
        Assert.DoesNotContain((await zhang.GetAsync("items?pageSize=100")).Ok()["items"].EnumerateArray(), i => i.GetProperty("code").GetString() == Code);
        (await zhang.CreateAsync("applications", new { itemCode = Code })).Refused(404, "not-found");
        (await zhang.CreateAsync($"applications/{draft}/submission")).Refused(409, "item-closed");
        Assert.Equal(4, await PromisedDaysAsync(city, zhang, running, version: 1));

        var anew = await SavesAsync(editor, item => item["onlineDepth"] = 3);
        (await PublishesAsync(approver, anew.ETag)).Ok();
        Assert.Equal(3, (await zhang.GetAsync($"items/{Code}")).Ok()["version"].GetInt32());
        (await zhang.CreateAsync($"applications/{draft}/submission")).Refused(409, "item-closed");
        var history = (await editor.GetAsync($"admin/items/{Code}/versions")).Ok()["items"].EnumerateArray().ToList();
        Assert.Equal(["published", "cancelled", "published"], history.Select(v => v.GetProperty("status").GetString()!));
        Assert.Equal("国务院决定取消。", history[1].GetProperty("reason").GetString());
        Assert.Equal(("administrator", "administrator2"), (history[1].GetProperty("editors")[0].GetString(), history[1].GetProperty("approvedBy").GetString()));
    }

    [Fact]
    [Rule("CT-05")]
    public async Task A_version_with_a_day_of_its_own_waits_for_it()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var saved = await SavesAsync(city.Staff("administrator"), item => ChangeLimits(item, promised: 6, survey: 4));
        (await PublishesAsync(city.Staff("administrator2"), saved.ETag, new { effectiveFrom = "2026-09-07" })).Refused(422, "effective-date");
        (await PublishesAsync(city.Staff("administrator2"), saved.ETag, new { effectiveFrom = "2026-09-10" })).Ok();

        await city.ItIsAsync("2026-09-09T23:59+08:00");
        Assert.Equal(1, (await city.Anybody().GetAsync($"items/{Code}")).Ok()["version"].GetInt32());
        await city.ItIsAsync("2026-09-10T00:00+08:00");
        Assert.Equal(2, (await city.Anybody().GetAsync($"items/{Code}")).Ok()["version"].GetInt32());
    }

    [Fact]
    [Rule("CT-05", "CT-03", "CT-09", "TL-02", "TL-05")]
    public async Task What_must_not_be_published_is_refused_with_its_place()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (editor, approver) = (city.Staff("administrator"), city.Staff("administrator2"));
        var read = (await editor.GetAsync($"admin/items/{Code}")).Ok();
        (await PublishesAsync(approver, read.ETag)).Refused(409, "no-draft");
        (await SaveAsync(editor, Item(read), "\"v7\"")).Refused(412, "stale");
        (await SaveAsync(editor, Item(read), null)).Refused(428, "precondition-required");
        (await SaveAsync(editor, Item(read), "\"v0\"", "320681-nothing")).Refused(422, "item-code");
        Assert.Equal(["/code"], (await SaveAsync(editor, Item(read), "\"v0\"", "320681-XK-SCJ-0099-1")).Refused(422, "item-code").Blamed());
        Assert.Equal(["/lead"], (await SaveAsync(editor, Item(read, i => i["lead"] = "XXX"), read.ETag)).Refused(422, "item-unreadable").Blamed());
        Assert.Equal(["/secret"], (await SaveAsync(editor, Item(read, i => i["secret"] = true), read.ETag)).Refused(422, "secret-item").Blamed());
        Assert.Single((await editor.GetAsync($"admin/items/{Code}/versions")).Ok()["items"].EnumerateArray());

        var broken = (await SaveAsync(editor, Item(read, item => ChangeLimits(item, promised: 11, survey: 10)), read.ETag)).Ok();
        var errors = broken["findings"].EnumerateArray().Where(f => f.GetProperty("severity").GetString() == "error").Select(f => f.GetProperty("location").GetString()!);
        Assert.Equal(["/limits/promisedDays", "/stages"], errors.Order(StringComparer.Ordinal));
        Assert.Equal(["/limits/promisedDays", "/stages"], (await PublishesAsync(approver, broken.ETag)).Refused(422, "not-publishable").Blamed());
        (await SaveAsync(approver, Item(read), read.ETag)).Refused(412, "stale");
        (await editor.SendAsync(HttpMethod.Delete, $"admin/items/{Code}", ifMatch: broken.ETag)).Ok();
        (await editor.SendAsync(HttpMethod.Delete, $"admin/items/{Code}", ifMatch: read.ETag)).Refused(409, "no-draft");
        Assert.Equal("v1", (await editor.GetAsync($"admin/items/{Code}")).Ok().ETag!.Trim('"'));
    }

    [Fact]
    [Rule("CT-05", "CT-01")]
    public async Task A_new_item_is_drafted_listed_and_published_under_a_code_of_its_own()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var (editor, approver) = (city.Staff("administrator"), city.Staff("administrator2"));
        const string code = "320681-XK-SCJ-0099-1";
        var item = Item((await editor.GetAsync($"admin/items/{Code}")).Ok(), i => (i["code"], i["name"]) = (code, new JsonObject { ["zh"] = "小作坊登记", ["en"] = "Workshop registration" }));
        (await editor.GetAsync($"admin/items/{code}")).Refused(404, "not-found");
        var saved = (await SaveAsync(editor, item, "\"v0\"", code)).Ok();
        var listed = (await editor.GetAsync("admin/items?pageSize=100")).Ok()["items"].EnumerateArray().Single(i => i.GetProperty("code").GetString() == code);
        Assert.Equal((JsonValueKind.Null, 1), (listed.GetProperty("inForce").ValueKind, listed.GetProperty("draft").GetInt32()));
        (await city.Anybody().GetAsync($"items/{code}")).Refused(404, "not-found");

        (await approver.SendAsync(HttpMethod.Post, $"admin/items/{code}/publication", ifMatch: saved.ETag)).Ok();
        Assert.Equal("小作坊登记", (await city.Anybody().GetAsync($"items/{code}")).Ok()["name"].GetProperty("zh").GetString());
        Assert.Equal(code, (await city.Citizen().CreateAsync("applications", new { itemCode = code })).Ok()["itemCode"].GetString());
    }

    private static void ChangeLimits(JsonObject item, int promised, int survey)
    {
        item["limits"]!["promisedDays"] = promised;
        item["stages"]!.AsArray().Single(s => (string?)s!["id"] == "C")!["limitDays"] = survey;
    }

    private static JsonObject Item(Reply read, Action<JsonObject>? change = null)
    {
        var item = JsonNode.Parse(read["item"].GetRawText())!.AsObject();
        change?.Invoke(item);
        return item;
    }

    private static async Task<Reply> SavesAsync(Staff editor, Action<JsonObject> change)
    {
        var read = (await editor.GetAsync($"admin/items/{Code}")).Ok();
        return (await SaveAsync(editor, Item(read, change), read.ETag)).Ok();
    }

    private static Task<Reply> SaveAsync(Staff editor, JsonObject item, string? tag, string code = Code) =>
        editor.SendAsync(HttpMethod.Put, $"admin/items/{code}", item, ifMatch: tag);

    private static Task<Reply> PublishesAsync(Staff person, string? tag, object? command = null) =>
        person.SendAsync(HttpMethod.Post, $"admin/items/{Code}/publication", command, ifMatch: tag);

    /// <summary>Submits a draft that was begun earlier, with all its files.</summary>
    private static async Task<Filing> SubmitsAsync(Citizen citizen, string draft)
    {
        var application = Application.Food();
        foreach (var material in application.Materials)
        {
            (await citizen.UploadsAsync($"applications/{draft}", material)).Ok();
        }

        var receipt = (await citizen.CreateAsync($"applications/{draft}/submission")).Ok();
        return new Filing(receipt["number"].GetString()!, receipt["queryCode"].GetString()!, draft, application);
    }

    /// <summary>The promised limit a case gets when it is accepted on Tuesday, 8 September 2026: its due date tells.</summary>
    private static async Task<int> PromisedDaysAsync(City city, Citizen citizen, Filing filing, int version)
    {
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        var seen = await citizen.SeesAsync(filing);
        Assert.Equal(version, seen["itemVersion"].GetInt32());
        return seen["clock"].GetProperty("promisedDue").GetString()![..10] switch { "2026-09-14" => 4, "2026-09-16" => 6, _ => 0 };
    }
}

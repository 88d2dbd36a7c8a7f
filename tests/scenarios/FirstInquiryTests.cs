using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>首问负责制 (IN-10), over HTTP: asked at one department's window, handed over, answered late over the Spring Festival of 2026.</summary>
[Rule("IN-10")]
public sealed class FirstInquiryTests(LocalStack stack)
{
    private const string Phone = "13912345678";
    private static readonly object Question = new { matter = "开面馆要办什么证?", contact = Phone, itemCode = "320681-XK-SCJ-0003-1" };

    [Fact]
    public async Task Another_departments_matter_is_handed_over_watched_and_alerts_both_once_when_it_is_not_answered()
    {
        await using var city = await City.OpenAsync(stack, "2026-02-13T10:00+08:00");
        var (window, market) = (city.Clerk("FGW"), city.Clerk("SCJ"));
        var asked = (await window.CreateAsync("staff/inquiries", Question, "key-of-the-enquiry")).Ok();
        var number = asked["number"].GetString()!;
        Assert.Equal("clerk.FGW", asked["first"].GetProperty("person").GetString());
        Assert.Equal(new DateTimeOffset(2026, 2, 24, 17, 30, 0, TimeSpan.FromHours(8)), asked["due"].GetDateTimeOffset());
        Assert.Equal(number, (await window.CreateAsync("staff/inquiries", Question, "key-of-the-enquiry")).Ok()["number"].GetString());
        (await window.CreateAsync("staff/inquiries", new { matter = "别的" }, "key-of-the-enquiry")).Refused(422, "idempotency-key-reused");

        (await AnswerAsync(window, number)).Refused(409, "inquiry-of-another-department");
        Assert.Equal(["/department"], (await TransferAsync(window, number, "GAJ")).Refused(422, "inquiry-transfer-invalid").Blamed());
        Assert.Empty(await ListAsync(market));
        (await TransferAsync(window, number, "SCJ")).Ok();
        (await AnswerAsync(window, number)).Refused(403, "other-department");

        await city.ItIsAsync("2026-02-24T17:30:00+08:00");
        Assert.Empty(await WarningsAsync(window));
        await city.ItIsAsync("2026-02-25T10:00+08:00");
        Assert.Equal([number], await WarningsAsync(window));
        Assert.Equal([number], await WarningsAsync(city.Approver("SCJ")));
        Assert.True(Assert.Single(await ListAsync(window, "?mine=true&open=true")).GetProperty("overdue").GetBoolean());

        (await AnswerAsync(market, number)).Ok();
        (await AnswerAsync(market, number)).Refused(409, "inquiry-answered");
        await city.ItIsAsync("2026-03-02T10:00+08:00");
        Assert.Equal([number], await WarningsAsync(window));
        Assert.Empty(await ListAsync(window, "?open=true"));
        Assert.Equal("食品经营许可证。", Assert.Single(await ListAsync(window)).GetProperty("answer").GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_register_is_for_the_departments_concerned_and_supervisors_and_the_contact_stands_nowhere_in_plain()
    {
        await using var city = await City.OpenAsync(stack, "2026-02-13T10:00+08:00");
        var window = city.Clerk("FGW");
        Assert.Equal(["/matter"], (await window.CreateAsync("staff/inquiries", new { matter = " " })).Refused(422, "inquiry-incomplete").Blamed());
        (await window.CreateAsync("staff/inquiries", Question)).Ok();
        (await window.CreateAsync("staff/inquiries", new { matter = "何时上班?", promisedBy = "2026-02-13" })).Ok();

        Assert.Equal(Phone, (await ListAsync(city.Reviewer("FGW"))).Select(i => i.GetProperty("contact").GetString()).Single(c => c is not null));
        Assert.Empty(await ListAsync(city.Clerk("SCJ")));
        Assert.Empty(await ListAsync(city.Reviewer("FGW"), "?mine=true"));
        var seen = await ListAsync(city.Staff("supervisor"));
        Assert.Equal(2, seen.Count);
        Assert.All(seen, i => Assert.Equal(JsonValueKind.Null, i.GetProperty("contact").ValueKind));
        Assert.Equal(JsonValueKind.String, (await window.GetAsync("staff/inquiries?pageSize=1")).Ok()["continuationToken"].ValueKind);
        (await AnswerAsync(window, "Q20260213-none")).Refused(404, "not-found");
        (await AnswerAsync(window, seen.Single(i => i.GetProperty("itemCode").ValueKind == JsonValueKind.Null).GetProperty("number").GetString()!, "")).Refused(422, "inquiry-answer-empty");

        Assert.DoesNotContain(Phone, await city.StoredAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(city.Log.All, line => line.Contains(Phone, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_clerk_who_acts_first_on_a_filing_is_its_first_inquiry_person()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await city.Citizen().FilesAsync(Application.SoleTrader());
        Assert.Equal(JsonValueKind.Null, (await city.Clerk("SCJ").SeesAsync(filing))["firstInquiry"].ValueKind);

        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();

        Assert.Equal("clerk.SCJ", (await city.Reviewer("SCJ").SeesAsync(filing))["firstInquiry"].GetProperty("person").GetString());
    }

    private static Task<Reply> TransferAsync(Staff who, string number, string department) =>
        who.SendAsync(HttpMethod.Post, $"staff/inquiries/{number}/transfer", new { department, reason = "属其职责" });

    private static Task<Reply> AnswerAsync(Staff who, string number, string answer = "食品经营许可证。") =>
        who.SendAsync(HttpMethod.Post, $"staff/inquiries/{number}/answer", new { answer });

    private static async Task<List<JsonElement>> ListAsync(Staff who, string query = "") =>
        [.. (await who.GetAsync("staff/inquiries" + query)).Ok()["items"].EnumerateArray()];

    private static async Task<List<string?>> WarningsAsync(Staff who) =>
        [.. (await who.GetAsync("staff/messages")).Ok()["items"].EnumerateArray()
            .Where(m => m.GetProperty("kind").GetString() == "workWarning").Select(m => m.GetProperty("number").GetString())];
}

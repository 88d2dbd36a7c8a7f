namespace NoVisit.Scenarios;

/// <summary>催办 (TL-10): the lead or the coordinator urges, the department answers in a working day, the second urging goes to its head.</summary>
[Rule("TL-10")]
public sealed class UrgingTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    [Fact]
    public async Task The_first_urging_goes_to_the_department_the_second_to_its_head_and_each_is_answered_once()
    {
        var city = fixture.City;
        var filing = await AcceptedAsync(city);
        (await UrgeAsync(city.Staff("coordinator"), filing, "B2")).Ok();
        (await UrgeAsync(city.Reviewer("FGW"), filing, "B2")).Refused(409, "urging-awaits-reply");
        (await ReplyAsync(city.Reviewer("ZRJ"), filing, "u1")).Refused(403, "other-department");
        Assert.Equal(["/reply"], (await ReplyAsync(city.Reviewer("STJ"), filing, "u1", " ")).Refused(422, "urging-reply-empty").Blamed());
        (await ReplyAsync(city.Reviewer("STJ"), filing, "u1")).Ok();
        (await ReplyAsync(city.Reviewer("STJ"), filing, "u1")).Refused(409, "urging-answered");
        (await ReplyAsync(city.Reviewer("STJ"), filing, "u9")).Refused(404, "unknown-urging");

        (await UrgeAsync(city.Reviewer("FGW"), filing, "B2")).Ok();
        (await ReplyAsync(city.Reviewer("STJ"), filing, "u2")).Refused(403, "wrong-role");
        (await ReplyAsync(city.Approver("STJ"), filing, "u2")).Ok();

        var urgings = (await city.Staff("supervisor").SeesAsync(filing))["urgings"].EnumerateArray().ToList();
        Assert.Equal([false, true], urgings.Select(u => u.GetProperty("toHead").GetBoolean()));
        Assert.All(urgings, u => Assert.Equal(new DateTimeOffset(2026, 9, 9, 17, 30, 0, TimeSpan.FromHours(8)), u.GetProperty("replyDue").GetDateTimeOffset()));
    }

    [Fact]
    public async Task An_unanswered_urging_is_repeated_when_its_time_has_passed()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var filing = await AcceptedAsync(city);
        (await UrgeAsync(city.Reviewer("FGW"), filing, "B2")).Ok();
        await city.ItIsAsync("2026-09-09T17:30:00+08:00");
        (await UrgeAsync(city.Reviewer("FGW"), filing, "B2")).Refused(409, "urging-awaits-reply");

        await city.ItIsAsync("2026-09-09T17:30:01+08:00");
        (await UrgeAsync(city.Reviewer("FGW"), filing, "B2")).Ok();
    }

    [Fact]
    public async Task Nobody_else_urges_and_only_open_tasks_are_urged()
    {
        var city = fixture.City;
        var filing = await AcceptedAsync(city);
        (await city.Reviewer("ZRJ").AgreesAsync(filing, "B1")).Ok();
        await city.SettlesAsync();
        var before = await city.EventsAsync(filing);

        (await UrgeAsync(city.Reviewer("ZRJ"), filing, "B2")).Refused(403, "other-department");
        (await UrgeAsync(city.Staff("supervisor"), filing, "B2")).Refused(403, "forbidden");
        (await UrgeAsync(city.Reviewer("FGW"), filing, "B1")).Refused(409, "task-closed");
        (await UrgeAsync(city.Reviewer("FGW"), filing, "Z9")).Refused(404, "unknown-task");
        Assert.Equal(["/demand"], (await UrgeAsync(city.Reviewer("FGW"), filing, "B2", "")).Refused(422, "urging-without-demand").Blamed());

        Assert.Equal(before, await city.EventsAsync(filing));
    }

    private static async Task<Filing> AcceptedAsync(City city)
    {
        var filing = await city.Citizen().FilesAsync(Application.Of(Application.InvestmentItem));
        (await city.Clerk("FGW").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static Task<Reply> UrgeAsync(Staff who, Filing filing, string stageId, string demand = "请尽快出具意见。") =>
        who.ActsAsync(filing, $"{filing.StaffPath}/urgings", new { stageId, demand });

    private static Task<Reply> ReplyAsync(Staff who, Filing filing, string id, string reply = "今日办结。") =>
        who.ActsAsync(filing, $"{filing.StaffPath}/urgings/{id}/reply", new { reply });
}

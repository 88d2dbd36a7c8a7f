namespace NoVisit.Scenarios;

/// <summary>Deputies, leave and the duty roster over HTTP: what is not sound is refused with every place, and nothing changes (WF-14, WF-17).</summary>
[Rule("WF-14")]
public sealed class PostTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private Staff Administrator => fixture.City.Staff("administrator");

    [Theory]
    [InlineData("""{ "person": "reviewer.SCJ", "department": "SCJ", "deputy": "reviewer.SCJ", "from": "2026-09-08" }""", "/deputy")]
    [InlineData("""{ "person": " ", "department": "SCJ", "deputy": "", "from": "2026-09-08" }""", "/deputy", "/person")]
    [InlineData("""{ "person": "reviewer.SCJ", "department": "XYZ", "deputy": "reviewer2.SCJ", "from": "2026-09-08" }""", "/department")]
    [InlineData("""{ "person": "reviewer.SCJ", "department": "SCJ", "deputy": "reviewer2.SCJ", "from": "2026-09-08", "to": "2026-09-07" }""", "/to")]
    public Task A_deputyship_that_is_not_sound_is_refused(string body, params string[] blamed) => RefusedAsync(Administrator, "admin/deputies/ab-9", body, "invalid", blamed);

    [Theory]
    [InlineData("""{ "person": "reviewer.SCJ", "deputy": "reviewer2.SCJ", "from": "2026-09-08" }""")]
    [InlineData("""{ "person": "reviewer.SCJ", "department": null, "deputy": "reviewer2.SCJ", "from": "2026-09-08" }""")]
    [InlineData("""{ "person": "reviewer.SCJ", "department": "SCJ", "deputy": "reviewer2.SCJ", "from": "8. September" }""")]
    [InlineData("[]")]
    public Task A_deputyship_that_cannot_be_read_is_refused(string body) => RefusedAsync(Administrator, "admin/deputies/ab-9", body, null);

    [Fact]
    public Task A_deputyship_has_a_plain_name() => RefusedAsync(
        Administrator, "admin/deputies/a%20b", """{ "person": "reviewer.SCJ", "department": "SCJ", "deputy": "reviewer2.SCJ", "from": "2026-09-08" }""", "invalid", "id");

    [Fact]
    public async Task Ending_a_deputyship_that_is_none_changes_nothing()
    {
        var before = await fixture.City.StoredAsync();

        Assert.Equal(204, (int)(await Administrator.SendAsync(HttpMethod.Delete, "admin/deputies/none")).Status);
        Assert.Equal(before, await fixture.City.StoredAsync());
    }

    [Theory]
    [InlineData("""{ "from": "2026-09-09", "to": "2026-09-08", "reason": "年休假" }""", "/to")]
    [InlineData("""{ "from": "2026-09-08", "to": "2026-09-09", "reason": " " }""", "/reason")]
    public Task Leave_that_is_not_sound_is_refused(string body, params string[] blamed) =>
        RefusedAsync(fixture.City.Reviewer("SCJ"), "staff/absence", body, "invalid", blamed);

    [Theory]
    [InlineData("""{ "from": "2026-09-08", "to": "2026-09-09", "reason": "病假" }""", "/department", "/person")]
    [InlineData("""{ "from": "2026-09-08", "to": "2026-09-09", "reason": "病假", "person": "a/b", "department": "SCJ" }""", "/person")]
    [InlineData("""{ "from": "2026-09-08", "to": "2026-09-09", "reason": "病假", "person": "reviewer.SCJ", "department": "XYZ" }""", "/department")]
    public Task The_administrator_names_whose_leave_it_is(string body, params string[] blamed) => RefusedAsync(Administrator, "staff/absence", body, "invalid", blamed);

    [Fact]
    public Task Nobody_else_puts_a_colleague_on_leave() => RefusedAsync(
        fixture.City.Reviewer("SCJ"), "staff/absence", """{ "from": "2026-09-08", "to": "2026-09-09", "reason": "病假", "person": "reviewer2.SCJ" }""", "forbidden");

    [Theory]
    [Rule("WF-17")]
    [InlineData("2026-9-8/SCJ", """{ "leader": "approver.SCJ" }""", "day")]
    [InlineData("2026-02-30/SCJ", """{ "leader": "approver.SCJ" }""", "day")]
    [InlineData("2026-09-08/XYZ", """{ "leader": "approver.SCJ" }""", "department")]
    [InlineData("2026-09-08/SCJ", """{ "leader": " " }""", "/leader")]
    public Task A_duty_that_is_not_sound_is_refused(string path, string body, params string[] blamed) =>
        RefusedAsync(Administrator, $"admin/duties/{path}", body, "invalid", blamed);

    [Fact]
    public async Task Staff_see_the_posts_of_their_own_department_alone()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var administrator = city.Staff("administrator");
        (await administrator.SendAsync(
            HttpMethod.Put, "admin/deputies/ab-1", new { person = "reviewer.SCJ", department = "SCJ", deputy = "reviewer2.SCJ", from = "2026-01-01" })).Ok();

        Assert.Empty((await city.Reviewer("STJ").GetAsync("staff/posts")).Ok()["deputies"].EnumerateArray());
        Assert.Single((await city.Reviewer("SCJ").GetAsync("staff/posts")).Ok()["deputies"].EnumerateArray());
        Assert.Equal(204, (int)(await administrator.SendAsync(HttpMethod.Delete, "admin/deputies/ab-1")).Status);
        Assert.Empty((await city.Reviewer("SCJ").GetAsync("staff/posts")).Ok()["deputies"].EnumerateArray());
    }

    private async Task RefusedAsync(Staff person, string path, string body, string? problem, params string[] blamed)
    {
        var before = await fixture.City.StoredAsync();
        using var json = System.Text.Json.JsonDocument.Parse(body);
        var reply = await person.SendAsync(HttpMethod.Put, path, json.RootElement);
        if (problem is null)
        {
            Assert.Contains((int)reply.Status, new[] { 400, 422 });
        }
        else
        {
            var refused = reply.Refused(problem == "forbidden" ? 403 : 422, problem);
            Assert.Equal(blamed, blamed.Length == 0 ? [] : refused.Blamed());
        }

        Assert.Equal(before, await fixture.City.StoredAsync());
    }
}

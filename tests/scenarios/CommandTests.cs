namespace NoVisit.Scenarios;

/// <summary>
/// The commands on a case in review, one by one: each needs the version that was read, is done once however often it is sent, is not for
/// other departments or roles, and changes nothing when it is refused.
/// </summary>
[Rule("ID-05", "SV-10", "NF-02")]
public sealed class CommandTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private static readonly string[] Called = ["ZRJ", "STJ", "SLJ", "YJJ", "ZJJ"];

    private City City => fixture.City;

    public static TheoryData<string> Names => ["suspension", "suspension's end", "extension", "extension's approval", "urging", "reply", "meeting", "countersignature"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_needs_the_version_of_the_case_that_was_read(string name)
    {
        var command = await PrepareAsync(name);
        var before = await City.StoredAsync();

        (await SendAsync(command, command.By, null)).Refused(428, "precondition-required");
        (await SendAsync(command, command.By, "\"yesterday\"")).Refused(412, "stale");
        // As it was filed: it has been accepted since.
        (await SendAsync(command, command.By, command.Filed)).Refused(412, "stale");

        Assert.Equal(before, await City.StoredAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_that_is_sent_twice_is_done_once(string name)
    {
        var command = await PrepareAsync(name);
        var read = (await command.By.SeesAsync(command.Filing)).ETag;

        (await SendAsync(command, command.By, read)).Ok();
        await City.SettlesAsync();
        var after = await City.EventsAsync(command.Filing);
        var again = await SendAsync(command, command.By, read);

        Assert.True((int)again.Status is 409 or 412, again.Text);
        Assert.Equal(after, await City.EventsAsync(command.Filing));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_is_refused_to_everybody_else_and_changes_nothing(string name)
    {
        var command = await PrepareAsync(name);
        var before = await City.StoredAsync();

        // Departments that have no part in the case, and roles that have none in the act.
        foreach (var person in (string[])["reviewer.WJW", "approver.WJW", "clerk.FGW", "supervisor", "administrator", "zhang.san"])
        {
            var reply = await SendAsync(command, City.Staff(person), "*");
            Assert.Equal(403, (int)reply.Status);
        }

        (await City.Anybody().SendAsync(HttpMethod.Post, command.Path, command.Body, "command-1", "*")).Refused(401, "unauthenticated");
        Assert.Equal(before, await City.StoredAsync());
    }

    /// <summary>An investment project (item 07), just far enough for the command.</summary>
    private async Task<Command> PrepareAsync(string name)
    {
        var filing = await City.Citizen().FilesAsync(Application.Of(Application.InvestmentItem));
        var filed = (await City.Clerk("FGW").SeesAsync(filing)).ETag!;
        (await City.Clerk("FGW").AcceptsAsync(filing)).Ok();
        var (environment, lead) = (City.Reviewer("STJ"), City.Reviewer("FGW"));
        Command Of(Staff by, string path, object body) => new(filing, filed, by, $"{filing.StaffPath}/{path}", body);
        switch (name)
        {
            case "suspension":
                return Of(environment, "suspensions", new { kind = "expertReview", body = "专家组", workingDays = 3, notice = "请配合。" });
            case "suspension's end":
                (await environment.SuspendsAsync(filing, 3)).Ok();
                return Of(environment, "suspensions/s1/end", new { result = "通过。" });
            case "extension":
                return Of(lead, "extension", new { workingDays = 5, reason = "情况复杂。" });
            case "extension's approval":
                (await lead.ActsAsync(filing, $"{filing.StaffPath}/extension", new { workingDays = 5, reason = "情况复杂。" })).Ok();
                return Of(City.Approver("FGW"), "extension/approval", new { approve = true });
            case "urging":
                return Of(lead, "urgings", new { stageId = "B2", demand = "请尽快办理。" });
            case "reply":
                (await lead.ActsAsync(filing, $"{filing.StaffPath}/urgings", new { stageId = "B2", demand = "请尽快办理。" })).Ok();
                return Of(environment, "urgings/u1/reply", new { reply = "今日办结。" });
        }

        foreach (var (department, i) in Called.Select((d, i) => (d, i)))
        {
            (await City.Reviewer(department).AgreesAsync(filing, $"B{i + 1}")).Ok();
        }

        if (name == "countersignature")
        {
            (await lead.MeetsAsync(filing, [.. Called.Select(Vote.For)])).Ok();
            (await City.Approver("FGW").GrantsAsync(filing)).Ok();
            return Of(City.Approver("STJ"), "countersignatures", new { agree = true });
        }

        return Of(lead, "meetings", new
        {
            at = City.Now.AddHours(-1),
            minutes = "会议纪要。",
            votes = Called.Select(Vote.For),
            outcome = "agree",
            conclusion = "同意。",
        });
    }

    private static Task<Reply> SendAsync(Command command, Staff by, string? version) =>
        by.SendAsync(HttpMethod.Post, command.Path, command.Body, "command-1", version);

    /// <param name="Filing">The case.</param>
    /// <param name="Filed">Its version before it was accepted.</param>
    /// <param name="By">Who may.</param>
    /// <param name="Path">Of the endpoint.</param>
    /// <param name="Body">What is sent.</param>
    private sealed record Command(Filing Filing, string Filed, Staff By, string Path, object Body);
}

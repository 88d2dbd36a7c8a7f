namespace NoVisit.Scenarios;

/// <summary>Item 05: a test of the air stops the clock, inspection by two, licence of four years. From 8 September 2026.</summary>
public sealed class HygieneTests(LocalStack stack)
{
    [Fact]
    [Rule("WF-16", "TL-06")]
    public async Task A_test_of_the_air_that_begins_and_ends_in_the_holidays_costs_no_day()
    {
        // Accepted on 29 September; 30 September, 8, 9, 10 (a make-up Saturday), 12, 13, 14, 15 October are the eight days promised.
        await using var city = await City.OpenAsync(stack, "2026-09-29T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Of(Application.HygieneItem));
        (await city.Clerk("WJW").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        await city.ItIsAsync("2026-10-02T10:00+08:00");
        (await city.Reviewer("WJW").SuspendsAsync(filing, 2, "testing", "市疾病预防控制中心")).Ok();
        await city.ItIsAsync("2026-10-06T16:00+08:00");
        (await city.Reviewer("WJW").ResumesAsync(filing, "s1")).Ok();

        var clock = (await zhang.SeesAsync(filing))["clock"];
        Assert.Equal(new DateTimeOffset(2026, 10, 15, 17, 30, 0, TimeSpan.FromHours(8)), clock.GetProperty("promisedDue").GetDateTimeOffset());
        Assert.Equal(0, clock.GetProperty("suspendedMinutes").GetInt32());

        await city.ItIsAsync("2026-10-08T10:00+08:00");
        (await city.Reviewer("WJW").AgreesAsync(filing, "B")).Ok();
        (await city.Reviewer("WJW").InspectsAsync(filing, "C")).Ok();
        (await city.Approver("WJW").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        var (licence, _) = Assert.Single(await city.ResultsAsync(filing, zhang));
        Assert.Equal(("2026-10-08", "2030-10-07"), (licence.GetProperty("validFrom").GetString(), licence.GetProperty("validTo").GetString()));
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    [Rule("WF-16")]
    public async Task Only_what_the_law_names_stops_the_clock_and_only_with_a_complete_notice()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await city.Citizen().FilesAsync(Application.Of(Application.HygieneItem));
        (await city.Reviewer("WJW").SuspendsAsync(filing, 2)).Refused(409, "wrong-state");
        (await city.Clerk("WJW").AcceptsAsync(filing)).Ok();
        await city.SettlesAsync();
        var before = await city.EventsAsync(filing);

        Assert.Equal(["/kind"], (await city.Reviewer("WJW").SuspendsAsync(filing, 2, "holiday")).Refused(422, "unknown-procedure").Blamed());
        Assert.Equal(["/body", "/workingDays"], (await city.Reviewer("WJW").SuspendsAsync(filing, 0, body: " ")).Refused(422, "procedure-notice-incomplete").Blamed());
        (await city.Clerk("WJW").SuspendsAsync(filing, 2)).Refused(403, "forbidden");
        (await city.Reviewer("STJ").SuspendsAsync(filing, 2)).Refused(403, "other-department");
        (await city.Reviewer("WJW").ResumesAsync(filing, "s1")).Refused(404, "unknown-suspension");
        Assert.Equal(before, await city.EventsAsync(filing));

        (await city.Reviewer("WJW").SuspendsAsync(filing, 2)).Ok();
        (await city.Reviewer("STJ").ResumesAsync(filing, "s1")).Refused(403, "other-department");
        Assert.Equal(["/result"], (await city.Reviewer("WJW").ActsAsync(filing, $"{filing.StaffPath}/suspensions/s1/end", new { result = "" }))
            .Refused(422, "procedure-result-missing").Blamed());
        (await city.Reviewer("WJW").ResumesAsync(filing, "s1")).Ok();
        (await city.Reviewer("WJW").ResumesAsync(filing, "s1")).Refused(409, "suspension-ended");
    }
}

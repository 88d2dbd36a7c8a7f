using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>
/// Licence Law art. 32 (IN-08, IN-09, KD-06): one correction notice with everything, its answer, not accepted, returned, withdrawn, and
/// silence that counts as acceptance.
/// </summary>
[Rule("IN-08", "KD-06")]
public sealed class AcceptanceTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private static readonly object PlanAndStaff = new
    {
        outcome = "correct",
        defects = new object[]
        {
            new { materialCode = "M006", reason = "平面图未标注面积。", cure = "请标注各功能区面积。" },
            new { field = "food.staff", reason = "从业人数与健康证数量不符。", cure = "请核实人数。" },
        },
    };

    [Fact]
    public async Task A_correction_is_asked_for_once_with_everything_and_answered_point_by_point()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var filing = await zhang.FilesAsync(Application.Food());
        (await DecideAsync(clerk, filing, PlanAndStaff)).Ok();
        await city.SettlesAsync();

        var notice = Notice(await zhang.SeesAsync(filing), "correctionRequested");
        Assert.Equal(["M006", "food.staff"], notice.GetProperty("defects").EnumerateArray().Select(d =>
            d.TryGetProperty("materialCode", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : d.GetProperty("field").GetString()));
        Assert.Equal(new DateTimeOffset(2026, 9, 29, 17, 30, 0, TimeSpan.FromHours(8)), notice.GetProperty("answerDue").GetDateTimeOffset());

        // The clerk cannot act while the applicant has the turn.
        Assert.Equal(409, (int)(await clerk.AcceptsAsync(filing)).Status);

        // Only what was flagged, and all of it.
        Assert.Equal(["M006"], (await zhang.CorrectsAsync(filing, new { values = new Dictionary<string, object> { ["food.staff"] = 4 } })).Refused(422, "correction-mismatch").Blamed());
        Assert.Equal(
            ["M006", "premises.area"],
            (await zhang.CorrectsAsync(filing, new { values = new Dictionary<string, object> { ["food.staff"] = 4, ["premises.area"] = 80 } })).Refused(422, "correction-mismatch").Blamed());
        var plan = (await zhang.UploadsAsync(filing.Path, Material.Pdf("M006", "平面图二.pdf"))).Ok()["uploadId"].GetString();
        var rules = (await zhang.UploadsAsync(filing.Path, Material.Pdf("M008", "制度二.pdf"))).Ok()["uploadId"].GetString();
        var answered = new Dictionary<string, object> { ["food.staff"] = 4 };
        Assert.Equal(["M008"], (await zhang.CorrectsAsync(filing, new { values = answered, materials = new[] { plan, rules } })).Refused(422, "correction-mismatch").Blamed());
        (await zhang.CorrectsAsync(filing, new { values = answered, materials = new[] { plan } })).Ok();
        await city.SettlesAsync();

        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("resubmitted", seen["state"].GetString());
        Assert.Equal(4, seen["values"].GetProperty("food.staff").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, Notice(seen, "correctionRequested").GetProperty("answeredAt").ValueKind);
        (await clerk.AcceptsAsync(filing)).Ok();
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-02", "NV-ZH-03");
    }

    [Fact]
    public async Task A_second_notice_for_a_defect_that_existed_at_the_first_is_refused()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var filing = await zhang.FilesAsync(Application.Food());
        (await DecideAsync(clerk, filing, PlanAndStaff)).Ok();
        var plan = (await zhang.UploadsAsync(filing.Path, Material.Pdf("M006", "平面图二.pdf"))).Ok()["uploadId"].GetString();
        (await zhang.CorrectsAsync(filing, new { values = new Dictionary<string, object> { ["food.staff"] = 4 }, materials = new[] { plan } })).Ok();
        var before = await city.EventsAsync(filing);

        var again = await DecideAsync(clerk, filing, new
        {
            outcome = "correct",
            defects = new[] { new { materialCode = "M008", reason = "制度未盖章。", cure = "请盖章。" } },
        });

        Assert.Equal(["M008"], again.Refused(409, "second-correction-notice").Blamed());
        // Nothing but the attempt is on record: it is one that the law forbids.
        Assert.Equal([.. before, "breachRecorded"], await city.EventsAsync(filing));
        Assert.Equal("resubmitted", await zhang.StateOfAsync(filing));
    }

    [Fact]
    public async Task A_notice_names_object_reason_and_cure_of_every_defect()
    {
        var city = fixture.City;
        var clerk = city.Clerk("SCJ");
        var filing = await city.Citizen().FilesAsync(Application.Food());

        Assert.Equal(["/defects"], (await DecideAsync(clerk, filing, new { outcome = "correct" })).Refused(422, "no-defects").Blamed());
        var incomplete = await DecideAsync(clerk, filing, new { outcome = "correct", defects = new[] { new { reason = "", cure = "" } } });
        Assert.Equal(["/defects/0", "/defects/0/cure", "/defects/0/reason"], incomplete.Refused(422, "defect-incomplete").Blamed());
    }

    [Fact]
    public async Task An_unanswered_correction_lapses_after_fifteen_working_days()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Food());
        (await DecideAsync(city.Clerk("SCJ"), filing, PlanAndStaff)).Ok();

        // 20 September is a make-up Sunday; 25 to 27 September are the Mid-Autumn Festival.
        await city.ItIsAsync("2026-09-29T17:30:00+08:00");
        Assert.Equal("correctionRequested", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-29T17:30:01+08:00");

        Assert.Equal("returned", await zhang.StateOfAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-02", "NV-ZH-05");
    }

    [Fact]
    [Rule("IN-09")]
    public async Task A_slip_is_put_right_on_the_same_day_without_a_notice()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var filing = await zhang.FilesAsync(Application.Food());
        var mended = new { values = new Dictionary<string, object> { ["food.staff"] = 4 } };
        (await zhang.ActsAsync(filing, "spot-corrections", mended)).Refused(409, "nothing-to-correct");
        (await DecideAsync(clerk, filing, new { outcome = "correctOnSpot", fields = new[] { "food.cooks" }, reason = "人数不符。" })).Refused(422, "spot-fields");
        (await DecideAsync(clerk, filing, new { outcome = "correctOnSpot", fields = new[] { "food.staff" }, reason = "从业人数与健康证数量不符。" })).Ok();
        Assert.Equal(["food.staff"], (await zhang.SeesAsync(filing))["spotCorrection"].GetProperty("fields").EnumerateArray().Select(f => f.GetString()));

        Assert.Contains("food.staff", (await zhang.ActsAsync(filing, "spot-corrections", new { values = new Dictionary<string, object> { ["food.staff"] = -1 } })).Refused(422, "invalid").Blamed());
        (await zhang.ActsAsync(filing, "spot-corrections", new { values = new Dictionary<string, object> { ["premises.area"] = 80 } })).Refused(422, "spot-correction-mismatch");
        (await clerk.ActsAsync(filing, $"{filing.StaffPath}/spot-corrections", mended)).Refused(409, "not-a-walk-in");
        (await zhang.ActsAsync(filing, "spot-corrections", mended)).Ok();

        Assert.Equal(4, (await zhang.SeesAsync(filing))["values"].GetProperty("food.staff").GetInt32());
        Assert.Empty((await zhang.SeesAsync(filing))["notices"].EnumerateArray());
        (await DecideAsync(clerk, filing, new { outcome = "correctOnSpot", fields = new[] { "food.staff" }, reason = "请再核对。" })).Ok();
        await city.ItIsAsync("2026-09-08T17:30:01+08:00");
        (await zhang.ActsAsync(filing, "spot-corrections", mended)).Refused(409, "spot-correction-lapsed");
        (await clerk.AcceptsAsync(filing)).Ok();
    }

    [Fact]
    public async Task Not_accepting_needs_a_reason_and_names_the_competent_authority()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var filing = await zhang.FilesAsync(Application.Food());

        Assert.Equal(["/reason"], (await DecideAsync(clerk, filing, new { outcome = "notAccept", competentAuthority = "海门区行政审批局" })).Refused(422, "reason-missing").Blamed());
        Assert.Equal(["/competentAuthority"], (await DecideAsync(clerk, filing, new { outcome = "notAccept", reason = "经营场所不在本市。" })).Refused(422, "reason-missing").Blamed());
        (await DecideAsync(clerk, filing, new { outcome = "notAccept", reason = "经营场所不在本市。", competentAuthority = "海门区行政审批局" })).Ok();
        await city.SettlesAsync();

        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("notAccepted", seen["state"].GetString());
        Assert.Contains("海门区行政审批局", Notice(seen, "notAccepted").GetProperty("text").GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.Empty(await clerk.InboxAsync(filing));
        (await clerk.AcceptsAsync(filing)).Refused(409, "wrong-state");
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-04");
    }

    [Fact]
    public async Task A_returned_filing_states_reason_basis_and_remedies()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var filing = await zhang.FilesAsync(Application.Food());

        Assert.Equal(["/basis"], (await DecideAsync(clerk, filing, new { outcome = "return", reason = "重复申请。" })).Refused(422, "reason-missing").Blamed());
        (await DecideAsync(clerk, filing, new { outcome = "return", reason = "重复申请。", basis = "《行政许可法》第三十二条" })).Ok();
        await city.SettlesAsync();

        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("returned", seen["state"].GetString());
        var text = Notice(seen, "returned").GetProperty("text").GetProperty("zh").GetString();
        Assert.Contains("重复申请", text, StringComparison.Ordinal);
        Assert.Contains("《行政许可法》第三十二条", text, StringComparison.Ordinal);
        Assert.Contains("行政复议", text, StringComparison.Ordinal);
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-05");
    }

    [Fact]
    public async Task The_applicant_withdraws_until_the_decision_and_not_after_it()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var early = await zhang.FilesAsync(Application.SoleTrader());
        (await clerk.AcceptsAsync(early)).Ok();
        await city.SettlesAsync();
        Assert.Equal(["/reason"], (await zhang.WithdrawsAsync(early, " ")).Refused(422, "reason-missing").Blamed());
        (await zhang.WithdrawsAsync(early, "不开店了。")).Ok();
        await city.SettlesAsync();

        Assert.Equal("withdrawn", await zhang.StateOfAsync(early));
        Assert.Empty(await city.Reviewer("SCJ").InboxAsync(early));
        (await city.Reviewer("SCJ").AgreesAsync(early, "B")).Refused(409, "wrong-state");
        await city.ToldExactlyOnceAsync(early.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-21");

        var late = await SoleTraderTests.DecidedAsync(city, zhang, Application.SoleTrader());
        (await zhang.WithdrawsAsync(late, "不开店了。")).Refused(409, "wrong-state");
        Assert.Equal("dispatched", await zhang.StateOfAsync(late));
    }

    /// <summary>Asked on Tuesday, 8 September; 15 working days end on Tuesday, 29 September, 17:30 (20 September is a make-up Sunday).</summary>
    [Theory]
    [InlineData("2026-09-29T17:30:00+08:00", "resubmitted")]
    [InlineData("2026-09-29T17:30:01+08:00", "returned")]
    public async Task A_correction_in_the_last_minute_is_in_time_and_a_second_later_is_not(string at, string state)
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Food());
        (await DecideAsync(city.Clerk("SCJ"), filing, PlanAndStaff)).Ok();
        var plan = await zhang.UploadedAsync(filing, Material.Pdf("M006", "平面图二.pdf"));
        await city.ItIsAsync(at);

        var answer = await zhang.CorrectsAsync(filing, new { values = new Dictionary<string, object> { ["food.staff"] = 4 }, materials = plan });

        Assert.Equal(state == "resubmitted" ? 200 : 409, (int)answer.Status);
        Assert.Equal(state, await zhang.StateOfAsync(filing));
    }

    /// <summary>Filed at night or on a make-up Saturday: received on the next day the office is open, or at once.</summary>
    [Theory]
    [Rule("IN-01", "TL-03")]
    [InlineData("2026-10-09T23:59+08:00", "2026-10-16T17:30+08:00")] // Friday night: received on the make-up Saturday; 12 to 16 October
    [InlineData("2026-10-10T10:00+08:00", "2026-10-16T17:30+08:00")] // on that Saturday itself
    public async Task A_filing_counts_from_the_working_day_that_receives_it(string filed, string acceptanceDue)
    {
        await using var city = await City.OpenAsync(fixture.Stack, filed);
        var zhang = city.Citizen();

        var filing = await zhang.FilesAsync(Application.Of(Application.FoodItem));

        Assert.Equal(DateTimeOffset.Parse(acceptanceDue, System.Globalization.CultureInfo.InvariantCulture), (await zhang.SeesAsync(filing))["acceptanceDue"].GetDateTimeOffset());
    }

    [Fact]
    [Rule("IN-09", "TL-03", "SV-03")]
    public async Task Silence_for_five_working_days_over_National_Day_is_acceptance_as_of_the_receipt()
    {
        // Tuesday; then 30 September, 8, 9 and (a make-up Saturday) 10 October, Monday 12 October. 1 to 7 October is National Day.
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-29T10:00+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.Food());
        Assert.Equal(Close(10, 12), (await zhang.SeesAsync(filing))["acceptanceDue"].GetDateTimeOffset());

        await city.ItIsAsync("2026-10-12T17:30:00+08:00");
        Assert.Equal("submitted", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-10-12T17:30:01+08:00");

        var seen = await zhang.SeesAsync(filing);
        Assert.Equal("inReview", seen["state"].GetString());
        // As of its receipt: four working days promised, ten by law, counted from 29 September.
        Assert.Equal(Close(10, 10), seen["clock"].GetProperty("promisedDue").GetDateTimeOffset());
        Assert.Equal(Close(10, 19), seen["clock"].GetProperty("legalDue").GetDateTimeOffset());
        Assert.Equal(["SCJ acceptance A", "SCJ promised", "SCJ stage A"], await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-12", "NV-ZH-18");

        // The clerk is too late; the reviewer goes on.
        Assert.Equal(409, (int)(await city.Clerk("SCJ").AcceptsAsync(filing)).Status);
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
    }

    private static DateTimeOffset Close(int month, int day) => new(2026, month, day, 17, 30, 0, TimeSpan.FromHours(8));

    private static Task<Reply> DecideAsync(Staff clerk, Filing filing, object command) => clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", command);

    private static JsonElement Notice(Reply seen, string kind) => seen["notices"].EnumerateArray().Single(n => n.GetProperty("kind").GetString() == kind);
}

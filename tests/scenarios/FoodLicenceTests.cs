namespace NoVisit.Scenarios;

/// <summary>Item 03: papers examined, premises inspected by two, licence or a reasoned refusal. Filed on Tuesday, 8 September 2026.</summary>
[Rule("KD-02")]
public sealed class FoodLicenceTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private const string Findings = "现场布局与平面图一致,洗消设施齐全。";

    [Fact]
    public async Task A_food_licence_follows_papers_an_inspection_by_two_and_a_decision()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await ExaminedAsync(city, zhang);
        await city.ItIsAsync("2026-09-09T15:00+08:00");
        (await InspectAsync(city, filing, ["reviewer.SCJ", "reviewer2.SCJ"])).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        var (licence, pdf) = Assert.Single(await city.ResultsAsync(filing, zhang));
        Assert.Equal(("C-FOOD", "certificate"), (licence.GetProperty("code").GetString(), licence.GetProperty("kind").GetString()));
        Assert.Equal(("2026-09-09", "2031-09-08"), (licence.GetProperty("validFrom").GetString(), licence.GetProperty("validTo").GetString()));
        await Documents.SignatureHoldsAsync(pdf);
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08");
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    public async Task An_inspection_by_one_in_the_future_or_without_findings_is_refused()
    {
        var city = fixture.City;
        var filing = await ExaminedAsync(city, city.Citizen());
        var before = await city.EventsAsync(filing);

        Assert.Equal(["/inspectors"], (await InspectAsync(city, filing, ["reviewer.SCJ"])).Refused(422, "too-few-inspectors").Blamed());
        Assert.Equal(["/inspectors"], (await InspectAsync(city, filing, ["reviewer.SCJ", " reviewer.SCJ "])).Refused(422, "too-few-inspectors").Blamed());
        Assert.Equal(["/at"], (await InspectAsync(city, filing, ["reviewer.SCJ", "reviewer2.SCJ"], "2026-09-08T09:31+08:00")).Refused(422, "survey-in-future").Blamed());
        Assert.Equal(["/findings"], (await InspectAsync(city, filing, ["reviewer.SCJ", "reviewer2.SCJ"], findings: " ")).Refused(422, "reason-missing").Blamed());

        Assert.Equal(before, await city.EventsAsync(filing));
    }

    [Fact]
    public async Task Who_inspected_the_premises_cannot_decide()
    {
        var city = fixture.City;
        var filing = await ExaminedAsync(city, city.Citizen());
        (await InspectAsync(city, filing, ["reviewer.SCJ", "approver.SCJ"])).Ok();

        (await city.Approver("SCJ").GrantsAsync(filing)).Refused(403, "four-eyes");
    }

    [Fact]
    public async Task A_refusal_needs_reason_and_basis_and_comes_signed_with_the_remedies()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await ExaminedAsync(city, zhang);
        (await InspectAsync(city, filing, ["reviewer.SCJ", "reviewer2.SCJ"])).Ok();
        const string reason = "食品处理区面积不足,生熟未分开。";
        const string basis = "《食品经营许可和备案管理办法》第十五条";
        Task<Reply> Refuse(object command) => city.Approver("SCJ").ActsAsync(filing, $"{filing.StaffPath}/decision", command);

        Assert.Equal(["/reason"], (await Refuse(new { outcome = "refuse", basis })).Refused(422, "reason-missing").Blamed());
        Assert.Equal(["/basis"], (await Refuse(new { outcome = "refuse", reason })).Refused(422, "reason-missing").Blamed());
        (await Refuse(new { outcome = "refuse", reason, basis })).Ok();
        await city.SettlesAsync();

        var (decision, pdf) = Assert.Single(await city.ResultsAsync(filing, zhang));
        Assert.Equal("decision", decision.GetProperty("kind").GetString());
        await Documents.SignatureHoldsAsync(pdf);
        if (await Documents.TextAsync(pdf) is { } text)
        {
            var flat = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
            Assert.Contains(reason, flat, StringComparison.Ordinal);
            Assert.Contains(basis, flat, StringComparison.Ordinal);
            Assert.Contains("行政复议", flat, StringComparison.Ordinal);
            Assert.Contains("行政诉讼", flat, StringComparison.Ordinal);
        }

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-07");
    }

    /// <summary>Acceptance scenario A3. The licence is promised by Monday, 14 September 2026, 17:30; the certificate is to come by Friday.</summary>
    [Fact]
    [Rule("IN-07", "KD-05", "WF-07")]
    public async Task Accepted_on_commitment_the_licence_waits_for_the_missing_certificate_and_is_then_issued()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await DeferredAsync(city, zhang);
        var supplement = (await zhang.SeesAsync(filing))["supplement"];
        Assert.Equal(["M007"], supplement.GetProperty("materials").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(Friday, supplement.GetProperty("due").GetDateTimeOffset());
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        await city.ItIsAsync("2026-09-09T15:00+08:00");
        (await InspectAsync(city, filing, ["reviewer.SCJ", "reviewer2.SCJ"])).Ok();

        // Everybody agrees, but nobody decides without the file.
        var before = await city.EventsAsync(filing);
        Assert.Equal(["M007"], (await city.Approver("SCJ").GrantsAsync(filing)).Refused(409, "deferred-material-missing").Blamed());
        Assert.Equal(before, await city.EventsAsync(filing));

        await city.ItIsAsync("2026-09-10T10:00+08:00");
        (await zhang.SuppliesAsync(filing, Material.Pdf("M007", "健康证.pdf"))).Ok();
        Assert.False((await zhang.SeesAsync(filing)).Json.TryGetProperty("supplement", out var left) && left.ValueKind == System.Text.Json.JsonValueKind.Object);
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Equal("C-FOOD", Assert.Single(await city.ResultsAsync(filing, zhang)).Result.GetProperty("code").GetString());
        Assert.Empty(await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08");
    }

    [Fact]
    [Rule("IN-07", "DS-05")]
    public async Task A_broken_commitment_returns_the_filing_and_bars_the_next_one_from_tolerance()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await DeferredAsync(city, zhang);

        await city.ItIsAsync("2026-09-11T17:30:00+08:00");
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        await city.ItIsAsync("2026-09-11T17:30:01+08:00");
        Assert.Equal("returned", await zhang.StateOfAsync(filing));
        (await zhang.AsksToUploadAsync(filing.Path, Material.Pdf("M007", "健康证.pdf"))).Refused(409, "wrong-state");

        var next = await zhang.FilesAsync(Application.Of(Application.FoodItem).Without("M007"), commitment: true);
        Assert.Equal(["M007"], (await city.Clerk("SCJ").ActsAsync(next, $"{next.StaffPath}/acceptance", Tolerant)).Refused(409, "tolerance-barred").Blamed());
    }

    [Fact]
    [Rule("IN-07")]
    public async Task Only_what_the_item_tolerates_and_the_applicant_committed_to_is_deferred()
    {
        var city = fixture.City;
        var (zhang, clerk) = (city.Citizen(), city.Clerk("SCJ"));
        var uncommitted = await zhang.FilesAsync(Application.Of(Application.FoodItem).Without("M007"));
        Assert.Equal(["M007"], (await clerk.ActsAsync(uncommitted, $"{uncommitted.StaffPath}/acceptance", Tolerant)).Refused(409, "commitment-missing").Blamed());
        var filing = await zhang.FilesAsync(Application.Of(Application.FoodItem).Without("M007"), commitment: true);
        var before = await city.EventsAsync(filing);
        Task<Reply> Accept(object deferred) => clerk.ActsAsync(filing, $"{filing.StaffPath}/acceptance", deferred);

        Assert.Equal(["M006"], (await Accept(new { outcome = "accept", deferred = new[] { "M006" } })).Refused(422, "not-deferrable").Blamed());
        Assert.Equal(["/supplyBy"], (await Accept(new { outcome = "accept", deferred = new[] { "M007" }, supplyBy = "2026-09-15" })).Refused(422, "supply-date").Blamed());
        Assert.Equal(["/supplyBy"], (await Accept(new { outcome = "accept", deferred = new[] { "M007" }, supplyBy = "2026-09-07" })).Refused(422, "supply-date").Blamed());

        Assert.Equal(before, await city.EventsAsync(filing));
    }

    [Fact]
    [Rule("IN-07", "KD-05")]
    public async Task Only_the_applicant_supplies_and_only_what_was_deferred()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await DeferredAsync(city, zhang);
        var seen = (await zhang.SeesAsync(filing)).ETag;
        var files = await zhang.UploadedAsync(filing, Material.Pdf("M007", "健康证.pdf"), Material.Pdf("M008", "制度.pdf"));
        var before = await city.StoredAsync();
        Task<Reply> Supply(Citizen who, object body, string? version) => who.SendAsync(HttpMethod.Post, $"{filing.Path}/supplements", body, "supplement-1", version);

        Assert.Equal(["M008"], (await Supply(zhang, new { materials = files }, seen)).Refused(422, "supplement-mismatch").Blamed());
        Assert.Equal(["/materials"], (await Supply(zhang, new { materials = Array.Empty<string>() }, seen)).Refused(422, "supplement-mismatch").Blamed());
        Assert.Equal(["/materials/0"], (await Supply(zhang, new { materials = new[] { "unknown" } }, seen)).Refused(422, "invalid").Blamed());
        (await Supply(zhang, new { materials = new[] { files[0] } }, null)).Refused(428, "precondition-required");
        (await Supply(city.Citizen("li.si"), new { materials = new[] { files[0] } }, "*")).Refused(404, "not-found");
        Assert.Equal(before, await city.StoredAsync());

        (await Supply(zhang, new { materials = new[] { files[0] } }, seen)).Ok();
        (await Supply(zhang, new { materials = new[] { files[0] } }, seen)).Refused(409, "nothing-deferred");
        Assert.Single(await city.EventsAsync(filing), e => e == "supplementsSupplied");
    }

    private static readonly DateTimeOffset Friday = new(2026, 9, 11, 17, 30, 0, TimeSpan.FromHours(8));
    private static readonly object Tolerant = new { outcome = "accept", deferred = new[] { "M007" }, supplyBy = "2026-09-11" };

    /// <summary>Filed with a commitment instead of the health certificate, and accepted so.</summary>
    private static async Task<Filing> DeferredAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Of(Application.FoodItem).Without("M007"), commitment: true);
        (await city.Clerk("SCJ").ActsAsync(filing, $"{filing.StaffPath}/acceptance", Tolerant)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<Filing> ExaminedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Food());
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static Task<Reply> InspectAsync(
        City city, Filing filing, string[] inspectors, string at = "2026-09-08T09:00+08:00", string findings = Findings) =>
        city.Reviewer("SCJ").ActsAsync(filing, $"{filing.Task("C")}/survey", new { inspectors, at, findings, outcome = "agree", photos = Array.Empty<string>() });
}

namespace NoVisit.Scenarios;

/// <summary>Item 03: papers examined, premises inspected by two, licence or a reasoned refusal. Filed on Tuesday, 8 September 2026.</summary>
public sealed class FoodLicenceTests(LocalStack stack)
{
    private const string Findings = "现场布局与平面图一致,洗消设施齐全。";

    [Fact]
    public async Task A_food_licence_follows_papers_an_inspection_by_two_and_a_decision()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
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
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
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
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await ExaminedAsync(city, city.Citizen());
        (await InspectAsync(city, filing, ["reviewer.SCJ", "approver.SCJ"])).Ok();

        (await city.Approver("SCJ").GrantsAsync(filing)).Refused(403, "four-eyes");
    }

    [Fact]
    public async Task A_refusal_needs_reason_and_basis_and_comes_signed_with_the_remedies()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
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

using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>Views asked for, a case that ends without a decision, the ledger checked, a licence reminded of, renewed and revoked. Filed on 8 September 2026.</summary>
public sealed class CaseLifeTests(LocalStack stack)
{
    [Fact]
    [Rule("WF-05")]
    public async Task A_department_asks_others_and_the_case_goes_on_whether_they_reply_or_not()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        (await city.Reviewer("GAJ").GetAsync(filing.StaffPath)).Refused(403, "other-department");
        (await city.Reviewer("SCJ").ActsAsync(
            filing, $"{filing.StaffPath}/consultations", new { departments = new[] { "GAJ", "SWJ" }, question = "该场所有无在办案件?", due = "2026-09-09" })).Ok();

        var police = city.Reviewer("GAJ");
        Assert.Contains("consultationAsked", await KindsAsync(police));
        (await police.ActsAsync(filing, $"{filing.StaffPath}/consultations/k1/replies", new { text = "无在办案件。" })).Ok();
        await city.ItIsAsync("2026-09-09T17:30:01+08:00");
        Assert.Contains("consultationOverdue", await KindsAsync(city.Reviewer("SWJ")));
        Assert.DoesNotContain("consultationOverdue", await KindsAsync(police));
        (await city.Reviewer("SWJ").ActsAsync(filing, $"{filing.StaffPath}/consultations/k1/replies", new { text = "无欠税。" })).Ok();

        var thread = Assert.Single((await city.Reviewer("SCJ").SeesAsync(filing))["consultations"].EnumerateArray());
        Assert.Equal([false, true], thread.GetProperty("replies").EnumerateArray().Select(r => r.GetProperty("late").GetBoolean()));
        (await city.Reviewer("SCJ").ActsAsync(filing, $"{filing.StaffPath}/consultations/k1/closing", new { conclusion = "无影响。" })).Ok();
        (await police.ActsAsync(filing, $"{filing.StaffPath}/consultations/k1/replies", new { text = "补充。" })).Refused(409, "consultation-closed");
        Assert.DoesNotContain("在办案件", (await zhang.SeesAsync(filing)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_whose_object_is_gone_is_terminated_and_the_ledger_stays_whole()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        var command = new { ground = "objectGone", statement = "经营场所已拆除", evidence = new[] { "拆迁公告 2026-17" } };
        (await city.Reviewer("SCJ").ActsAsync(filing, $"{filing.StaffPath}/termination", command)).Refused(403, "forbidden");
        (await city.Approver("SCJ").ActsAsync(filing, $"{filing.StaffPath}/termination", command)).Ok();
        await city.ItIsAsync("2026-10-20T09:30+08:00");

        Assert.Equal("terminated", await zhang.StateOfAsync(filing));
        Assert.Empty(await city.AccountabilityAsync(filing));
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-48");
        var report = (await city.Staff("supervisor").GetAsync($"supervision/cases/{filing.Number}/ledger/verification")).Ok();
        Assert.True(report["whole"].GetBoolean(), report.Text);
    }

    [Fact]
    [Rule("RS-09")]
    public async Task A_licence_is_replaced_reminded_of_renewed_by_the_law_and_the_new_one_revoked()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await AcceptedAsync(city, zhang);
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        (await city.Reviewer("SCJ").ActsAsync(filing, $"{filing.Task("C")}/survey", new
        {
            inspectors = new[] { "reviewer.SCJ", "reviewer2.SCJ" },
            at = "2026-09-08T09:00+08:00",
            findings = "符合要求。",
            outcome = "agree",
            photos = Array.Empty<string>(),
        })).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        var licence = Assert.Single((await zhang.SeesAsync(filing))["results"].EnumerateArray());
        var identifier = licence.GetProperty("identifier").GetString()!;
        Assert.Equal("2031-09-07", licence.GetProperty("validTo").GetString());

        await city.ItIsAsync("2031-07-20T09:30+08:00");
        identifier = await ReplacedAsync(city, zhang, filing, identifier);
        var renewal = (await zhang.CreateAsync($"certificates/{identifier}/renewal")).Ok();
        Assert.Equal("2031-08-08", renewal["fileBy"].GetString());
        var draft = renewal["id"].GetString()!;
        foreach (var material in Application.Food().Materials)
        {
            (await zhang.UploadsAsync($"applications/{draft}", material)).Ok();
        }

        var number = (await zhang.CreateAsync($"applications/{draft}/submission", new { commitment = true })).Ok()["number"].GetString()!;

        // Nobody does anything; the day after the last day the law has decided.
        await city.ItIsAsync("2031-09-08T00:00:01+08:00");
        await city.SettlesAsync();
        var renewed = (await zhang.GetAsync($"cases/{number}")).Ok();
        Assert.Contains("deemedRenewed", renewed["notices"].EnumerateArray().Select(n => n.GetProperty("kind").GetString()));
        var next = Assert.Single(renewed["results"].EnumerateArray()).GetProperty("identifier").GetString()!;
        Assert.Equal("replaced", (await city.Anybody().GetAsync($"certificates/{identifier}")).Ok()["status"].GetString());
        Assert.Equal("valid", (await city.Anybody().GetAsync($"certificates/{next}")).Ok()["status"].GetString());

        var revocation = new { reason = "以欺骗手段取得", basis = "《行政许可法》第六十九条", kind = "deceit" };
        (await city.Approver("GAJ").CreateAsync($"staff/certificates/{next}/revocation", revocation)).Refused(403, "other-department");
        (await city.Approver("SCJ").CreateAsync($"staff/certificates/{next}/revocation", revocation)).Ok();
        (await city.Approver("SCJ").CreateAsync($"staff/certificates/{next}/revocation", revocation)).Refused(409, "certificate-revoked");
        var status = (await city.Anybody().GetAsync($"certificates/{next}")).Ok();
        Assert.Equal(("revoked", "以欺骗手段取得"), (status["status"].GetString(), status["reason"].GetString()));
    }

    /// <summary>The licence is lost: the same number and term on a new file, which holds in the old one's place.</summary>
    private static async Task<string> ReplacedAsync(City city, Citizen holder, Filing filing, string identifier)
    {
        var before = Assert.Single(await city.ResultsAsync(filing, holder));
        var path = $"staff/certificates/{identifier}/replacement";
        (await city.Approver("GAJ").CreateAsync(path, new { kind = "lost", reason = "遗失" })).Refused(403, "other-department");
        (await city.Approver("SCJ").CreateAsync(path, new { kind = "lost", reason = " " })).Refused(422, "reason-missing");
        (await city.Approver("SCJ").CreateAsync(path, new { kind = "lost", reason = "遗失" })).Ok();
        await city.SettlesAsync();

        var after = Assert.Single(await city.ResultsAsync(filing, holder));
        await Documents.SignatureHoldsAsync(after.Pdf);
        Assert.NotEqual(before.Pdf, after.Pdf);
        Assert.Equal(Printed(before.Result), Printed(after.Result));
        var next = after.Result.GetProperty("identifier").GetString()!;
        var old = (await city.Anybody().GetAsync($"certificates/{identifier}")).Ok();
        Assert.Equal(("replaced", next), (old["status"].GetString(), old["replacedBy"].GetString()));
        Assert.Equal("valid", (await city.Anybody().GetAsync($"certificates/{next}")).Ok()["status"].GetString());
        (await city.Approver("SCJ").CreateAsync(path, new { kind = "lost", reason = "遗失" })).Refused(404, "unknown-certificate");
        return next;
    }

    private static (string?, string?) Printed(JsonElement result) => (result.GetProperty("number").GetString(), result.GetProperty("validTo").GetString());

    private static async Task<Filing> AcceptedAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Food());
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        return filing;
    }

    private static async Task<IReadOnlyList<string?>> KindsAsync(Staff staff) =>
        [.. (await staff.GetAsync("staff/messages")).Ok()["items"].EnumerateArray().Select(m => m.GetProperty("kind").GetString())];
}

using System.Globalization;

namespace NoVisit.Scenarios;

/// <summary>Personal data stays with who needs it: not in public answers, not in logs (IN-18, NF-05).</summary>
[Rule("IN-18", "NF-05")]
public sealed class PrivacyTests(LocalStack stack)
{
    [Fact]
    public async Task Public_answers_and_logs_hold_nobodys_name_number_or_address()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await SoleTraderTests.DecidedAsync(city, zhang, Application.SoleTrader());
        var (licence, _) = Assert.Single(await city.ResultsAsync(filing, zhang));
        await city.DeliversAsync(filing, zhang);
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08", "NV-ZH-09", "NV-ZH-10");
        // Refusals must be as discreet as answers.
        (await city.Citizen("li.si").GetAsync(filing.Path)).Refused(404, "not-found");
        (await zhang.CreateAsync("applications", new { itemCode = filing.Application.ItemCode, values = filing.Application.But(("applicant.idNumber", "320681198503141212")).Values }))
            .Refused(422, "invalid");
        string[] secrets = [Application.Name, Application.IdNumber, filing.Application.Phone, filing.Application.Email, Application.Address, "人民中路500号"];

        var anybody = city.Anybody();
        var progress = (await anybody.GetAsync($"cases/progress?number={filing.Number}&queryCode={filing.QueryCode}")).Ok();
        Assert.Equal("closed", progress["state"].GetString());
        var certificate = (await anybody.GetAsync($"certificates/{Uri.EscapeDataString(licence.GetProperty("identifier").GetString()!)}")).Ok();
        Assert.Equal("valid", certificate["status"].GetString());
        foreach (var answer in (Reply[])[progress, certificate, await anybody.GetAsync("items"), await anybody.GetAsync("openapi.json")])
        {
            HoldsNothing(answer.Text, secrets, answer.Call);
        }

        Assert.NotEmpty(city.Log.All);
        foreach (var line in city.Log.All)
        {
            HoldsNothing(line, secrets, "log");
            Assert.DoesNotContain(filing.QueryCode, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_query_code_and_an_unknown_number_answer_alike()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await city.Citizen().FilesAsync(Application.SoleTrader());
        var wrong = (filing.QueryCode[0] == '2' ? '3' : '2') + filing.QueryCode[1..];

        var known = (await city.Anybody().GetAsync($"cases/progress?number={filing.Number}&queryCode={wrong}")).Refused(404, "not-found");
        var unknown = (await city.Anybody().GetAsync($"cases/progress?number=320681-20260908-AAAAAA-0&queryCode={wrong}")).Refused(404, "not-found");

        Assert.Equal(known["detail"].GetString(), unknown["detail"].GetString());
    }

    [Fact]
    public async Task Stored_rows_hold_no_identity_number_in_plain()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        // The company's form lists the shareholders with their numbers in one text.
        var filing = await city.Citizen().FilesAsync(Application.Company());

        var stored = await city.StoredAsync();

        Assert.Contains(Application.Name, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Application.IdNumber, stored, StringComparison.Ordinal);
        Assert.Contains(Application.IdNumber, (await city.Citizen().SeesAsync(filing))["values"].GetProperty("company.shareholders").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staff_inbox_masks_the_applicant()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await city.Citizen().FilesAsync(Application.SoleTrader());

        var task = Assert.Single(await city.Clerk("SCJ").InboxAsync(filing));

        Assert.Equal("张*", task.GetProperty("applicant").GetString());
    }

    private static void HoldsNothing(string text, string[] secrets, string where)
    {
        foreach (var secret in secrets)
        {
            Assert.False(text.Contains(secret, StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"{where} holds {secret}: {text}"));
        }
    }
}

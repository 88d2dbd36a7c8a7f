using System.Text.Json;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Scenarios;

/// <summary>What can be seen of a case from outside the app.</summary>
internal static class Observations
{
    /// <summary>Asserts that the applicant got exactly these notices, each once by SMS and once by mail.</summary>
    /// <param name="city">Where.</param>
    /// <param name="application">Whose phone and mail address.</param>
    /// <param name="templates">SMS templates, in the order of the events.</param>
    public static async Task ToldExactlyOnceAsync(this City city, Application application, params string[] templates)
    {
        await Eventually.TrueAsync($"{templates.Length} SMS and mails arrived", async () =>
            (await city.Gateways.SmsAsync(application.Phone)).Count >= templates.Length
            && (await city.Stack.Mailbox.ForAsync(application.Email)).Count >= templates.Length);
        await city.SettlesAsync();
        var sms = await city.Gateways.SmsAsync(application.Phone);
        Assert.Equal(templates.Order(StringComparer.Ordinal), sms.Select(s => s.TemplateId).Order(StringComparer.Ordinal));
        Assert.All(sms, s => Assert.Equal(1, s.Calls));
        var mails = await city.Stack.Mailbox.ForAsync(application.Email);
        Assert.Equal(templates.Length, mails.Count);
        Assert.Equal(templates.Length, mails.Select(m => m.MessageId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(templates.Length, mails.Select(m => m.Subject).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>The accountability records (SV-03) of a case: department, rule and stage.</summary>
    public static async Task<IReadOnlyList<string>> AccountabilityAsync(this City city, Filing filing)
    {
        var rows = new List<string>();
        await foreach (var row in city.Storage.Table(StorageNames.Tables.Supervision).QueryAsync<TableEntity>($"Number eq '{filing.Number}'"))
        {
            rows.Add($"{row.PartitionKey} {row.GetString("Rule")} {row.GetString("StageId")}".TrimEnd());
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>The ledger as the supervisor reads it, with the hashes checked.</summary>
    public static async Task<IReadOnlyList<JsonElement>> LedgerAsync(this City city, Filing filing)
    {
        var seen = await city.Staff("supervisor").SeesAsync(filing);
        JsonElement[] ledger = [.. seen["ledger"].EnumerateArray()];
        for (var i = 0; i < ledger.Length; i++)
        {
            Assert.Equal(i + 1, ledger[i].GetProperty("sequence").GetInt64());
            if (i > 0)
            {
                Assert.Equal(ledger[i - 1].GetProperty("hash").GetString(), ledger[i].GetProperty("previousHash").GetString());
            }
        }

        return ledger;
    }

    /// <summary>The types of the ledger's events, in order, without the traces of who opened which task first: looking at a case leaves one (WF-10).</summary>
    public static async Task<IReadOnlyList<string>> EventsAsync(this City city, Filing filing) =>
        [.. (await city.LedgerAsync(filing)).Select(e => e.GetProperty("type").GetString()!).Where(type => type != "tasksOpened")];

    /// <summary>The certificates as the applicant downloads them, by type code.</summary>
    public static async Task<IReadOnlyList<(JsonElement Result, byte[] Pdf)>> ResultsAsync(this City city, Filing filing, Citizen citizen)
    {
        var results = new List<(JsonElement, byte[])>();
        foreach (var result in (await citizen.SeesAsync(filing))["results"].EnumerateArray())
        {
            var pdf = (await citizen.GetAsync($"{filing.Path}/results/{result.GetProperty("id").GetString()}")).Ok();
            Assert.Equal("application/pdf", pdf.MediaType);
            results.Add((result, pdf.Content));
        }

        return results;
    }

    /// <summary>Lets the courier carry the parcel to the door; ends when the app has taken the news.</summary>
    public static async Task DeliversAsync(this City city, Filing filing, Citizen citizen)
    {
        await city.Gateways.MoveAsync(await city.Gateways.ParcelOfAsync(filing.Number), "collected", "inTransit", "delivered");
        await Eventually.TrueAsync("the case is closed", async () => await citizen.StateOfAsync(filing) == "closed");
        await city.SettlesAsync();
    }
}

namespace NoVisit.Scenarios;

/// <summary>What agents file, and how.</summary>
internal static class AgentFilings
{
    /// <summary>Item 12: pension enrolment, which a village agent files for a villager; decided by the system when everything matches.</summary>
    public static Application Pension(string name = Application.Name, string idNumber = Application.IdNumber) => new(
        "320681-GG-RSJ-0012-1",
        new Dictionary<string, object>(Application.SoleTrader(byCourier: false).Values.Where(v => v.Key.StartsWith("applicant.", StringComparison.Ordinal)))
        {
            ["applicant.name"] = name,
            ["applicant.idNumber"] = idNumber,
            ["agent.acts"] = true,
            ["agent.name"] = "王五",
            ["agent.idNumber"] = "320681197809053375",
            ["household.address"] = "江苏省启东市汇龙镇民胜村12组8号",
            ["household.village"] = "民胜村",
            ["household.type"] = "ordinary",
            ["pension.grade"] = "g1000",
            ["pension.start"] = "2026-10-01",
            ["bank.kind"] = "socialSecurityCard",
            ["bank.account"] = "6217001234567890123",
            ["delivery.method"] = "ecert",
        },
        [Material.Pdf("M002", "身份证.pdf"), Material.Pdf("M034", "户口簿.pdf")]);

    /// <summary>Begins a filing under an authorisation.</summary>
    public static Task<Reply> BeginsForAsync(this Citizen agent, Application application, string authorisation) => agent.CreateAsync(
        "applications", new { itemCode = application.ItemCode, values = application.Values, onBehalfOf = authorisation });

    /// <summary>The whole filing under an authorisation.</summary>
    public static async Task<Filing> FilesForAsync(this Citizen agent, Application application, string authorisation)
    {
        var draft = (await agent.BeginsForAsync(application, authorisation)).Ok()["id"].GetString()!;
        foreach (var material in application.Materials)
        {
            (await agent.UploadsAsync($"applications/{draft}", material)).Ok();
        }

        var receipt = (await agent.CreateAsync($"applications/{draft}/submission")).Ok();
        return new Filing(receipt["number"].GetString()!, receipt["queryCode"].GetString()!, draft, application);
    }
}

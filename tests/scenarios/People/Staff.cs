using System.Net;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>Somebody in a department. Every act is made on the version of the case that the person has just read.</summary>
internal sealed class Staff(City city, string name, Func<Task<string>> token) : Person(city, name, token)
{
    public const string GrantReason = "申请材料齐全,符合法定条件。";

    public Task<Reply> AcceptsAsync(Filing filing) => ActsAsync(filing, $"{filing.StaffPath}/acceptance", new { outcome = "accept" });

    public Task<Reply> AgreesAsync(Filing filing, string stage) =>
        ActsAsync(filing, $"{filing.Task(stage)}/opinion", new { outcome = "agree", text = "同意。" });

    public Task<Reply> GrantsAsync(Filing filing) =>
        ActsAsync(filing, $"{filing.StaffPath}/decision", new { outcome = "grant", reason = GrantReason, basis = "《市场主体登记管理条例》第十九条" });

    /// <summary>Any command on the case.</summary>
    public async Task<Reply> ActsAsync(Filing filing, string path, object? body = null)
    {
        var read = await GetAsync(filing.StaffPath);
        // Who may not read it acts on whatever there is; the refusal must come all the same.
        var seen = read.Status == HttpStatusCode.OK ? read.ETag : "*";
        return await SendAsync(HttpMethod.Post, path, body, Guid.NewGuid().ToString(), seen);
    }

    /// <summary>The case with its ledger.</summary>
    public async Task<Reply> SeesAsync(Filing filing) => (await GetAsync(filing.StaffPath)).Ok();

    /// <summary>My open tasks of a case.</summary>
    public async Task<IReadOnlyList<JsonElement>> InboxAsync(Filing filing) =>
        [.. (await GetAsync("inbox?pageSize=100")).Ok()["items"].EnumerateArray().Where(t => t.GetProperty("number").GetString() == filing.Number)];
}

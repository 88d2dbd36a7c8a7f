using System.Net;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>Somebody in a department. Every act is made on the version of the case that the person has just read.</summary>
internal sealed class Staff(City city, string name, Func<Task<string>> token) : Person(city, name, token)
{
    public const string GrantReason = "申请材料齐全,符合法定条件。";

    public Task<Reply> AcceptsAsync(Filing filing) => ActsAsync(filing, $"{filing.StaffPath}/acceptance", new { outcome = "accept" });

    public Task<Reply> AgreesAsync(Filing filing, string stage) => OpinesAsync(filing, stage, new { outcome = "agree", text = "同意。" });

    public Task<Reply> OpinesAsync(Filing filing, string stage, object opinion) => ActsAsync(filing, $"{filing.Task(stage)}/opinion", opinion);

    /// <summary>Two officers inspected an hour ago; with points to put right it passes only on conditions.</summary>
    public Task<Reply> InspectsAsync(Filing filing, string stage, params string[] points)
    {
        string[] inspectors = [Name, $"second.{Name}"];
        var outcome = points.Length == 0 ? "agree" : "agreeWithConditions";
        return ActsAsync(filing, $"{filing.Task(stage)}/survey", new { inspectors, at = City.Now.AddHours(-1), findings = "现场情况已记录。", outcome, photos = Array.Empty<string>(), points });
    }

    /// <summary>Records the meeting an hour ago, with the vote of each department called.</summary>
    public Task<Reply> MeetsAsync(Filing filing, params object[] votes) => ActsAsync(filing, $"{filing.StaffPath}/meetings", new
    {
        at = City.Now.AddHours(-1),
        minutes = "会议纪要:各部门对项目立项无异议。",
        votes,
        outcome = "agree",
        conclusion = "同意核准。",
    });

    /// <summary>Signs the draft decision, or refuses with a reason.</summary>
    public Task<Reply> SignsAsync(Filing filing, string? refusal = null) =>
        ActsAsync(filing, $"{filing.StaffPath}/countersignatures", new { agree = refusal is null, reason = refusal });

    /// <summary>Opens an expert review; the clock stands.</summary>
    public Task<Reply> SuspendsAsync(Filing filing, int workingDays, string kind = "expertReview", string body = "省环境评估中心") =>
        ActsAsync(filing, $"{filing.StaffPath}/suspensions", new { kind, body, workingDays, notice = "请配合专家现场踏勘。" });

    /// <summary>Ends a special procedure.</summary>
    public Task<Reply> ResumesAsync(Filing filing, string id) =>
        ActsAsync(filing, $"{filing.StaffPath}/suspensions/{id}/end", new { result = "专家评审通过。" });

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

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace NoVisit.Bench.Case;

/// <summary>
/// Takes cases the whole way through the public HTTP API, as people with the pages do: an officer opens the inbox and the case, claims the
/// task if others could take it too, and acts; the applicant looks at the case when it is done and downloads what it brought.
/// </summary>
internal sealed class CaseDriver(BenchStack stack, BenchHost host) : IDisposable
{
    private const string Applicant = "zhang.san";
    private const string Lead = "SCJ";

    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new() { BaseAddress = host.Address };
    private int _blobPuts;

    public Latencies Latencies { get; } = new();

    /// <summary>Requests to blob storage that the client itself has sent.</summary>
    public int BlobPuts => _blobPuts;

    /// <summary>Signs everybody in who takes part.</summary>
    public async Task SignInAsync(IEnumerable<BenchItem> items)
    {
        IEnumerable<string> people =
            [Applicant, $"clerk.{Lead}", .. items.SelectMany(i => i.First.Concat(i.Last)).Select(PersonOf)];
        foreach (var person in people.Distinct(StringComparer.Ordinal))
        {
            _tokens[person] = await stack.TokenAsync(person);
        }
    }

    public void ResetCounts() => _blobPuts = 0;

    /// <summary>One case from draft to delivered, one act after the other; never asks in vain.</summary>
    public async Task WholeWayAsync(BenchItem item)
    {
        var news = host.Tally.Answered("CourierCallback");
        var number = await UntilDecisionAsync(item);
        foreach (var act in item.Last)
        {
            await (await OpenAsync(number, act))();
            await host.IdleAsync();
        }

        if (item.CourierNews > 0)
        {
            await host.AnsweredAsync("CourierCallback", news + item.CourierNews);
        }

        var view = await As(Applicant).GetAsync("cases/{number}", $"cases/{number}");
        if (view.GetProperty("state").GetString() is not ("delivered" or "closed"))
        {
            throw new InvalidOperationException($"{number} is {view.GetProperty("state")} instead of delivered.");
        }

        foreach (var code in item.Certificates)
        {
            _ = await DownloadAsync(number, code) ?? throw new InvalidOperationException($"{number} has no {code}.");
        }
    }

    /// <summary>One case; the last acts at the same instant.</summary>
    /// <returns>
    /// Milliseconds from the moment the last act is sent until the last certificate is downloaded, and until its answer was there.
    /// </returns>
    public async Task<(double ToCertificate, double ToAnswer)> DecisionToCertificateAsync(BenchItem item)
    {
        var number = await UntilDecisionAsync(item);
        var acts = new List<Func<Task>>();
        foreach (var act in item.Last)
        {
            acts.Add(await OpenAsync(number, act));
        }

        await host.IdleAsync();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(acts.Select(act => act()));
        var answered = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        foreach (var code in item.Certificates)
        {
            while (await DownloadAsync(number, code) is null)
            {
                await Task.Delay(5);
            }
        }

        var downloaded = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await host.IdleAsync();
        return (downloaded, answered);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> UntilDecisionAsync(BenchItem item)
    {
        var number = await FileAsync(item);
        await host.IdleAsync();
        await AcceptAsync(number);
        await host.IdleAsync();
        foreach (var act in item.First)
        {
            await (await OpenAsync(number, act))();
            await host.IdleAsync();
        }

        return number;
    }

    private async Task<string> FileAsync(BenchItem item)
    {
        var applicant = As(Applicant);
        await applicant.GetAsync("items/{code}", $"items/{item.Code}");
        var draft = await applicant.PostAsync("applications", "applications", new { itemCode = item.Code, values = item.Values });
        var id = draft.GetProperty("id").GetString();
        foreach (var material in item.Materials)
        {
            await UploadAsync(applicant, id!, material);
        }

        var seen = await applicant.GetAsync("applications/{id}", $"applications/{id}");
        if (ETagOf(seen) != ETagOf(draft))
        {
            throw new InvalidOperationException("The draft was answered with another version than it has.");
        }

        if (seen.GetProperty("materials").EnumerateArray().Any(m => m.GetProperty("state").GetString() != "clean"))
        {
            throw new InvalidOperationException("A file is not clean: the scanner was not ready.");
        }

        var receipt = await applicant.PostAsync("applications/{id}/submission", $"applications/{id}/submission", new { });
        return receipt.GetProperty("number").GetString()!;
    }

    private async Task UploadAsync(BenchClient applicant, string draft, string material)
    {
        var picture = BenchItems.Picture;
        var ticket = await applicant.PostAsync(
            "applications/{id}/materials", $"applications/{draft}/materials",
            new { materialCode = material, fileName = "扫描件.png", contentType = "image/png", size = picture.Length });
        using var put = new HttpRequestMessage(HttpMethod.Put, ticket.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(picture) };
        put.Content.Headers.ContentType = new("image/png");
        foreach (var header in ticket.GetProperty("headers").EnumerateObject())
        {
            put.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var stored = await _http.SendAsync(put);
        stored.EnsureSuccessStatusCode();
        Interlocked.Increment(ref _blobPuts);
        await applicant.PostAsync(
            "applications/{id}/materials/{uploadId}/completion", $"applications/{draft}/materials/{ticket.GetProperty("uploadId").GetString()}/completion",
            new { sha256 = Convert.ToHexStringLower(SHA256.HashData(picture)) });
    }

    private async Task AcceptAsync(string number)
    {
        var clerk = As($"clerk.{Lead}");
        var view = await FindAsync(clerk, number);
        await clerk.PostAsync("staff/cases/{number}/acceptance", $"staff/cases/{number}/acceptance", new { outcome = "accept" }, ETagOf(view));
    }

    /// <summary>Finds the case in the inbox, reads it, and claims the task for an opinion.</summary>
    /// <returns>What the person then does.</returns>
    private async Task<Func<Task>> OpenAsync(string number, DepartmentAct act)
    {
        var person = As(PersonOf(act));
        var view = await FindAsync(person, number);
        if (act.Decides)
        {
            return () => person.PostAsync(
                "staff/cases/{number}/decision", $"staff/cases/{number}/decision",
                new { outcome = "grant", reason = "申请材料齐全,符合法定条件。", basis = "《市场主体登记管理条例》第十九条" }, ETagOf(view));
        }

        var task = view.GetProperty("tasks").EnumerateArray().First(t => t.GetProperty("mine").GetBoolean()).GetProperty("taskId").GetString()!;
        var path = $"staff/tasks/{Uri.EscapeDataString(task)}";
        var claimed = await person.PostAsync("staff/tasks/{taskId}/claim", $"{path}/claim", new { }, ETagOf(view));
        return () => person.PostAsync("staff/tasks/{taskId}/opinion", $"{path}/opinion", new { outcome = "agree", text = "同意。" }, ETagOf(claimed));
    }

    private static async Task<JsonElement> FindAsync(BenchClient person, string number)
    {
        var inbox = await person.GetAsync("inbox", "inbox?pageSize=100");
        return inbox.GetProperty("items").EnumerateArray().Any(t => t.GetProperty("number").GetString() == number)
            ? await person.GetAsync("staff/cases/{number}", $"staff/cases/{number}")
            : throw new InvalidOperationException($"{number} is not in the inbox.");
    }

    private Task<byte[]?> DownloadAsync(string number, string code) =>
        As(Applicant).TryDownloadAsync("cases/{number}/results/{id}", $"cases/{number}/results/{code}");

    private BenchClient As(string person) => new(_http, Latencies, _tokens[person]);

    private static string PersonOf(DepartmentAct act) => $"{(act.Decides ? "approver" : "reviewer")}.{act.Department}";

    private static string ETagOf(JsonElement view) => view.GetProperty("etag").GetString()!;
}

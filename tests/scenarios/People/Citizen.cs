using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>A filing that was submitted.</summary>
/// <param name="Number">Case number.</param>
/// <param name="QueryCode">For the public progress.</param>
/// <param name="DraftId">The draft it was.</param>
/// <param name="Application">What was filed.</param>
internal sealed record Filing(string Number, string QueryCode, string DraftId, Application Application)
{
    public string Path => $"cases/{Number}";

    public string StaffPath => $"staff/cases/{Number}";

    public string Task(string stage) => $"staff/tasks/{Uri.EscapeDataString($"{Number}~{stage}")}";
}

/// <summary>Applicants and agents: file, follow, correct, withdraw.</summary>
internal sealed class Citizen(City city, string name, Func<Task<string>> token) : Person(city, name, token)
{
    /// <summary>The whole filing as from a phone: draft, uploads straight to storage, submission.</summary>
    /// <param name="application">What is filed.</param>
    /// <param name="commitment">容缺承诺: what may follow later will.</param>
    public Task<Filing> FilesAsync(Application application, bool commitment = false) =>
        FilesAsync(application, commitment ? new { commitment } : null);

    /// <summary>The same with any command of submission.</summary>
    public async Task<Filing> FilesAsync(Application application, object? command)
    {
        var draft = await DraftsAsync(application);
        foreach (var material in application.Materials)
        {
            Assert.Equal("clean", (await UploadsAsync($"applications/{draft}", material)).Ok()["state"].GetString());
        }

        var receipt = (await CreateAsync($"applications/{draft}/submission", command)).Ok();
        return new Filing(receipt["number"].GetString()!, receipt["queryCode"].GetString()!, draft, application);
    }

    /// <summary>Begins a filing; answers the draft's id.</summary>
    public async Task<string> DraftsAsync(Application application) =>
        (await CreateAsync("applications", new { itemCode = application.ItemCode, values = application.Values })).Ok()["id"].GetString()!;

    /// <summary>Uploads a file for a draft or a case; answers the completion.</summary>
    public async Task<Reply> UploadsAsync(string owner, Material material)
    {
        var ticket = (await AsksToUploadAsync(owner, material)).Ok();
        await PutAsync(ticket, material);
        return await CompletesAsync(owner, ticket, material);
    }

    public Task<Reply> AsksToUploadAsync(string owner, Material material) => CreateAsync(
        $"{owner}/materials",
        new { materialCode = material.Code, fileName = material.FileName, contentType = material.ContentType, size = material.Content.Length });

    /// <summary>Puts the file where the ticket says.</summary>
    public static async Task PutAsync(Reply ticket, Material material)
    {
        using var storage = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, ticket["uploadUrl"].GetString()) { Content = new ByteArrayContent(material.Content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(material.ContentType);
        foreach (var header in ticket["headers"].EnumerateObject())
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var response = await storage.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"Storage refused {material.FileName}: {(int)response.StatusCode}");
    }

    public Task<Reply> CompletesAsync(string owner, Reply ticket, Material material) => CreateAsync(
        $"{owner}/materials/{ticket["uploadId"].GetString()}/completion", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(material.Content)) });

    /// <summary>The case as its applicant sees it.</summary>
    public async Task<Reply> SeesAsync(Filing filing) => (await GetAsync(filing.Path)).Ok();

    /// <summary>Its state.</summary>
    public async Task<string> StateOfAsync(Filing filing) => (await SeesAsync(filing))["state"].GetString()!;

    /// <summary>One stage of it.</summary>
    public async Task<JsonElement> StageOfAsync(Filing filing, string stage) =>
        (await SeesAsync(filing))["stages"].EnumerateArray().Single(s => s.GetProperty("id").GetString() == stage);

    /// <summary>Answers the correction notice.</summary>
    public async Task<Reply> CorrectsAsync(Filing filing, object answer) =>
        await SendAsync(HttpMethod.Post, $"{filing.Path}/corrections", answer, Guid.NewGuid().ToString(), (await SeesAsync(filing)).ETag);

    /// <summary>Brings deferred material.</summary>
    public async Task<Reply> SuppliesAsync(Filing filing, params Material[] materials) =>
        await ActsAsync(filing, "supplements", new { materials = await UploadedAsync(filing, materials) });

    /// <summary>Answers the rectification notice.</summary>
    public async Task<Reply> RectifiesAsync(Filing filing, string statement, params Material[] proof) =>
        await ActsAsync(filing, "rectification", new { statement, materials = await UploadedAsync(filing, proof) });

    /// <summary>Any command on the case as it is now.</summary>
    public async Task<Reply> ActsAsync(Filing filing, string command, object? body) =>
        await SendAsync(HttpMethod.Post, $"{filing.Path}/{command}", body, Guid.NewGuid().ToString(), (await SeesAsync(filing)).ETag);

    /// <summary>Uploads files for a case; answers their ids.</summary>
    public async Task<IReadOnlyList<string>> UploadedAsync(Filing filing, params Material[] materials)
    {
        var ids = new List<string>();
        foreach (var material in materials)
        {
            ids.Add((await UploadsAsync(filing.Path, material)).Ok()["uploadId"].GetString()!);
        }

        return ids;
    }

    public async Task<Reply> WithdrawsAsync(Filing filing, string reason) =>
        await SendAsync(HttpMethod.Post, $"{filing.Path}/withdrawal", new { reason }, Guid.NewGuid().ToString(), (await SeesAsync(filing)).ETag);
}

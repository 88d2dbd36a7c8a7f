namespace NoVisit.Scenarios;

/// <summary>When the app is killed.</summary>
internal abstract record Kill
{
    public static readonly Kill Never = new None();
    public static readonly Kill AfterAnswer = new After();

    public static Kill During(TimeSpan wait) => new Within(wait);

    public sealed record None : Kill;

    /// <summary>As soon as the answer is there.</summary>
    public sealed record After : Kill;

    /// <param name="Wait">After the request was sent; its answer is not waited for.</param>
    public sealed record Within(TimeSpan Wait) : Kill;
}

/// <summary>
/// One case driven request by request by people who repeat what got no answer, each with the same idempotency key and on the same version,
/// while the app is killed under them.
/// </summary>
/// <param name="plan">When to kill, by the step's name.</param>
internal sealed class Journey(City city, AppProcess app, Func<string, Kill> plan)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<string> killed = [];

    /// <summary>How often the app was killed in each step so far, in the order of the steps.</summary>
    public IReadOnlyList<(string Step, int Times)> Kills => [.. killed.GroupBy(step => step, StringComparer.Ordinal).Select(g => (g.Key, g.Count()))];

    /// <summary>Item 02 to its end.</summary>
    public async Task<Filing> CompanyAsync()
    {
        var filing = await FileAsync(Application.Company());
        await ActAsync("acceptance", city.Clerk("SCJ"), filing, "accept", $"{filing.StaffPath}/acceptance", new { outcome = "accept" });
        foreach (var department in (string[])["SCJ", "GAJ", "SWJ", "RSJ"])
        {
            await ActAsync($"decision {department}", city.Approver(department), filing, "decide", $"{filing.StaffPath}/decision", new { outcome = "grant" });
        }

        await ActAsync("opinion GJJ", city.Reviewer("GJJ"), filing, "opinion", $"{filing.Task("C4")}/opinion", new { outcome = "agree", text = "同意。" });
        await SeeAsync("certificateReady", filing, "certificatesIssued");
        await SeeAsync("dispatched", filing, "courierOrdered");
        await SeeAsync("delivered", filing, "resultDelivered");
        return filing;
    }

    /// <summary>Item 02 until all but the housing fund, whose silence is agreement, have decided.</summary>
    public async Task<Filing> CompanyButOneAsync()
    {
        var filing = await FileAsync(Application.Company(byCourier: false));
        await ActAsync("acceptance", city.Clerk("SCJ"), filing, "accept", $"{filing.StaffPath}/acceptance", new { outcome = "accept" });
        foreach (var department in (string[])["SCJ", "GAJ", "SWJ", "RSJ"])
        {
            await ActAsync($"decision {department}", city.Approver(department), filing, "decide", $"{filing.StaffPath}/decision", new { outcome = "grant" });
        }

        return filing;
    }

    /// <summary>Moves a standing clock, by the host's own endpoint.</summary>
    public Task ItIsAsync(string instant) => DoAsync(instant, () => city.Anybody().SendAsync(HttpMethod.Post, "/local/clock", new { advanceTo = instant }));

    private async Task<Filing> FileAsync(Application application)
    {
        var zhang = city.Citizen();
        var key = Guid.NewGuid().ToString();
        var draft = (await DoAsync("draft", () => zhang.CreateAsync("applications", new { itemCode = application.ItemCode, values = application.Values }, key)))["id"].GetString()!;
        foreach (var material in application.Materials)
        {
            var ticket = await DoAsync("ticket", () => zhang.AsksToUploadAsync($"applications/{draft}", material));
            await Citizen.PutAsync(ticket, material);
            Assert.Equal("clean", (await DoAsync("completion", () => zhang.CompletesAsync($"applications/{draft}", ticket, material)))["state"].GetString());
        }

        var receipt = await DoAsync("submission", () => zhang.CreateAsync($"applications/{draft}/submission", key: key));
        return new Filing(receipt["number"].GetString()!, receipt["queryCode"].GetString()!, draft, application);
    }

    /// <summary>Waits until the person may do it, and does it on the version then read.</summary>
    private async Task ActAsync(string name, Staff person, Filing filing, string action, string path, object body)
    {
        string? etag = null;
        await Eventually.TrueAsync($"{person.Name} may {action}", async () =>
        {
            var read = await person.GetAsync(filing.StaffPath);
            etag = read.ETag;
            return (int)read.Status == 200 && MayAct(read, action);
        }, Patience);
        var key = Guid.NewGuid().ToString();
        await DoAsync(name, () => person.SendAsync(HttpMethod.Post, path, body, key, etag), async () => !MayAct(await person.SeesAsync(filing), action));
    }

    private static bool MayAct(Reply read, string action) => read["actions"].EnumerateArray().Any(a => a.GetString() == action);

    /// <summary>Waits until the applicant sees an event of the case, if the app is to be killed then.</summary>
    private async Task SeeAsync(string name, Filing filing, string type)
    {
        if (plan(name) is not Kill.After)
        {
            return;
        }

        await Eventually.TrueAsync(name, async () =>
            (await city.Citizen().SeesAsync(filing))["events"].EnumerateArray().Any(e => e.GetProperty("type").GetString() == type), Patience);
        await CrashAsync(name);
    }

    private async Task<Reply> DoAsync(string name, Func<Task<Reply>> request, Func<Task<bool>>? isDone = null)
    {
        var kill = plan(name);
        Reply? reply = null;
        if (kill is Kill.Within within)
        {
            var sent = AnsweredAsync(request);
            await Task.Delay(within.Wait, TestContext.Current.CancellationToken);
            await app.KillAsync();
            killed.Add(name);
            reply = await sent;
            await app.StartAsync();
        }

        reply ??= await AnsweredAsync(request);
        if (kill is Kill.After)
        {
            await CrashAsync(name);
        }

        // Asked again until there is an answer; a refused repetition is fine when the first one was done.
        reply ??= await AnsweredAsync(request) ?? await request();
        if ((int)reply.Status is 409 or 412 && isDone is not null)
        {
            Assert.True(await isDone(), $"{name}: {reply.Text}");
            return reply;
        }

        return reply.Ok();
    }

    private async Task CrashAsync(string name)
    {
        await app.CrashAsync();
        killed.Add(name);
    }

    /// <summary>The answer, or null when the connection broke first.</summary>
    private static async Task<Reply?> AnsweredAsync(Func<Task<Reply>> request)
    {
        try
        {
            return await request();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

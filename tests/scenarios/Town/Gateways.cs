using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>An SMS as the gateway took it.</summary>
/// <param name="TemplateId">Which notice.</param>
/// <param name="Text">What the person reads.</param>
/// <param name="Calls">How often it was asked for under its idempotency key; it was sent once.</param>
internal sealed record TakenSms(string TemplateId, string Text, int Calls);

/// <summary>A parcel as the courier took it.</summary>
internal sealed record TakenParcel(string OrderId, string Waybill, string Recipient, string Phone, string Address, string Status, int Calls);

/// <summary>A payment order as the platform took it; amounts in fen.</summary>
internal sealed record TakenPayment(string OrderId, string TransactionId, long Amount, string Status, long Refunded, int Calls);

/// <summary>The real gateway simulator of one city: it goes by the city's clock and calls the city's app back.</summary>
internal sealed class Gateways : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly HttpClient http;

    private Gateways(Process process, HttpClient http) => (this.process, this.http) = (process, http);

    public Uri Address => http.BaseAddress!;

    /// <summary>Starts it; parcels move only when a test moves them, unless <paramref name="courierStep"/> says how fast.</summary>
    public static async Task<Gateways> StartAsync(
        string folder, Uri site, IReadOnlyDictionary<string, string> settings, TimeSpan? courierStep)
    {
        var port = LocalStack.FreePort();
        var start = NodeProgram.Prepare(Path.Combine(LocalStack.Root, "local", "gateways", "server.mjs")).EndingWithItsInput();
        foreach (var (name, value) in new[]
        {
            ("GATEWAYS_PORT", port.ToString(CultureInfo.InvariantCulture)),
            ("GATEWAYS_DIR", Path.Combine(folder, "gateways")),
            ("GATEWAYS_CLOCK", new Uri(site, "local/clock").AbsoluteUri),
            ("Site__Origin", site.AbsoluteUri.TrimEnd('/')),
            ("Gateways__KeyId", settings["Gateways:KeyId"]),
            ("Gateways__Secret", settings["Gateways:Secret"]),
            ("Callbacks__Secret", settings["Callbacks:Secret"]),
            ("GATEWAY_COURIER_MODE", courierStep is null ? "hold" : "auto"),
            ("GATEWAY_COURIER_STEP_MS", ((courierStep?.TotalMilliseconds ?? 0) + 1).ToString(CultureInfo.InvariantCulture)),
        })
        {
            start.Environment[name] = value;
        }

        var program = Process.Start(start)!;
        program.OutputDataReceived += (_, _) => { };
        program.ErrorDataReceived += (_, _) => { };
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/") };
        var gateways = new Gateways(program, client);
        await Eventually.TrueAsync("the gateway simulator is healthy", async () =>
        {
            using var answer = await client.GetAsync("health");
            return answer.IsSuccessStatusCode;
        }, StartLimit);
        return gateways;
    }

    /// <summary>What was sent to a phone, oldest first.</summary>
    public async Task<IReadOnlyList<TakenSms>> SmsAsync(string phone) =>
        [.. (await ReadAsync($"sms?to={phone}")).Select(s => new TakenSms(
            s.GetProperty("templateId").GetString()!, s.GetProperty("text").GetString()!, s.GetProperty("calls").GetInt32()))];

    /// <summary>Every parcel that was ordered.</summary>
    public async Task<IReadOnlyList<TakenParcel>> ParcelsAsync() =>
        [.. (await ReadAsync("courier/orders")).Select(p => new TakenParcel(
            p.GetProperty("orderId").GetString()!, p.GetProperty("waybill").GetString()!,
            p.GetProperty("recipient").GetProperty("name").GetString()!, p.GetProperty("recipient").GetProperty("phone").GetString()!,
            p.GetProperty("recipient").GetProperty("address").GetString()!, p.GetProperty("status").GetString()!, p.GetProperty("calls").GetInt32()))];

    /// <summary>The parcel of a case.</summary>
    public async Task<TakenParcel> ParcelOfAsync(string number) =>
        Assert.Single(await ParcelsAsync(), p => p.OrderId.StartsWith(number, StringComparison.Ordinal));

    /// <summary>Moves a parcel; its news are called back, signed, until the app takes them.</summary>
    public async Task MoveAsync(TakenParcel parcel, params string[] steps)
    {
        foreach (var status in steps)
        {
            using var answer = await http.PostAsJsonAsync($"courier/orders/{Uri.EscapeDataString(parcel.OrderId)}/advance", new { status });
            Assert.True(answer.IsSuccessStatusCode, $"{status}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Pays an order; the app is called back, signed, until it takes the news.</summary>
    public async Task PaysAsync(string orderId)
    {
        using var answer = await http.PostAsJsonAsync($"payment/orders/{Uri.EscapeDataString(orderId)}/pay", new { outcome = "paid" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An order.</summary>
    public async Task<TakenPayment> PaymentOfAsync(string orderId)
    {
        var order = await http.GetFromJsonAsync<JsonElement>($"payment/orders/{Uri.EscapeDataString(orderId)}");
        return new TakenPayment(
            order.GetProperty("orderId").GetString()!, order.TryGetProperty("transactionId", out var transaction) ? transaction.GetString()! : "",
            order.GetProperty("amount").GetInt64(), order.GetProperty("status").GetString()!, order.GetProperty("refunded").GetInt64(), order.GetProperty("calls").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private async Task<JsonElement[]> ReadAsync(string path) => (await http.GetFromJsonAsync<JsonElement[]>(path))!;
}

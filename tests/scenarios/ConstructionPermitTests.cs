using System.Net.Http.Headers;
using System.Text.Json;
using NoVisit.Gateways;

namespace NoVisit.Scenarios;

/// <summary>Item 08, acceptance scenario A8: two departments examine, one bill, paid once however often the platform says so (FE-01, FE-03).</summary>
[Rule("FE-01", "FE-03")]
public sealed class ConstructionPermitTests(CityOfClass fixture) : IClassFixture<CityOfClass>
{
    private const long Total = 96_000_000;

    [Fact]
    public async Task One_bill_for_two_departments_is_paid_once_though_the_platform_calls_back_twice()
    {
        await using var city = await City.OpenAsync(fixture.Stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await BilledAsync(city, zhang);
        var bill = (await zhang.SeesAsync(filing))["bill"];
        Assert.Equal(("due", Total), (bill.GetProperty("state").GetString(), bill.GetProperty("total").GetInt64()));
        Assert.Equal(
            [("ZJJ", 84_000_000L), ("RFB", 12_000_000L)],
            bill.GetProperty("lines").EnumerateArray().Select(l => (l.GetProperty("department").GetProperty("code").GetString()!, l.GetProperty("amount").GetInt64())));

        (await city.Approver("ZJJ").GrantsAsync(filing)).Refused(409, "wrong-state");
        Assert.Empty(await city.Approver("ZJJ").InboxAsync(filing));
        var order = (await PaysAsync(zhang, filing)).Ok();
        Assert.Equal(order.Text, (await PaysAsync(zhang, filing)).Ok().Text);
        await city.ItIsAsync("2026-09-09T10:00+08:00");
        await city.Gateways.PaysAsync(order["orderId"].GetString()!);
        await Eventually.TrueAsync("the bill is paid", async () => await BillStateAsync(zhang, filing) == "paid");
        var ledger = await city.EventsAsync(filing);
        var news = await city.Gateways.PaymentOfAsync(order["orderId"].GetString()!);
        await CallbackAsync(city, order, news.TransactionId, Total, 204);
        await CallbackAsync(city, order, news.TransactionId, Total, 204);
        Assert.Equal(ledger, await city.EventsAsync(filing));
        Assert.Single(ledger, e => e == "billPaid");
        (await PaysAsync(zhang, filing)).Refused(409, "bill-paid");

        (await city.Approver("ZJJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    public async Task A_wrong_amount_is_refused_and_the_bill_stays_due()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await BilledAsync(city, zhang);
        var order = (await PaysAsync(zhang, filing)).Ok();

        await CallbackAsync(city, order, "T-wrong", Total - 1, 422);
        await CallbackAsync(city, order, "T-wrong", Total - 1, 422);

        Assert.Single(await city.EventsAsync(filing), e => e == "paymentRefused");
        Assert.Equal("due", await BillStateAsync(zhang, filing));
    }

    [Fact]
    public async Task A_paid_case_that_is_withdrawn_is_paid_back_once()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await BilledAsync(city, zhang);
        var order = (await PaysAsync(zhang, filing)).Ok()["orderId"].GetString()!;
        await city.Gateways.PaysAsync(order);
        await Eventually.TrueAsync("the bill is paid", async () => await BillStateAsync(zhang, filing) == "paid");

        (await zhang.WithdrawsAsync(filing, "项目取消")).Ok();

        await Eventually.TrueAsync("the fee is refunded", async () => await BillStateAsync(zhang, filing) == "refunded");
        Assert.Equal(Total, (await city.Gateways.PaymentOfAsync(order)).Refunded);
        Assert.Single(await city.EventsAsync(filing), e => e == "billRefunded");
    }

    [Fact]
    public async Task The_lead_waives_the_bill_and_the_case_goes_on()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await BilledAsync(city, zhang);
        var waiver = new { reason = "公益性项目", basis = "《江苏省行政事业性收费目录》" };

        (await city.Approver("RFB").ActsAsync(filing, $"{filing.StaffPath}/bill/waiver", waiver)).Refused(403, "other-department");
        (await city.Approver("ZJJ").ActsAsync(filing, $"{filing.StaffPath}/bill/waiver", waiver)).Ok();

        Assert.Equal("waived", await BillStateAsync(zhang, filing));
        (await city.Approver("ZJJ").GrantsAsync(filing)).Ok();
    }

    [Fact]
    public async Task Nobody_pays_another_persons_bill_or_without_having_seen_it()
    {
        var city = fixture.City;
        var zhang = city.Citizen();
        var filing = await BilledAsync(city, zhang);

        (await city.Citizen("li.si").SendAsync(HttpMethod.Post, $"{filing.Path}/payment", null, "payment-1", "*")).Refused(404, "not-found");
        Assert.Equal(428, (int)(await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/payment", null, "payment-1")).Status);
        (await zhang.SendAsync(HttpMethod.Post, $"{filing.Path}/payment", null, "payment-1", "\"1\"")).Refused(412, "stale");
    }

    private static async Task<Filing> BilledAsync(City city, Citizen citizen)
    {
        var filing = await citizen.FilesAsync(Application.Construction());
        (await city.Clerk("ZJJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("ZJJ").AgreesAsync(filing, "B1")).Ok();
        (await city.Reviewer("RFB").AgreesAsync(filing, "B2")).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<Reply> PaysAsync(Citizen citizen, Filing filing) => await citizen.SendAsync(
        HttpMethod.Post, $"{filing.Path}/payment", null, Guid.NewGuid().ToString(), (await citizen.SeesAsync(filing)).ETag);

    private static async Task<string?> BillStateAsync(Citizen citizen, Filing filing) =>
        (await citizen.SeesAsync(filing))["bill"].GetProperty("state").GetString();

    /// <summary>News as the platform signs it.</summary>
    private static async Task CallbackAsync(City city, Reply order, string transaction, long amount, int status)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { orderId = order["orderId"].GetString(), transactionId = transaction, status = "paid", amount, at = city.Now });
        var key = new GatewayKey(city.Settings["Gateways:KeyId"], city.Settings["Callbacks:Secret"]);
        var (timestamp, signature) = key.Sign(city.Now, body);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.Add(GatewayKey.KeyIdHeader, key.Id);
        content.Headers.Add(GatewayKey.TimestampHeader, timestamp);
        content.Headers.Add(GatewayKey.SignatureHeader, signature);
        Assert.Equal(status, (int)(await city.Anybody().SendAsync(HttpMethod.Post, "callbacks/payment", content: content)).Status);
    }
}

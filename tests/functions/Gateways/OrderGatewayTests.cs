using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NoVisit.Delivery;
using NoVisit.Payments;

namespace NoVisit.Gateways;

public sealed class OrderGatewayTests
{
    private static readonly CourierOrder Parcel = new("o-1", new CourierRecipient("张三", "13800138000", "启东市人民路1号"), "证照");
    private static readonly PaymentOrder Bill = new("b-1", 12000, "食品经营许可", new Uri("http://localhost:7071/#/cases/1"));
    private readonly List<(string Path, string Key, string Body)> received = [];

    [Fact]
    public async Task A_parcel_is_ordered_under_its_order_id()
    {
        var waybill = await With("{\"orderId\":\"o-1\",\"waybill\":\"NV1\"}", s => new CourierGateway(s).OrderAsync(Parcel, Token));

        Assert.Equal("NV1", waybill);
        Assert.Equal(
            ("/courier/orders", "courier-o-1", """{"orderId":"o-1","recipient":{"name":"张三","phone":"13800138000","address":"启东市人民路1号"},"contents":"证照"}"""),
            Assert.Single(received));
    }

    [Theory]
    [InlineData("{\"orderId\":\"o-2\",\"waybill\":\"NV1\"}")]
    [InlineData("{\"orderId\":\"o-1\",\"waybill\":\"\"}")]
    [InlineData("{\"orderId\":\"o-1\"}")]
    public async Task An_answer_without_a_waybill_for_this_order_is_a_failure(string answer) =>
        Assert.False((await Assert.ThrowsAsync<GatewayException>(() => With(answer, s => new CourierGateway(s).OrderAsync(Parcel, Token)))).IsTransient);

    [Fact]
    public async Task A_bill_is_opened_under_its_order_id()
    {
        var address = await With("{\"orderId\":\"b-1\",\"payUrl\":\"http://127.0.0.1:7073/pay/b-1\"}", s => new PaymentGateway(s).OrderAsync(Bill, Token));

        Assert.Equal("http://127.0.0.1:7073/pay/b-1", address.AbsoluteUri);
        Assert.Equal(
            ("/payment/orders", "payment-b-1", """{"orderId":"b-1","amount":12000,"subject":"食品经营许可","returnUrl":"http://localhost:7071/#/cases/1"}"""),
            Assert.Single(received));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/pay/b-1")]
    [InlineData("file:///etc/passwd")]
    public async Task The_payer_is_sent_to_web_addresses_only(string address) =>
        await Assert.ThrowsAsync<GatewayException>(() => With($"{{\"orderId\":\"b-1\",\"payUrl\":\"{address}\"}}", s => new PaymentGateway(s).OrderAsync(Bill, Token)));

    [Fact]
    public async Task Money_is_paid_back_under_the_refund_id()
    {
        await With("{\"refundId\":\"r-1\"}", async s =>
        {
            await new PaymentGateway(s).RefundAsync(new PaymentRefund("b-1", "r-1", 500, "撤回"), Token);
            return true;
        });

        Assert.Equal(("/payment/refunds", "refund-r-1", """{"orderId":"b-1","refundId":"r-1","amount":500,"reason":"撤回"}"""), Assert.Single(received));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Nothing_is_ordered_for_no_money(long amount)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => With("{}", s => new PaymentGateway(s).OrderAsync(Bill with { Amount = amount }, Token)));

        Assert.Empty(received);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<T> With<T>(string answer, Func<SignedHttp, Task<T>> act)
    {
        using var http = new HttpClient(new Gateway(received, answer)) { BaseAddress = new Uri("http://gateway.local/") };
        var key = new GatewayKey("novisit", "a-shared-secret-of-some-length");
        return await act(new SignedHttp(http, key, TimeProvider.System, NullLogger<SignedHttp>.Instance));
    }

    private sealed class Gateway(List<(string Path, string Key, string Body)> received, string answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            received.Add((request.RequestUri!.AbsolutePath, request.Headers.GetValues("Idempotency-Key").Single(), await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}

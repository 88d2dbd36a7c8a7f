using System.Text.RegularExpressions;
using NoVisit.Filing.Forms;

namespace NoVisit.Scenarios;

/// <summary>Item 01, acceptance scenario A1: filed on a phone, decided the same day by two people, licence, parcel, messages.</summary>
[Rule("KD-01", "WF-11b")]
public sealed partial class SoleTraderTests(LocalStack stack)
{
    [Fact]
    [Rule("IN-01", "RS-01", "RS-07", "NT-01")]
    public async Task A_sole_trader_gets_the_licence_the_same_day_from_two_people_and_by_courier()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader());
        await city.SettlesAsync();

        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        await city.ItIsAsync("2026-09-08T10:00+08:00");
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        await city.ItIsAsync("2026-09-08T11:00+08:00");
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();

        var (licence, pdf) = Assert.Single(await city.ResultsAsync(filing, zhang));
        Assert.Equal("C-BL", licence.GetProperty("code").GetString());
        Assert.Equal("2026-09-08", licence.GetProperty("validFrom").GetString());
        await Documents.SignatureHoldsAsync(pdf);
        if (await Documents.TextAsync(pdf) is { } text)
        {
            Assert.Contains("启东市小满面馆", text, StringComparison.Ordinal);
            Assert.Contains(CreditCodes().Matches(text), code => UnifiedSocialCreditCode.IsValid(code.Value));
        }

        var parcel = Assert.Single(await city.Gateways.ParcelsAsync());
        Assert.Equal((Application.Name, filing.Application.Phone, Application.Address), (parcel.Recipient, parcel.Phone, parcel.Address));
        Assert.Equal("dispatched", await zhang.StateOfAsync(filing));

        await city.DeliversAsync(filing, zhang);
        var closed = await zhang.SeesAsync(filing);
        var delivery = Assert.Single(closed["deliveries"].EnumerateArray());
        Assert.Equal(parcel.Waybill, delivery.GetProperty("waybill").GetString());
        Assert.Equal("delivered", delivery.GetProperty("state").GetString());
        await city.ToldExactlyOnceAsync(filing.Application, "NV-ZH-01", "NV-ZH-03", "NV-ZH-06", "NV-ZH-08", "NV-ZH-09", "NV-ZH-10");
        Assert.Equal(
            ["submitted", "accepted", "phaseOpened", "opinionGiven", "phaseOpened", "stageDecided", "decisionMade", "certificatesIssued",
             "courierOrdered", "courierTracked", "courierTracked", "courierTracked", "resultDelivered", "caseClosed"],
            await city.EventsAsync(filing));
        Assert.Empty(await city.AccountabilityAsync(filing));
    }

    [Fact]
    [Rule("RS-02")]
    public async Task The_licence_is_verified_by_its_code_and_by_its_file_and_one_changed_byte_is_noticed()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await DecidedAsync(city, zhang, Application.SoleTrader(byCourier: false));
        var (licence, pdf) = Assert.Single(await city.ResultsAsync(filing, zhang));
        var identifier = Uri.EscapeDataString(licence.GetProperty("identifier").GetString()!);

        var shown = (await city.Anybody().GetAsync($"certificates/{identifier}?code={licence.GetProperty("verificationCode").GetString()}")).Ok();
        Assert.Equal("valid", shown["status"].GetString());
        Assert.Equal("valid", (await CheckAsync(city, pdf))["signature"].GetString());
        var altered = (byte[])pdf.Clone();
        altered[altered.Length / 3] ^= 1;
        Assert.Equal("altered", (await CheckAsync(city, altered))["signature"].GetString());
    }

    [Fact]
    public async Task Who_reviewed_the_case_cannot_decide_it()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var zhang = city.Citizen();
        var filing = await zhang.FilesAsync(Application.SoleTrader(byCourier: false));
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        var bothPosts = new Staff(city, "both.posts", () => Task.FromResult(stack.SignIn.Issue("both.posts", ["reviewer", "approver"], "SCJ")));
        (await bothPosts.AgreesAsync(filing, "B")).Ok();
        var before = await city.EventsAsync(filing);

        (await bothPosts.GrantsAsync(filing)).Refused(403, "four-eyes");

        Assert.Equal(before, await city.EventsAsync(filing));
        Assert.Equal("inReview", await zhang.StateOfAsync(filing));
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        Assert.Equal("closed", await zhang.StateOfAsync(filing));
    }

    [Fact]
    public async Task Who_accepted_the_case_cannot_decide_it()
    {
        await using var city = await City.OpenAsync(stack, "2026-09-08T09:30+08:00");
        var filing = await city.Citizen().FilesAsync(Application.SoleTrader(byCourier: false));
        var bothPosts = new Staff(city, "both.posts", () => Task.FromResult(stack.SignIn.Issue("both.posts", ["clerk", "approver"], "SCJ")));
        (await bothPosts.AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();

        (await bothPosts.GrantsAsync(filing)).Refused(403, "four-eyes");
    }

    /// <summary>Item 01 up to its decision.</summary>
    internal static async Task<Filing> DecidedAsync(City city, Citizen citizen, Application application)
    {
        var filing = await citizen.FilesAsync(application);
        (await city.Clerk("SCJ").AcceptsAsync(filing)).Ok();
        (await city.Reviewer("SCJ").AgreesAsync(filing, "B")).Ok();
        (await city.Approver("SCJ").GrantsAsync(filing)).Ok();
        await city.SettlesAsync();
        return filing;
    }

    private static async Task<Reply> CheckAsync(City city, byte[] pdf)
    {
        using var content = new ByteArrayContent(pdf);
        content.Headers.ContentType = new("application/pdf");
        return (await city.Anybody().SendAsync(HttpMethod.Post, "certificates/verification", content: content)).Ok();
    }

    [GeneratedRegex("[0-9A-HJ-NP-RT-UW-Y]{18}")]
    private static partial Regex CreditCodes();
}

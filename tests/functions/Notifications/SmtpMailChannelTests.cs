using NoVisit.Http;

namespace NoVisit.Notifications;

public sealed class SmtpMailChannelTests(MailServer server) : IClassFixture<MailServer>
{
    private const string From = "novisit@example.test";

    [Fact]
    public async Task A_mail_arrives_with_both_parts_and_a_Chinese_subject()
    {
        Assert.SkipUnless(server.IsRunning, "maildev is not installed in local/node_modules.");
        var token = TestContext.Current.CancellationToken;
        var notice = NoticeTemplates.Load().Render(
            NoticeKind.Accepted,
            Language.Zh,
            new Dictionary<string, string> { ["number"] = "320681-20261122-7K3QF9-X", ["item"] = "食品经营许可", ["applicant"] = "张三", ["due"] = "2026-11-27" },
            new Uri("http://localhost:7071/#/cases/320681-20261122-7K3QF9-X"));

        var id = await Channel().SendAsync(new MailNotice("zhang.san@example.test", notice.Subject, notice.Html, notice.Text), "case-1#7", token);

        var mail = Assert.Single(await server.ReceivedAsync("已受理：食品经营许可（320681-20261122-7K3QF9-X）", 1, token));
        Assert.Equal("zhang.san@example.test", mail.GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Equal(From, mail.GetProperty("from")[0].GetProperty("address").GetString());
        Assert.Contains("承诺在2026-11-27前办结", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"zh-CN\">", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal(id.Trim('<', '>'), mail.GetProperty("messageId").GetString()!.Trim('<', '>'));
        var source = await server.SourceAsync(mail, token);
        Assert.Contains("multipart/alternative", source, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", source, StringComparison.OrdinalIgnoreCase);
        Assert.True(source.IndexOf("text/plain", StringComparison.Ordinal) < source.IndexOf("text/html", StringComparison.Ordinal), "The richer part comes last (RFC 2046, 5.1.4).");
    }

    [Fact]
    public async Task A_doubled_mail_has_the_same_id()
    {
        Assert.SkipUnless(server.IsRunning, "maildev is not installed in local/node_modules.");
        var token = TestContext.Current.CancellationToken;
        var mail = new MailNotice("zhang.san@example.test", "Doubled", "<p>x</p>", "x");
        await Channel().SendAsync(mail, "case-2#1", token);
        await Channel().SendAsync(mail, "case-2#1", token);

        var ids = (await server.ReceivedAsync("Doubled", 2, token)).Select(m => m.GetProperty("messageId").GetString()).ToArray();

        Assert.Equal(2, ids.Length);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void Another_effect_has_another_id()
    {
        Assert.Equal("<", SmtpMailChannel.MessageId("case-1#7", From)[..1]);
        Assert.EndsWith("@example.test>", SmtpMailChannel.MessageId("case-1#7", From), StringComparison.Ordinal);
        Assert.NotEqual(SmtpMailChannel.MessageId("case-1#7", From), SmtpMailChannel.MessageId("case-1#8", From));
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come_back()
    {
        var channel = new SmtpMailChannel(new SmtpOptions("127.0.0.1", MailServer.FreePort(), From));

        var failure = await Assert.ThrowsAsync<ChannelException>(
            () => channel.SendAsync(new MailNotice("zhang.san@example.test", "x", "x", "x"), "case-3#1", TestContext.Current.CancellationToken));

        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@example.test, b@example.test")]
    public async Task What_is_not_one_address_is_refused_for_good(string address)
    {
        var channel = new SmtpMailChannel(new SmtpOptions("127.0.0.1", 1, From));

        var failure = await Assert.ThrowsAsync<ChannelException>(
            () => channel.SendAsync(new MailNotice(address, "x", "x", "x"), "case-3#1", TestContext.Current.CancellationToken));

        Assert.False(failure.IsTransient);
        Assert.DoesNotContain(address, failure.Message, StringComparison.Ordinal);
    }

    private SmtpMailChannel Channel() => new(new SmtpOptions("127.0.0.1", server.SmtpPort, From));
}

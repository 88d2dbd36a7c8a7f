using System.Xml.Linq;
using NoVisit.Http;

namespace NoVisit.Notifications;

public sealed class NoticeTemplatesTests
{
    private static readonly NoticeTemplates Templates = NoticeTemplates.Load();
    private static readonly Uri Link = new("http://localhost:7071/#/cases/320681-20261122-7K3QF9-X?a=1&b=2");

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["number"] = "320681-20261122-7K3QF9-X",
        ["item"] = "食品经营许可",
        ["applicant"] = "张三丰",
        ["queryCode"] = "ABCD2345",
        ["due"] = "2026-11-27",
        ["days"] = "20",
        ["reason"] = "缺少平面图",
        ["department"] = "市场监督管理局",
        ["stage"] = "现场核查",
        ["waybill"] = "NV123000000001",
        ["certificate"] = "食品经营许可证",
        ["certificateNumber"] = "JY13206811234567",
        ["validTo"] = "2031-11-21",
        ["amount"] = "120.00",
        ["years"] = "2027",
    };

    public static TheoryData<NoticeKind, Language> All => new(
        from kind in Enum.GetValues<NoticeKind>()
        from language in Enum.GetValues<Language>()
        select (kind, language));

    [Theory]
    [MemberData(nameof(All))]
    internal void Every_notice_has_all_its_parts_and_no_variable_left(NoticeKind kind, Language language)
    {
        var notice = Templates.Render(kind, language, Variables, Link);

        Assert.All([notice.Sms, notice.Subject, notice.Html, notice.Text, notice.BoxTitle, notice.BoxText], part =>
        {
            Assert.NotEmpty(part);
            Assert.DoesNotMatch("[{}]", part.Replace("font:16px", string.Empty, StringComparison.Ordinal));
        });
        Assert.Contains(Link.AbsoluteUri, notice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    internal void Every_mail_is_well_formed_and_accessible(NoticeKind kind, Language language)
    {
        var html = Templates.Render(kind, language, Variables, Link).Html;
        var document = XDocument.Parse(html.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", string.Empty, StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", string.Empty, StringComparison.Ordinal));

        Assert.Equal(language == Language.En ? "en" : "zh-CN", document.Root!.Attribute("lang")?.Value);
        Assert.Single(document.Descendants("title"));
        Assert.Single(document.Descendants("h1"));
        Assert.Single(document.Descendants("main"));
        var link = Assert.Single(document.Descendants("a"));
        Assert.Equal(Link.AbsoluteUri, link.Attribute("href")?.Value);
        Assert.NotEmpty(link.Value);
    }

    /// <summary>A long SMS is sent in parts of 67 characters (GSM 03.40, UCS-2) and charged by part.</summary>
    [Theory]
    [MemberData(nameof(All))]
    internal void Every_SMS_fits_three_parts(NoticeKind kind, Language language) =>
        Assert.InRange(Templates.Render(kind, language, Variables, Link).Sms.Length, 10, 201);

    [Theory]
    [MemberData(nameof(All))]
    internal void Every_variable_of_a_notice_is_needed(NoticeKind kind, Language language)
    {
        foreach (var name in Templates.VariablesOf(kind))
        {
            var without = Variables.Where(v => v.Key != name).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
            var blank = new Dictionary<string, string>(Variables, StringComparer.Ordinal) { [name] = " \r\n " };

            Assert.Contains(name, Assert.Throws<NoticeRenderingException>(() => Templates.Render(kind, language, without, Link)).Message, StringComparison.Ordinal);
            Assert.Throws<NoticeRenderingException>(() => Templates.Render(kind, language, blank, Link));
        }
    }

    [Fact]
    public void Both_languages_need_the_same_variables_and_have_their_own_SMS_template()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var (zh, en) = (Templates.Find(kind, Language.Zh), Templates.Find(kind, Language.En));

            Assert.Equal(Names(zh.Sms), Names(en.Sms));
            Assert.Equal(Names(zh.Subject + zh.BoxText + string.Concat(zh.Body)), Names(en.Subject + en.BoxText + string.Concat(en.Body)));
            Assert.True(ids.Add(zh.SmsTemplateId) && ids.Add(en.SmsTemplateId), kind.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    internal void A_name_never_goes_out_in_full(NoticeKind kind, Language language)
    {
        var notice = Templates.Render(kind, language, Variables, Link);

        Assert.DoesNotContain("张三丰", string.Concat(notice.Sms, notice.Html, notice.Text, notice.BoxText), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_escaped_in_HTML_and_nowhere_else()
    {
        var notice = Templates.Render(NoticeKind.Returned, Language.En, With("reason", "<script>alert('x')</script> & more"), Link);

        Assert.DoesNotContain("<script>", notice.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; more", notice.Html, StringComparison.Ordinal);
        Assert.Contains("<script>alert('x')</script> & more", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_cannot_bring_variables_of_its_own() =>
        Assert.Contains("{queryCode}", Templates.Render(NoticeKind.Returned, Language.Zh, With("reason", "{queryCode}"), Link).BoxText, StringComparison.Ordinal);

    [Fact]
    public void Line_breaks_in_a_value_end_no_header() =>
        Assert.Equal(
            "Returned: Food Bcc: all@example.org (320681-20261122-7K3QF9-X)",
            Templates.Render(NoticeKind.Returned, Language.En, With("item", "Food\r\nBcc: all@example.org"), Link).Subject);

    [Fact]
    public void A_long_reason_is_cut_in_the_SMS_and_whole_in_mail_and_box()
    {
        var reason = string.Concat(Enumerable.Repeat("缺少平面图；", 50));
        var notice = Templates.Render(NoticeKind.CorrectionRequested, Language.Zh, With("reason", reason), Link);

        Assert.Equal(40, notice.SmsVariables["reason"].Length);
        Assert.Contains(notice.SmsVariables["reason"], notice.Sms, StringComparison.Ordinal);
        Assert.EndsWith("…", notice.SmsVariables["reason"], StringComparison.Ordinal);
        Assert.Contains(reason, notice.Text, StringComparison.Ordinal);
        Assert.Contains(reason, notice.BoxText, StringComparison.Ordinal);
    }

    [Fact]
    public void Cutting_never_halves_a_character() =>
        Assert.DoesNotContain(
            Templates.Render(NoticeKind.CorrectionRequested, Language.Zh, With("reason", string.Concat(Enumerable.Repeat("𠮷", 50))), Link).SmsVariables["reason"].EnumerateRunes(),
            r => r == System.Text.Rune.ReplacementChar);

    [Fact]
    public void The_SMS_carries_only_the_variables_in_it() =>
        Assert.Equal(["due", "number"], Templates.Render(NoticeKind.Accepted, Language.Zh, Variables, Link).SmsVariables.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("2026-11-22T15:59:59Z", "2026-11-22")]
    [InlineData("2026-11-22T16:00:00Z", "2026-11-23")]
    public void A_day_is_that_of_Shanghai(string instant, string day) => Assert.Equal(day, NoticeTemplates.Day(DateTimeOffset.Parse(instant, null)));

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(12000, "120.00")]
    public void An_amount_is_shown_in_yuan(long fen, string yuan) => Assert.Equal(yuan, NoticeTemplates.Yuan(fen));

    [Theory]
    [InlineData(NoticeKind.RatingInvitation, "2026-11-22T12:59:59Z", "2026-11-22T12:59:59Z")]
    [InlineData(NoticeKind.RatingInvitation, "2026-11-22T13:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(NoticeKind.RatingInvitation, "2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z")]
    [InlineData(NoticeKind.RatingInvitation, "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(NoticeKind.CorrectionRequested, "2026-11-22T18:00:00Z", "2026-11-22T18:00:00Z")]
    internal void What_can_wait_is_not_sent_between_21_and_8_in_Shanghai(NoticeKind kind, string now, string sendingTime) =>
        Assert.Equal(DateTimeOffset.Parse(sendingTime, null), QuietHours.NextSendingTime(kind, DateTimeOffset.Parse(now, null)));

    private static Dictionary<string, string> With(string name, string value) => new(Variables, StringComparer.Ordinal) { [name] = value };

    private static IEnumerable<string> Names(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, @"\{(\w+)\}").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
}

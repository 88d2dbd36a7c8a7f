using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NoVisit.Http;
using NoVisit.Protection;

namespace NoVisit.Notifications;

/// <summary>The wording of one kind of notice in one language, as the template files hold it. Variables stand in braces: <c>{number}</c>.</summary>
/// <param name="SmsTemplateId">Id under which the SMS provider knows the text.</param>
/// <param name="Sms">Text of the SMS.</param>
/// <param name="Subject">Subject of the mail.</param>
/// <param name="Body">Paragraphs of the mail.</param>
/// <param name="Action">Text of the link in the mail.</param>
/// <param name="BoxTitle">Title in the message box.</param>
/// <param name="BoxText">Text in the message box.</param>
public sealed record NoticeTemplate(
    string SmsTemplateId, string Sms, string Subject, IReadOnlyList<string> Body, string Action, string BoxTitle, string BoxText);

/// <summary>A notice ready for its channels.</summary>
/// <param name="SmsTemplateId">Id under which the SMS provider knows the text.</param>
/// <param name="Sms">Text of the SMS.</param>
/// <param name="SmsVariables">The variables in it, as rendered.</param>
/// <param name="Subject">Subject of the mail, one line.</param>
/// <param name="Html">The mail as HTML.</param>
/// <param name="Text">The mail as plain text.</param>
/// <param name="BoxTitle">Title in the message box.</param>
/// <param name="BoxText">Text in the message box.</param>
public sealed record RenderedNotice(
    string SmsTemplateId,
    string Sms,
    IReadOnlyDictionary<string, string> SmsVariables,
    string Subject,
    string Html,
    string Text,
    string BoxTitle,
    string BoxText);

/// <summary>A notice cannot be rendered: a variable is missing or not one of ours.</summary>
/// <param name="message">Which one, of which kind of notice.</param>
public sealed class NoticeRenderingException(string message) : Exception(message);

/// <summary>All templates; renders notices from them.</summary>
public sealed partial class NoticeTemplates
{
    /// <summary>Characters that a variable has in an SMS at most; the full text is in mail and message box.</summary>
    public const int MaxSmsVariableLength = 40;

    /// <summary>Variables that templates may use, and how each is shown: people are masked whatever the caller passes (NF-04).</summary>
    private static readonly FrozenDictionary<string, Func<string, string>> Variables = new Dictionary<string, Func<string, string>>(StringComparer.Ordinal)
    {
        ["number"] = AsIs,
        ["item"] = AsIs,
        ["applicant"] = Masking.Name,
        ["queryCode"] = AsIs,
        ["due"] = AsIs,
        ["days"] = AsIs,
        ["reason"] = AsIs,
        ["department"] = AsIs,
        ["stage"] = AsIs,
        ["waybill"] = AsIs,
        ["certificate"] = AsIs,
        ["certificateNumber"] = AsIs,
        ["validTo"] = AsIs,
        ["amount"] = AsIs,
        ["years"] = AsIs,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<(NoticeKind Kind, Language Language), NoticeTemplate> templates;

    private NoticeTemplates(FrozenDictionary<(NoticeKind Kind, Language Language), NoticeTemplate> templates) => this.templates = templates;

    /// <summary>Reads the template files of the app and checks them: every kind in both languages, only known variables.</summary>
    /// <exception cref="InvalidOperationException">A template is missing or uses an unknown variable.</exception>
    public static NoticeTemplates Load()
    {
        var all = new Dictionary<(NoticeKind, Language), NoticeTemplate>();
        foreach (var (language, file) in new[] { (Language.Zh, "NoVisit.Notifications.notices-zh.json"), (Language.En, "NoVisit.Notifications.notices-en.json") })
        {
            using var stream = typeof(NoticeTemplates).Assembly.GetManifestResourceStream(file)
                ?? throw new InvalidOperationException($"{file} is not part of the app.");
            var read = JsonSerializer.Deserialize<Dictionary<NoticeKind, NoticeTemplate>>(stream, Json.Options)!;
            foreach (var kind in Enum.GetValues<NoticeKind>())
            {
                all[(kind, language)] = read.TryGetValue(kind, out var template)
                    ? Checked(kind, template)
                    : throw new InvalidOperationException($"{file} has no {kind}.");
            }
        }

        return new NoticeTemplates(all.ToFrozenDictionary());
    }

    /// <summary>The template of a kind.</summary>
    public NoticeTemplate Find(NoticeKind kind, Language language) => templates[(kind, language)];

    /// <summary>Names of the variables that a kind needs.</summary>
    public IReadOnlySet<string> VariablesOf(NoticeKind kind) =>
        new[] { Language.Zh, Language.En }.SelectMany(l => NamesIn(Find(kind, l))).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Renders a notice.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="language">The reader's language.</param>
    /// <param name="variables">Values by name; more than needed do no harm. Names of people may be passed in full.</param>
    /// <param name="link">Where the reader finds more; documents are linked, never attached (NT-02).</param>
    /// <exception cref="NoticeRenderingException">A variable is missing or empty.</exception>
    public RenderedNotice Render(NoticeKind kind, Language language, IReadOnlyDictionary<string, string> variables, Uri link)
    {
        var template = Find(kind, language);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in NamesIn(template))
        {
            var value = variables.TryGetValue(name, out var given) ? OneLine(given) : string.Empty;
            shown[name] = value.Length > 0 ? Variables[name](value) : throw new NoticeRenderingException($"{kind} needs the variable {name}.");
        }

        string Fill(string text) => Placeholder().Replace(text, m => shown[m.Groups["name"].Value]);
        var smsVariables = Names(template.Sms).ToDictionary(n => n, n => Shorten(shown[n]), StringComparer.Ordinal);
        string[] paragraphs = [.. template.Body.Select(Fill)];
        return new RenderedNotice(
            template.SmsTemplateId,
            Placeholder().Replace(template.Sms, m => smsVariables[m.Groups["name"].Value]),
            smsVariables,
            Fill(template.Subject),
            Html(language, Fill(template.Subject), paragraphs, template.Action, link),
            string.Join("\r\n\r\n", [.. paragraphs, $"{template.Action}: {link.AbsoluteUri}", Footer(language)]),
            Fill(template.BoxTitle),
            Fill(template.BoxText));
    }

    /// <summary>A day as notices show it: the Shanghai date of an instant.</summary>
    public static string Day(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A day and time of day as notices show them.</summary>
    public static string Minute(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>An amount as notices show it: yuan with two decimals.</summary>
    /// <param name="fen">Hundredths of a yuan.</param>
    public static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string AsIs(string value) => value;

    private static NoticeTemplate Checked(NoticeKind kind, NoticeTemplate template)
    {
        foreach (var name in NamesIn(template).Where(n => !Variables.ContainsKey(n)))
        {
            throw new InvalidOperationException($"The template {kind} uses the unknown variable {name}.");
        }

        return template;
    }

    private static HashSet<string> NamesIn(NoticeTemplate t) =>
        [.. t.Body.Append(t.Sms).Append(t.Subject).Append(t.BoxTitle).Append(t.BoxText).SelectMany(Names)];

    private static IEnumerable<string> Names(string text) => Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    // Line breaks in a value would end a mail header or break the SMS provider's template.
    private static string OneLine(string value) => Breaks().Replace(value, " ").Trim();

    private static string Shorten(string value)
    {
        if (value.Length <= MaxSmsVariableLength)
        {
            return value;
        }

        var end = char.IsHighSurrogate(value[MaxSmsVariableLength - 2]) ? MaxSmsVariableLength - 2 : MaxSmsVariableLength - 1;
        return value[..end] + "…";
    }

    private static string Footer(Language language) => language == Language.En
        ? "This mail was sent automatically; please do not reply. NoVisit will never ask you for a password or for money by mail."
        : "本邮件由系统自动发送，请勿回复。不见面审批不会通过邮件索要密码或要求转账。";

    private static string Html(Language language, string title, string[] paragraphs, string action, Uri link)
    {
        var tag = language == Language.En ? "en" : "zh-CN";
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\r\n<html lang=\"").Append(tag).Append("\">\r\n<head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").Append(WebUtility.HtmlEncode(title))
            .Append("</title></head>\r\n<body style=\"margin:0;padding:24px;background:#ffffff;color:#1f2329;font:16px/1.6 sans-serif\">\r\n")
            .Append("<main style=\"max-width:600px\">\r\n<h1 style=\"font-size:20px\">").Append(WebUtility.HtmlEncode(title)).Append("</h1>\r\n");
        foreach (var paragraph in paragraphs)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph)).Append("</p>\r\n");
        }

        // #0b5cad on white has a contrast of 6.6 to 1 (WCAG 2.2, 1.4.3 asks for 4.5).
        html.Append("<p><a style=\"color:#0b5cad\" href=\"").Append(WebUtility.HtmlEncode(link.AbsoluteUri)).Append("\">").Append(WebUtility.HtmlEncode(action)).Append("</a></p>\r\n")
            .Append("<p style=\"font-size:14px;color:#4e5969\">").Append(WebUtility.HtmlEncode(Footer(language))).Append("</p>\r\n</main>\r\n</body>\r\n</html>\r\n");
        return html.ToString();
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Breaks();
}

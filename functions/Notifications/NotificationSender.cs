using Microsoft.Extensions.Logging;
using NoVisit.Http;

namespace NoVisit.Notifications;

/// <summary>A notice to one person.</summary>
/// <param name="EffectId">Case number and event sequence and recipient: the same for every repetition of this notice (NT-01).</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Language">The reader's language.</param>
/// <param name="Phone">Mobile number; null when there is none.</param>
/// <param name="Email">Mail address; null when there is none.</param>
/// <param name="Variables">Values of the template's variables by name; names of people in full, they are masked.</param>
/// <param name="Path">Page of the site that shows more, for example <c>/#/cases/320681-20261122-7K3QF9-X</c>.</param>
public sealed record NoticeMessage(
    string EffectId,
    NoticeKind Kind,
    Language Language,
    string? Phone,
    string? Email,
    IReadOnlyDictionary<string, string> Variables,
    string Path);

/// <summary>The ways a notice takes besides the message box.</summary>
[Flags]
public enum NoticeChannels
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>SMS.</summary>
    Sms = 1,

    /// <summary>Mail.</summary>
    Mail = 2,

    /// <summary>Both.</summary>
    All = Sms | Mail,
}

/// <summary>What became of a notice on one channel.</summary>
public abstract record ChannelResult
{
    private ChannelResult()
    {
    }

    /// <summary>The provider took it.</summary>
    /// <param name="MessageId">The provider's id.</param>
    public sealed record Sent(string MessageId) : ChannelResult;

    /// <summary>It was not tried: the channel was not asked for, or the person has no such address.</summary>
    public sealed record Skipped : ChannelResult;

    /// <summary>The provider did not take it.</summary>
    /// <param name="Reason">What happened; no address, no content.</param>
    /// <param name="IsTransient">Trying again later may succeed.</param>
    public sealed record Failed(string Reason, bool IsTransient) : ChannelResult;
}

/// <summary>What became of a notice.</summary>
/// <param name="Sms">On SMS.</param>
/// <param name="Mail">On mail.</param>
public sealed record NoticeResult(ChannelResult Sms, ChannelResult Mail)
{
    /// <summary>Channels to try again later.</summary>
    public NoticeChannels Again =>
        (Sms is ChannelResult.Failed { IsTransient: true } ? NoticeChannels.Sms : NoticeChannels.None)
        | (Mail is ChannelResult.Failed { IsTransient: true } ? NoticeChannels.Mail : NoticeChannels.None);
}

/// <summary>Renders a notice and hands it to its channels. One channel that fails never holds the other back.</summary>
/// <param name="templates">The wording.</param>
/// <param name="sms">SMS.</param>
/// <param name="mail">Mail.</param>
/// <param name="site">Address of the pages, <c>Site__Origin</c>.</param>
/// <param name="logger">Gets failures: kind, channel, reason; no address, no content.</param>
public sealed partial class NotificationSender(
    NoticeTemplates templates, ISmsChannel sms, IMailChannel mail, Uri site, ILogger<NotificationSender> logger)
{
    /// <summary>Sends a notice.</summary>
    /// <param name="message">The notice.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    /// <param name="channels">Which channels; after a failure only those of <see cref="NoticeResult.Again"/>.</param>
    /// <exception cref="NoticeRenderingException">A variable is missing: a mistake of ours that trying again does not mend.</exception>
    public async Task<NoticeResult> SendAsync(NoticeMessage message, CancellationToken cancellationToken, NoticeChannels channels = NoticeChannels.All)
    {
        var notice = templates.Render(message.Kind, message.Language, message.Variables, new Uri(site, message.Path));
        var bySms = channels.HasFlag(NoticeChannels.Sms) && !string.IsNullOrWhiteSpace(message.Phone)
            ? TryAsync(message.Kind, "SMS", () => sms.SendAsync(
                new SmsMessage(message.Phone, notice.SmsTemplateId, notice.Sms, notice.SmsVariables), message.EffectId, cancellationToken))
            : Task.FromResult<ChannelResult>(new ChannelResult.Skipped());
        var byMail = channels.HasFlag(NoticeChannels.Mail) && !string.IsNullOrWhiteSpace(message.Email)
            ? TryAsync(message.Kind, "mail", () => mail.SendAsync(
                new MailNotice(message.Email, notice.Subject, notice.Html, notice.Text), message.EffectId, cancellationToken))
            : Task.FromResult<ChannelResult>(new ChannelResult.Skipped());
        return new NoticeResult(await bySms, await byMail);
    }

    private async Task<ChannelResult> TryAsync(NoticeKind kind, string channel, Func<Task<string>> send)
    {
        try
        {
            return new ChannelResult.Sent(await send());
        }
        catch (ChannelException e)
        {
            LogFailed(kind, channel, e.Message, e.IsTransient);
            return new ChannelResult.Failed(e.Message, e.IsTransient);
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Notice {Kind} by {Channel} failed: {Reason} (may pass: {IsTransient})")]
    private partial void LogFailed(NoticeKind kind, string channel, string reason, bool isTransient);
}

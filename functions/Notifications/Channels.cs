namespace NoVisit.Notifications;

/// <summary>An SMS to one phone.</summary>
/// <param name="To">Mobile number.</param>
/// <param name="TemplateId">Id under which the provider knows the text.</param>
/// <param name="Text">The text as rendered.</param>
/// <param name="Variables">The variables in it.</param>
public sealed record SmsMessage(string To, string TemplateId, string Text, IReadOnlyDictionary<string, string> Variables);

/// <summary>A mail to one person, in both forms.</summary>
/// <param name="To">Address.</param>
/// <param name="Subject">Subject, one line.</param>
/// <param name="Html">HTML part.</param>
/// <param name="Text">Plain text part.</param>
public sealed record MailNotice(string To, string Subject, string Html, string Text);

/// <summary>A channel could not take a message.</summary>
/// <param name="message">What happened; no address, no content.</param>
/// <param name="isTransient">Trying again later may succeed.</param>
/// <param name="inner">What caused it.</param>
public sealed class ChannelException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Trying again later may succeed.</summary>
    public bool IsTransient { get; } = isTransient;
}

/// <summary>Sends SMS.</summary>
public interface ISmsChannel
{
    /// <summary>Hands an SMS to the provider.</summary>
    /// <param name="message">The SMS.</param>
    /// <param name="effectId">The same for every repetition: the provider sends only one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The provider's id of the message; its delivery callbacks name it.</returns>
    /// <exception cref="ChannelException">The provider did not take it.</exception>
    Task<string> SendAsync(SmsMessage message, string effectId, CancellationToken cancellationToken);
}

/// <summary>Sends mail.</summary>
public interface IMailChannel
{
    /// <summary>Hands a mail to the server.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="effectId">The same for every repetition: it decides the message's id, by which a doubled mail is recognised.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The message's id.</returns>
    /// <exception cref="ChannelException">The server did not take it.</exception>
    Task<string> SendAsync(MailNotice mail, string effectId, CancellationToken cancellationToken);
}

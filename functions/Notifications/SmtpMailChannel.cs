using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Notifications;

/// <summary>Where mail is handed over by SMTP.</summary>
/// <param name="Host">Name of the server.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">Sender address.</param>
/// <param name="UseTls">STARTTLS; needed for every server that is not on this machine.</param>
/// <param name="User">Account; null for a server that asks for none.</param>
/// <param name="Password">Its password.</param>
public sealed record SmtpOptions(string Host, int Port, string From, bool UseTls = false, string? User = null, string? Password = null);

/// <summary>
/// Sends mail by SMTP (NT-02). SMTP has no idempotency: a mail that was taken just before a crash is sent again, but with the same
/// Message-ID, by which servers and mail programs drop the second.
/// </summary>
public sealed class SmtpMailChannel(SmtpOptions options) : IMailChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<string> SendAsync(MailNotice mail, string effectId, CancellationToken cancellationToken)
    {
        var id = MessageId(effectId, options.From);
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.UseTls };
        if (options.User is not null)
        {
            client.Credentials = new NetworkCredential(options.User, options.Password);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var message = Compose(mail, id);
            await client.SendMailAsync(message, limit.Token);
            return id;
        }
        catch (FormatException e)
        {
            throw new ChannelException("The mail address is malformed.", isTransient: false, e);
        }
        catch (SmtpException e)
        {
            // Replies from 500 on are final (RFC 5321, 4.2.1); without a reply the status is below zero.
            throw new ChannelException($"Mail server: {e.StatusCode}.", (int)e.StatusCode < 500, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChannelException("The mail server did not answer in time.", isTransient: true, e);
        }
    }

    /// <summary>The Message-ID of an effect: the same effect always has the same.</summary>
    internal static string MessageId(string effectId, string from)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(effectId)).AsSpan(0, 16));
        return $"<{hash}@{new MailAddress(from).Host}>";
    }

    private MailMessage Compose(MailNotice mail, string id)
    {
        // MailAddress reads "a@b.c, d@e.f" as the address d@e.f of somebody called a@b.c.
        var to = new MailAddress(mail.To);
        if (to.Address != mail.To)
        {
            throw new FormatException("More than an address.");
        }

        var message = new MailMessage(new MailAddress(options.From), to)
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
        };
        var html = AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.Base64;
        message.AlternateViews.Add(html);
        message.Headers.Add("Message-ID", id);

        // RFC 3834: holiday replies would only come back to nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}

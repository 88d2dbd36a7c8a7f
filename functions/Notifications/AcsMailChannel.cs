using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using NoVisit.Http;

namespace NoVisit.Notifications;

/// <summary>Sends mail through Azure Communication Services (REST <c>/emails:send</c>, version 2023-03-31), signed in as the app's identity.</summary>
public sealed class AcsMailChannel : IMailChannel
{
    private const string ApiVersion = "2023-03-31";
    private const string Scope = "https://communication.azure.com/.default";
    private readonly HttpPipeline pipeline;
    private readonly Uri endpoint;
    private readonly string from;

    /// <summary>Uses the resource at <paramref name="endpoint"/>.</summary>
    /// <param name="endpoint">Address of the Communication Services resource, <c>Mail__Endpoint</c>.</param>
    /// <param name="from">Sender address of a verified domain, <c>Mail__From</c>.</param>
    /// <param name="credential">Identity of the app.</param>
    /// <param name="options">Retry and transport; the defaults of Azure.Core when null.</param>
    public AcsMailChannel(Uri endpoint, string from, TokenCredential credential, AcsMailOptions? options = null)
    {
        this.endpoint = new Uri(endpoint, $"/emails:send?api-version={ApiVersion}");
        this.from = from;
        pipeline = HttpPipelineBuilder.Build(options ?? new AcsMailOptions(), new BearerTokenAuthenticationPolicy(credential, Scope));
    }

    /// <inheritdoc/>
    public async Task<string> SendAsync(MailNotice mail, string effectId, CancellationToken cancellationToken)
    {
        var operationId = OperationId(effectId);
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(endpoint);
        request.Headers.Add("Content-Type", "application/json");
        request.Headers.Add("Operation-Id", operationId);
        request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(
            new Body(from, new Content(mail.Subject, mail.Text, mail.Html), new Recipients([new Address(mail.To)]), UserEngagementTrackingDisabled: true),
            Json.Options));
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // No answer at all; after several tries the pipeline gathers the failures.
            throw new ChannelException("Communication Services cannot be reached.", isTransient: true, e);
        }

        // 202: taken; what becomes of it can be asked under the operation id.
        return message.Response.Status is 202 or 200
            ? operationId
            : throw new ChannelException($"Communication Services answered {message.Response.Status}.", IsTransient(message.Response.Status));
    }

    /// <summary>A UUID made of the effect id (RFC 9562 version 8), the same for every repetition.</summary>
    internal static string OperationId(string effectId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(effectId)).AsSpan(0, 16).ToArray();
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    // 401 and 403 pass while a role assignment spreads; of the rest only the mail itself can be at fault.
    private static bool IsTransient(int status) => status is 401 or 403 or 408 or 429 or >= 500;

    private sealed record Body(string SenderAddress, Content Content, Recipients Recipients, bool UserEngagementTrackingDisabled);

    private sealed record Content(string Subject, string PlainText, string Html);

    private sealed record Recipients(IReadOnlyList<Address> To);

    private sealed record Address([property: System.Text.Json.Serialization.JsonPropertyName("address")] string Value);
}

/// <summary>Retry, transport and diagnostics of <see cref="AcsMailChannel"/>.</summary>
public sealed class AcsMailOptions : ClientOptions
{
    /// <summary>Logs no bodies: they hold personal data.</summary>
    public AcsMailOptions() => Diagnostics.IsLoggingContentEnabled = false;
}

using NoVisit.Gateways;

namespace NoVisit.Notifications;

/// <summary>Sends SMS through the signed gateway at <c>Sms__Endpoint</c> (NT-01).</summary>
public sealed class GatewaySmsChannel(SignedHttp gateway) : ISmsChannel
{
    /// <inheritdoc/>
    public async Task<string> SendAsync(SmsMessage message, string effectId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gateway.PostAsync<SmsMessage, Answer>("sms", message, effectId, cancellationToken);
            return answer.MessageId;
        }
        catch (GatewayException e)
        {
            throw new ChannelException($"SMS gateway: {e.Message}", e.IsTransient, e);
        }
    }

    private sealed record Answer(string MessageId);
}

using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using NoVisit.Http;
using NoVisit.Localization;

namespace NoVisit.Gateways;

/// <summary>A callback whose signature holds.</summary>
/// <param name="Body">The signed bytes.</param>
/// <param name="Signature">64 hexadecimal digits; equal for an exact repetition, so a handler can recognise one.</param>
/// <param name="SentAt">When the gateway signed it.</param>
/// <param name="KeyId">The key that the gateway named.</param>
public sealed record VerifiedCallback(ReadOnlyMemory<byte> Body, string Signature, DateTimeOffset SentAt, string KeyId)
{
    /// <summary>Reads the body strictly.</summary>
    /// <exception cref="ProblemException">400 with <c>errors</c>.</exception>
    public T Read<T>()
        where T : notnull => RequestReading.ParseJson<T>(Body);
}

/// <summary>
/// Verifies what gateways call back: HMAC-SHA256 over timestamp and body, compared in constant time, signed within five minutes. An exact
/// repetition inside the window verifies again and must do no harm: handlers are idempotent.
/// </summary>
/// <param name="keys">Accepted keys; several while one is being replaced.</param>
/// <param name="time">The clock that the gateways share with us.</param>
public sealed class CallbackVerifier(IReadOnlyList<GatewayKey> keys, TimeProvider time)
{
    /// <summary>How far the gateway's clock and ours may be apart, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that a callback may have.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly Text Refusal = new("回调签名无效。", "The signature of the callback is not valid.");

    /// <summary>Verifies a request.</summary>
    /// <exception cref="ProblemException">401 when a header is missing, the time is outside the window or the signature is wrong; 413.</exception>
    public async Task<VerifiedCallback> VerifyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var keyId = request.Headers[GatewayKey.KeyIdHeader].ToString();
        var timestamp = request.Headers[GatewayKey.TimestampHeader].ToString();
        var signature = request.Headers[GatewayKey.SignatureHeader].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || signature.Length != 64)
        {
            throw Refused();
        }

        var sentAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if ((time.GetUtcNow() - sentAt).Duration() > Window)
        {
            throw Refused();
        }

        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            throw Refused();
        }

        var body = await request.ReadBytesAsync(MaxBytes, cancellationToken);
        var holds = false;
        foreach (var key in keys)
        {
            var named = key.Id.Length == 0 || key.Id == keyId;
            holds |= named & CryptographicOperations.FixedTimeEquals(key.Hash(timestamp, body), given);
        }

        return holds ? new VerifiedCallback(body, signature.ToLowerInvariant(), sentAt, keyId) : throw Refused();
    }

    // One text for every cause: a forger learns nothing.
    private static ProblemException Refused() => new(ProblemKind.Unauthenticated, Refusal);
}

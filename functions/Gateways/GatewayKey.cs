using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Gateways;

/// <summary>A shared secret and the name both sides call it by.</summary>
/// <param name="Id">Value of <c>X-Key-Id</c>; empty for a key that verifies whatever id the sender states.</param>
/// <param name="Secret">The secret; its UTF-8 bytes are the HMAC key.</param>
public sealed record GatewayKey(string Id, string Secret)
{
    /// <summary>Header that names the key.</summary>
    public const string KeyIdHeader = "X-Key-Id";

    /// <summary>Header with the time of sending in Unix seconds.</summary>
    public const string TimestampHeader = "X-Timestamp";

    /// <summary>Header with the lower-case hexadecimal HMAC-SHA256 over <c>{timestamp}.{body}</c>.</summary>
    public const string SignatureHeader = "X-Signature";

    /// <summary>Header by which a repeated creating call is recognised.</summary>
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>Signs a body as sent at <paramref name="at"/>.</summary>
    /// <returns>The timestamp to send (Unix seconds) and the signature (64 lower-case hexadecimal digits).</returns>
    public (string Timestamp, string Signature) Sign(DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return (timestamp, Convert.ToHexStringLower(Hash(timestamp, body)));
    }

    internal byte[] Hash(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    /// <summary>Names the key without giving the secret away.</summary>
    public override string ToString() => $"GatewayKey {Id}";
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Protection;

/// <summary>
/// Encrypts single fields (identity numbers, addresses) before they reach storage: AES-256-GCM with the case number and the field code
/// as associated data, so that a value copied to another case or another field no longer opens (NF-04).
/// </summary>
/// <remarks>
/// Stored form: <c>enc:1:{key id}:{base64url(nonce | ciphertext | tag)}</c>. The key id is the start of the key's SHA-256, so a key can be
/// replaced while values under the old one stay readable. Random 96-bit nonces are safe for 2^32 values a key.
/// </remarks>
public sealed class FieldProtector
{
    private const string Prefix = "enc:1:";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly Dictionary<string, byte[]> ring = new(StringComparer.Ordinal);
    private readonly string currentId;

    /// <summary>Builds the key ring; the first key encrypts, all of them decrypt.</summary>
    /// <param name="keys">Keys of 32 bytes each, the current one first.</param>
    /// <exception cref="ArgumentException">There is no key, or one has another length.</exception>
    public FieldProtector(IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0)
        {
            throw new ArgumentException("At least one key is needed.", nameof(keys));
        }

        foreach (var key in keys)
        {
            if (key.Length != 32)
            {
                throw new ArgumentException("A key has 32 bytes.", nameof(keys));
            }

            ring.TryAdd(IdOf(key), key);
        }

        currentId = IdOf(keys[0]);
    }

    /// <summary>Reads the ring from <c>Protection__Key</c>: base64 keys separated by commas, the current one first.</summary>
    /// <exception cref="ArgumentException">The setting is empty or not base64 of 32 bytes.</exception>
    public static FieldProtector FromSetting(string? setting) => new(Keys.Parse(setting, "Protection__Key"));

    /// <summary>Tells whether a stored value was written by <see cref="Protect"/>.</summary>
    public static bool IsProtected(string? value) => value is not null && value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Encrypts <paramref name="plain"/> for one field of one case.</summary>
    /// <param name="owner">The case number (or the draft's id while there is no number).</param>
    /// <param name="fieldCode">The data element code, for example <c>applicant.idNumber</c>.</param>
    /// <param name="plain">The value to keep secret.</param>
    public string Protect(string owner, string fieldCode, string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var sealedValue = new byte[NonceLength + text.Length + TagLength];
        var nonce = sealedValue.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(ring[currentId], TagLength);
        aes.Encrypt(nonce, text, sealedValue.AsSpan(NonceLength, text.Length), sealedValue.AsSpan(NonceLength + text.Length), AssociatedData(owner, fieldCode));
        return $"{Prefix}{currentId}:{Base64Url.EncodeToString(sealedValue)}";
    }

    /// <summary>Decrypts what <see cref="Protect"/> returned for the same owner and field.</summary>
    /// <exception cref="CryptographicException">The value was altered, moved from another case or field, or its key is not in the ring.</exception>
    public string Unprotect(string owner, string fieldCode, string stored)
    {
        var parts = IsProtected(stored) ? stored[Prefix.Length..].Split(':') : [];
        if (parts.Length != 2 || !Base64Url.IsValid(parts[1], out var length) || length < NonceLength + TagLength)
        {
            throw new CryptographicException("Not a protected value.");
        }

        if (!ring.TryGetValue(parts[0], out var key))
        {
            throw new CryptographicException($"The key {parts[0]} is not in the ring.");
        }

        var sealedValue = Base64Url.DecodeFromChars(parts[1]);
        var plain = new byte[sealedValue.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            sealedValue.AsSpan(0, NonceLength),
            sealedValue.AsSpan(NonceLength, plain.Length),
            sealedValue.AsSpan(NonceLength + plain.Length),
            plain,
            AssociatedData(owner, fieldCode));
        return Encoding.UTF8.GetString(plain);
    }

    // A line feed occurs in neither part, so two different pairs never give the same bytes.
    private static byte[] AssociatedData(string owner, string fieldCode) => Encoding.UTF8.GetBytes($"{owner}\n{fieldCode}");

    private static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4));
}

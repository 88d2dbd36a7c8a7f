using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Protection;

/// <summary>Reads and derives the 256-bit keys that the settings hold.</summary>
internal static class Keys
{
    /// <summary>Parses base64 keys separated by commas.</summary>
    /// <exception cref="ArgumentException">The setting is empty, or a part of it is not base64 of exactly 32 bytes.</exception>
    public static IReadOnlyList<byte[]> Parse(string? setting, string name)
    {
        var keys = new List<byte[]>();
        foreach (var part in (setting ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var key = new byte[32];
            if (part.Length != 44 || !Convert.TryFromBase64String(part, key, out var length) || length != 32)
            {
                throw new ArgumentException($"{name} must be base64 of 32 bytes.", nameof(setting));
            }

            keys.Add(key);
        }

        return keys.Count > 0 ? keys : throw new ArgumentException($"{name} is not set.", nameof(setting));
    }

    /// <summary>Derives a key for one purpose (HKDF, RFC 5869), so that no two uses share key material.</summary>
    public static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes($"NoVisit {purpose}"));
}

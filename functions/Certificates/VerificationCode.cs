using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Certificates;

/// <summary>
/// Short code printed beside the QR (核验码): it shows that whoever asks about a certificate holds it, for identifiers can
/// be guessed. 40 bits of an HMAC, in Crockford's alphabet without I, L, O and U.
/// </summary>
public static class VerificationCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The code of a certificate, such as <c>7K3M-Q9TB</c>.</summary>
    /// <param name="identifier">The certificate's identifier.</param>
    /// <param name="key">Secret of at least 32 bytes (<c>Protection__QueryCodeKey</c>).</param>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public static string For(CertificateIdentifier identifier, ReadOnlySpan<byte> key)
    {
        if (key.Length < 32)
        {
            throw new ArgumentException("The key must have at least 32 bytes.", nameof(key));
        }

        // The prefix keeps codes of this purpose apart from others made with the same key.
        var mac = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"certificate:{identifier}"));
        var bits = ((ulong)mac[0] << 32) | ((ulong)mac[1] << 24) | ((ulong)mac[2] << 16) | ((ulong)mac[3] << 8) | mac[4];
        Span<char> code = stackalloc char[8];
        for (var i = 7; i >= 0; i--, bits >>= 5)
        {
            code[i] = Alphabet[(int)(bits & 31)];
        }

        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>Compares a code that somebody typed, in constant time; case, hyphens, blanks and the look-alikes O, I and L are forgiven.</summary>
    public static bool Matches(string? typed, CertificateIdentifier identifier, ReadOnlySpan<byte> key)
    {
        if (typed is null or { Length: > 32 })
        {
            return false;
        }

        var plain = typed.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)
            .Replace('O', '0').Replace('I', '1').Replace('L', '1');
        var expected = For(identifier, key).Replace("-", "", StringComparison.Ordinal);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(expected));
    }
}

using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Protection;

/// <summary>
/// 查询码: with the case number it opens the public progress of a case (IN-18). It is derived from the number by HMAC-SHA256, so nothing is
/// stored and nobody without the key can compute it; 40 bits under the rate limit of the progress page cannot be guessed.
/// </summary>
public sealed class QueryCode
{
    /// <summary>Digits and capital letters that cannot be confused in print or on the phone: no 0 and O, no 1 and I.</summary>
    public const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>Characters in a code.</summary>
    public const int Length = 8;

    private readonly byte[] key;

    /// <summary>Uses <paramref name="key"/> (32 bytes) for all codes.</summary>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public QueryCode(byte[] key) => this.key = key.Length == 32 ? key : throw new ArgumentException("The key has 32 bytes.", nameof(key));

    /// <summary>Reads the key from <c>Protection__QueryCodeKey</c>.</summary>
    /// <exception cref="ArgumentException">The setting is not base64 of 32 bytes.</exception>
    public static QueryCode FromSetting(string? setting) => new(Keys.Parse(setting, "Protection__QueryCodeKey")[0]);

    /// <summary>The code of a case. The same number always has the same code.</summary>
    public string For(string caseNumber)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"query-code\n{caseNumber}"), hash);
        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            // 256 is a multiple of 32, so every character is equally likely.
            code[i] = Alphabet[hash[i] & 31];
        }

        return code.ToString();
    }

    /// <summary>Compares in constant time what somebody typed (case, spaces and hyphens do not matter) with the code of the case.</summary>
    public bool Matches(string caseNumber, string? typed)
    {
        var given = new string([.. (typed ?? string.Empty).Where(c => c is not ' ' and not '-').Select(char.ToUpperInvariant).Take(Length + 1)]);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(For(caseNumber)));
    }
}

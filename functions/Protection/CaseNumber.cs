using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Protection;

/// <summary>
/// 办件编号: region, Shanghai date, six characters, ISO 7064 MOD 37,36 check character, as in <c>320681-20261122-7K3QF9-X</c>.
/// </summary>
/// <remarks>
/// The six characters are hashed from a seed (the draft's id), so a submission that is repeated gets the same number and no counter has to
/// be shared. They hold 30 bits: at 5,418 cases a day and region one pair collides about every 73 days. The insert of the case row decides
/// then; the caller asks again with the next attempt.
/// </remarks>
public sealed record CaseNumber
{
    // Crockford's base 32: no I, L, O, U.
    private const string Base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private CaseNumber(string region, DateOnly date, string random, char check) =>
        (Region, Date, Random, Check) = (region, date, random, check);

    /// <summary>Division code of the region (GB/T 2260), six digits.</summary>
    public string Region { get; }

    /// <summary>Day of submission in Asia/Shanghai.</summary>
    public DateOnly Date { get; }

    /// <summary>Six characters of Crockford's base 32.</summary>
    public string Random { get; }

    /// <summary>Check character; numbers whose check character would be I, L, O or U are not given out.</summary>
    public char Check { get; }

    /// <summary>Derives the number of a submission.</summary>
    /// <param name="region">Six digits.</param>
    /// <param name="submittedAt">Instant of submission; its Shanghai date (UTC+8, no summer time since 1991) is part of the number.</param>
    /// <param name="seed">What identifies the submission, for example the draft's id. The same seed gives the same number.</param>
    /// <param name="attempt">0 first; one more each time the number turns out to be taken by another case.</param>
    /// <exception cref="ArgumentException">The region is not six digits.</exception>
    public static CaseNumber Derive(string region, DateTimeOffset submittedAt, string seed, int attempt = 0)
    {
        if (region.Length != 6 || !region.All(char.IsAsciiDigit))
        {
            throw new ArgumentException("A region code has six digits.", nameof(region));
        }

        var date = DateOnly.FromDateTime(submittedAt.ToOffset(Shanghai).DateTime);
        for (var step = 0; ; step++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"case-number\n{region}\n{Digits(date)}\n{seed}\n{attempt}\n{step}"));
            var random = string.Create(6, hash, static (span, bytes) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = Base32[bytes[i] & 31];
                }
            });
            var check = CheckCharacter(region + Digits(date) + random);
            if (Base32.Contains(check, StringComparison.Ordinal))
            {
                return new CaseNumber(region, date, random, check);
            }
        }
    }

    /// <summary>
    /// Reads a number as people type it: case, spaces and hyphens do not matter, O is read as 0, I and L as 1.
    /// False when the shape, the date or the check character is wrong, so a mistyped number never costs a look-up.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CaseNumber? number)
    {
        number = null;
        if (text is null || text.Length > 64)
        {
            return false;
        }

        var compact = new string([.. text.Where(c => c is not '-' and not ' ').Select(Fold)]);
        if (compact.Length != 21
            || !compact[..14].All(char.IsAsciiDigit)
            || !compact[14..].All(c => Base32.Contains(c, StringComparison.Ordinal))
            || !DateOnly.TryParseExact(compact[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || CheckCharacter(compact[..20]) != compact[20])
        {
            return false;
        }

        number = new CaseNumber(compact[..6], date, compact[14..20], compact[20]);
        return true;
    }

    /// <summary>The number as printed and stored.</summary>
    public override string ToString() => $"{Region}-{Digits(Date)}-{Random}-{Check}";

    /// <summary>ISO 7064 hybrid system MOD 37,36: finds every single wrong character and every swap of two neighbours.</summary>
    internal static char CheckCharacter(string body)
    {
        var product = 36;
        foreach (var c in body)
        {
            var sum = (product + Alphanumeric.IndexOf(c, StringComparison.Ordinal)) % 36;
            product = (sum == 0 ? 36 : sum) * 2 % 37;
        }

        return Alphanumeric[(37 - product) % 36];
    }

    private static char Fold(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };

    private static string Digits(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}

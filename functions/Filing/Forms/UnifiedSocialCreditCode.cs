using System.Buffers;

namespace NoVisit.Filing.Forms;

/// <summary>
/// Unified social credit code (统一社会信用代码, GB 32100): registering authority (1), category (1), division code (6), organisation code
/// (9, GB 11714), check character (1). Letters I, O, S, V and Z do not occur.
/// </summary>
public static class UnifiedSocialCreditCode
{
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters);
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    private static readonly int[] OrganisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>How many codes one region and kind of entity has: serial numbers are below this.</summary>
    public const int Serials = 31 * 31 * 31 * 31 * 31 * 31;

    /// <summary>The code can be an organisation's: right form, known province, right check character.</summary>
    /// <param name="code">18 characters; letters may be small.</param>
    public static bool IsValid(string code)
    {
        if (code.Length != 18)
        {
            return false;
        }

        var upper = code.ToUpperInvariant();
        return !upper.AsSpan().ContainsAnyExcept(Allowed)
            && !upper.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
            && IdentityNumber.IsProvince(upper.AsSpan(2, 2))
            && upper[17] == CheckCharacter(upper);
    }

    /// <summary>A new code for an entity that market regulation registers (RS-10). Different serials give different codes.</summary>
    /// <param name="kind">What is registered.</param>
    /// <param name="region">Division code, 6 digits.</param>
    /// <param name="serial">0 to <see cref="Serials"/> - 1, unique in the region.</param>
    /// <exception cref="ArgumentException">The region is not a division code.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The serial is out of range.</exception>
    public static string Create(EntityKind kind, string region, int serial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(serial);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(serial, Serials);
        if (region.Length != 6 || region.AsSpan().ContainsAnyExceptInRange('0', '9') || !IdentityNumber.IsProvince(region.AsSpan(0, 2)))
        {
            throw new ArgumentException($"'{region}' is not a division code.", nameof(region));
        }

        // Organisation codes given out since 2015 begin with MA.
        Span<char> organisation = ['M', 'A', '0', '0', '0', '0', '0', '0'];
        for (var (index, rest) = (7, serial); rest > 0; index--, rest /= 31)
        {
            organisation[index] = Characters[rest % 31];
        }

        var body = $"9{(int)kind}{region}{organisation}{OrganisationCheck(organisation)}";
        return body + CheckCharacter(body);
    }

    /// <summary>The check character of the first 17 characters.</summary>
    internal static char CheckCharacter(string body)
    {
        var sum = 0;
        for (var index = 0; index < 17; index++)
        {
            sum += Characters.IndexOf(body[index], StringComparison.Ordinal) * Weights[index];
        }

        return Characters[(31 - (sum % 31)) % 31];
    }

    private static char OrganisationCheck(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var index = 0; index < 8; index++)
        {
            // Letters count by the whole alphabet here: A is 10, Z 35.
            sum += (char.IsAsciiDigit(code[index]) ? code[index] - '0' : code[index] - 'A' + 10) * OrganisationWeights[index];
        }

        return "0X987654321"[sum % 11];
    }
}

/// <summary>What market regulation registers; the second character of its code.</summary>
public enum EntityKind
{
    /// <summary>企业.</summary>
    Company = 1,

    /// <summary>个体工商户.</summary>
    SoleTrader = 2,

    /// <summary>农民专业合作社.</summary>
    Cooperative = 3,
}

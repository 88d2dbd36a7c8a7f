using System.Collections.Frozen;
using System.Globalization;

namespace NoVisit.Filing.Forms;

/// <summary>
/// Citizen identity number (公民身份号码, GB 11643): division code (6), date of birth (8), sequence (3), check character by ISO 7064
/// MOD 11-2. Also the numbers of residence permits for people from Hong Kong, Macao and Taiwan (81 to 83), and of foreign permanent
/// residents' cards (9, then the province).
/// </summary>
public static class IdentityNumber
{
    private const string CheckCharacters = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private static readonly FrozenSet<string> Provinces = new[]
    {
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46",
        "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
    }.ToFrozenSet();

    /// <summary>The number can be somebody's: right form, known province, real date of birth not after today, right check character.</summary>
    /// <param name="number">18 characters; a final x may be small.</param>
    /// <param name="today">Today in Asia/Shanghai.</param>
    public static bool IsValid(string number, DateOnly today) =>
        number.Length == 18
        && number.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9') == false
        && IsProvince(number[0] == '9' ? number.AsSpan(1, 2) : number.AsSpan(0, 2))
        && DateOnly.TryParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
        && birth.Year >= 1900 && birth <= today
        && char.ToUpperInvariant(number[17]) == CheckCharacter(number);

    /// <summary>The two digits are those of a province.</summary>
    internal static bool IsProvince(ReadOnlySpan<char> digits) => Provinces.GetAlternateLookup<ReadOnlySpan<char>>().Contains(digits);

    /// <summary>The check character of the first 17 digits.</summary>
    internal static char CheckCharacter(string digits)
    {
        var sum = 0;
        for (var index = 0; index < 17; index++)
        {
            sum += (digits[index] - '0') * Weights[index];
        }

        return CheckCharacters[sum % 11];
    }
}

using System.Text.RegularExpressions;

namespace NoVisit.Filing.Forms;

/// <summary>Phone numbers and e-mail addresses that messages can be sent to.</summary>
internal static partial class ContactRules
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    /// <summary>Mainland mobile number, or landline with area code and perhaps an extension.</summary>
    public static bool IsPhone(string text) => Mobile().IsMatch(text) || Landline().IsMatch(text);

    /// <summary>An address in ASCII with a dotted domain, by the length limits of RFC 5321.</summary>
    public static bool IsEmail(string text) =>
        text.Length <= 254 && text.IndexOf('@', StringComparison.Ordinal) <= 64 && Email().IsMatch(text)
        && !text.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex("^1[3-9][0-9]{9}\\z", Options)]
    private static partial Regex Mobile();

    [GeneratedRegex("^0(10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}(-[0-9]{1,6})?\\z", Options)]
    private static partial Regex Landline();

    [GeneratedRegex(
        "^[A-Za-z0-9_%+-][A-Za-z0-9._%+-]*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}\\z",
        Options)]
    private static partial Regex Email();
}

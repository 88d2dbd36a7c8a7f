using System.Globalization;

namespace NoVisit.Filing.Forms;

/// <summary>Personal data as lists, logs and notifications show it (脱敏): enough to recognise one's own, too little for others.</summary>
public static class Masking
{
    /// <summary>The first character of a name: 张三丰 is 张**.</summary>
    public static string Name(string name)
    {
        var characters = new StringInfo(name.Trim());
        var length = characters.LengthInTextElements;
        return length == 0 ? "" : characters.SubstringByTextElements(0, 1) + new string('*', Math.Max(1, length - 1));
    }

    /// <summary>The first three and last two characters of an identity number.</summary>
    public static string IdNumber(string number) => Middle(number, 3, 2);

    /// <summary>The first three and last four digits of a phone number.</summary>
    public static string Phone(string number) => Middle(number, 3, 4);

    /// <summary>The first character and the domain of an e-mail address.</summary>
    public static string Email(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? Middle(address, 1, 0) : $"{address[0]}***{address[at..]}";
    }

    private static string Middle(string text, int first, int last) => text.Length <= first + last
        ? new string('*', text.Length)
        : string.Concat(text.AsSpan(0, first), new string('*', text.Length - first - last), text.AsSpan(text.Length - last));
}

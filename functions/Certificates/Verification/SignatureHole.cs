using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Verification;

/// <summary>
/// Where a file's signature lies: the four numbers of a <c>/ByteRange</c>, found in the bytes rather than through the file's
/// objects. A file that is valid is one we made, byte for byte, so its structure needs no second reading, and a hostile one
/// meets no parser: the search is linear in the size of the file.
/// </summary>
/// <param name="Start">Position of the opening bracket of the signature's value.</param>
/// <param name="End">Position after its closing bracket.</param>
/// <param name="At">Position of the <c>/ByteRange</c>.</param>
internal sealed record SignatureHole(int Start, int End, int At)
{
    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private const int MaxCandidates = 64;
    private const int DictionaryReach = 4096;

    /// <summary>Finds signatures.</summary>
    /// <returns>Whether there is any, and the one that covers the whole file but itself.</returns>
    public static (bool Any, SignatureHole? Covering) Find(ReadOnlySpan<byte> file)
    {
        var any = false;
        var end = file.Length;
        for (var i = 0; i < MaxCandidates; i++)
        {
            // Backwards: the last signature of a file is the only one that can cover all of it.
            var at = file[..end].LastIndexOf("/ByteRange"u8);
            if (at < 0)
            {
                break;
            }

            end = at;
            if (ReadNumbers(file[(at + "/ByteRange".Length)..]) is [0, var first, var second, var length])
            {
                any = true;
                if (Covers(file, first, second, length, at))
                {
                    return (true, new SignatureHole((int)first, (int)second, at));
                }
            }
        }

        return (any, null);
    }

    /// <summary>The value between the brackets, or null if it is not plain hexadecimal.</summary>
    public byte[]? Value(ReadOnlySpan<byte> file)
    {
        var digits = file[(Start + 1)..(End - 1)];
        if (digits.Length % 2 != 0 || digits.ContainsAnyExcept(Hexadecimal))
        {
            return null;
        }

        return Convert.FromHexString(digits);
    }

    /// <summary>The M entry before the range, as our signer writes it.</summary>
    public DateTimeOffset? StatedTime(ReadOnlySpan<byte> file)
    {
        var dictionary = file[Math.Max(0, At - DictionaryReach)..At];
        var start = dictionary.LastIndexOf("/M ("u8);
        var text = start < 0 ? [] : dictionary[(start + "/M (".Length)..];
        var end = text.IndexOf((byte)')');
        return end is > 0 and < 40 ? PdfDate.Parse(Encoding.ASCII.GetString(text[..end]))?.ToUniversalTime() : null;
    }

    private static bool Covers(ReadOnlySpan<byte> file, long first, long second, long length, int at) =>
        first > 0 && second > first + 2 && second + length == file.Length && at < first
        && file[(int)first] == '<' && file[(int)second - 1] == '>';

    private static List<long> ReadNumbers(ReadOnlySpan<byte> text)
    {
        var numbers = new List<long>();
        var at = SkipSpace(text, 0);
        if (at >= text.Length || text[at] != '[')
        {
            return numbers;
        }

        at = SkipSpace(text, at + 1);
        while (numbers.Count < 4 && at < text.Length && char.IsAsciiDigit((char)text[at])
            && Utf8Parser.TryParse(text[at..Math.Min(text.Length, at + 12)], out long number, out var used))
        {
            numbers.Add(number);
            at = SkipSpace(text, at + used);
        }

        return at < text.Length && text[at] == ']' ? numbers : [];
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is 0 or 9 or 10 or 12 or 13 or 32)
        {
            at++;
        }

        return at;
    }
}

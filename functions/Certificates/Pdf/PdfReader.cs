using System.Globalization;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>A file is not a PDF that this system wrote, so it cannot be signed here.</summary>
public sealed class PdfFormatException : Exception
{
    /// <summary>Creates the error with its reason.</summary>
    public PdfFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its reason and cause.</summary>
    public PdfFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Creates the error without a reason.</summary>
    public PdfFormatException()
    {
    }
}

/// <summary>
/// Reads back the objects of a file with a plain cross-reference table: what the signer must change to add a signature.
/// It never sees files from outside (those go to <c>PdfVerification</c>, which parses no objects at all), yet stays strict.
/// </summary>
internal sealed class PdfReader
{
    private const int MaxDepth = 32;
    private readonly byte[] file;
    private readonly Dictionary<int, int> offsets = [];
    private int position;

    private PdfReader(byte[] file) => this.file = file;

    public PdfDictionary Trailer { get; private set; } = new();

    public int TablePosition { get; private set; }

    public int Size => (int)Number(Trailer["Size"]);

    public static PdfReader Open(byte[] file)
    {
        var reader = new PdfReader(file);
        var marker = file.AsSpan().LastIndexOf("startxref"u8);
        if (!file.AsSpan().StartsWith("%PDF-1."u8) || marker < 0)
        {
            throw new PdfFormatException("The bytes are not a PDF file.");
        }

        reader.position = marker + "startxref".Length;
        reader.TablePosition = reader.Integer();
        reader.ReadTable(reader.TablePosition);
        return reader;
    }

    public PdfValue Resolve(PdfValue? value) => value switch
    {
        PdfReference reference => Object(reference.Number),
        null => new PdfNull(),
        _ => value,
    };

    public PdfDictionary Dictionary(PdfValue? value) =>
        Resolve(value) as PdfDictionary ?? throw new PdfFormatException("A dictionary was expected.");

    public PdfValue Object(int number)
    {
        if (!offsets.TryGetValue(number, out var offset))
        {
            throw new PdfFormatException($"Object {number} is missing.");
        }

        position = offset;
        if (Integer() != number || Integer() != 0)
        {
            throw new PdfFormatException($"Object {number} is not where the table says.");
        }

        Expect("obj");
        return Value(0);
    }

    private static double Number(PdfValue? value) => (value as PdfNumber)?.Value ?? throw new PdfFormatException("A number was expected.");

    private void ReadTable(int at)
    {
        if (at < 0 || at >= file.Length)
        {
            throw new PdfFormatException("The cross-reference table lies outside the file.");
        }

        position = at;
        Expect("xref");
        var first = Integer();
        var count = Integer();
        for (var i = 0; i < count; i++)
        {
            var offset = Integer();
            Integer();
            if (Token() == "n")
            {
                offsets[first + i] = offset;
            }
        }

        Expect("trailer");
        Trailer = Value(0) as PdfDictionary ?? throw new PdfFormatException("The trailer is missing.");
        if (Trailer["Prev"] is not null)
        {
            throw new PdfFormatException("The file has been updated since it was written.");
        }
    }

    private PdfValue Value(int depth)
    {
        SkipSpace();
        if (depth > MaxDepth || position >= file.Length)
        {
            throw new PdfFormatException("The file ends, or nests too deep, within an object.");
        }

        switch ((char)file[position])
        {
            case '/':
                return new PdfName(Name());
            case '(':
                return Literal();
            case '[':
                position++;
                return Array(depth);
            case '<' when position + 1 < file.Length && file[position + 1] == '<':
                position += 2;
                return ReadDictionary(depth);
            case '<':
                return Hexadecimal();
            default:
                return Scalar();
        }
    }

    private PdfValue Scalar()
    {
        var token = Token();
        switch (token)
        {
            case "true" or "false":
                return new PdfBoolean(token == "true");
            case "null":
                return new PdfNull();
        }

        if (!double.TryParse(token, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw new PdfFormatException($"Unexpected “{token}”.");
        }

        // "12 0 R" begins like a number; look ahead and come back when it is one.
        var after = position;
        if (Token() == "0" && Token() == "R")
        {
            return new PdfReference((int)number);
        }

        position = after;
        return new PdfNumber(number);
    }

    private PdfArray Array(int depth)
    {
        var items = new List<PdfValue>();
        while (!Ends("]"u8))
        {
            items.Add(Value(depth + 1));
        }

        return new PdfArray(items);
    }

    private PdfDictionary ReadDictionary(int depth)
    {
        var result = new PdfDictionary();
        while (!Ends(">>"u8))
        {
            result[Name()] = Value(depth + 1);
        }

        return result;
    }

    private bool Ends(ReadOnlySpan<byte> mark)
    {
        SkipSpace();
        if (!file.AsSpan(position).StartsWith(mark))
        {
            return false;
        }

        position += mark.Length;
        return true;
    }

    private string Name()
    {
        SkipSpace();
        if (position >= file.Length || file[position] != '/')
        {
            throw new PdfFormatException("A name was expected.");
        }

        position++;
        return Token();
    }

    /// <summary>Our writer uses literal strings without escapes or brackets only.</summary>
    private PdfString Literal()
    {
        var end = file.AsSpan(position).IndexOf((byte)')');
        if (end < 0)
        {
            throw new PdfFormatException("A string does not end.");
        }

        var text = file.AsSpan(position + 1, end - 1).ToArray();
        position += end + 1;
        return new PdfString(text);
    }

    private PdfString Hexadecimal()
    {
        var end = file.AsSpan(position).IndexOf((byte)'>');
        if (end < 0)
        {
            throw new PdfFormatException("A string does not end.");
        }

        try
        {
            var text = Convert.FromHexString(Encoding.ASCII.GetString(file, position + 1, end - 1));
            position += end + 1;
            return new PdfString(text);
        }
        catch (FormatException error)
        {
            throw new PdfFormatException("A hexadecimal string is malformed.", error);
        }
    }

    private int Integer() => int.TryParse(Token(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new PdfFormatException("A whole number was expected.");

    private void Expect(string word)
    {
        if (Token() != word)
        {
            throw new PdfFormatException($"“{word}” was expected.");
        }
    }

    private string Token()
    {
        SkipSpace();
        var start = position;
        while (position < file.Length && file[position] > 0x20 && !"()<>[]{}/%"u8.Contains(file[position]))
        {
            position++;
        }

        return Encoding.ASCII.GetString(file, start, position - start);
    }

    private void SkipSpace()
    {
        while (position < file.Length && file[position] is 0 or 9 or 10 or 12 or 13 or 32)
        {
            position++;
        }
    }
}

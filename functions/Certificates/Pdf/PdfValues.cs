using System.Buffers;
using System.Globalization;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>Bytes of a PDF file under construction, with the position that cross-reference tables need.</summary>
internal sealed class PdfOutput
{
    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);

    public int Position => buffer.WrittenCount;

    public PdfOutput Bytes(ReadOnlySpan<byte> bytes)
    {
        buffer.Write(bytes);
        return this;
    }

    public PdfOutput Ascii(string text)
    {
        Encoding.ASCII.GetBytes(text, buffer);
        return this;
    }

    public PdfOutput Ascii(FormattableString text) => Ascii(text.ToString(CultureInfo.InvariantCulture));

    public byte[] ToArray() => buffer.WrittenSpan.ToArray();

    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;
}

/// <summary>One value of the PDF object model (ISO 32000-1, 7.3).</summary>
internal abstract class PdfValue
{
    public abstract void Write(PdfOutput output);
}

/// <summary><c>/Name</c>; characters outside the regular set are written as <c>#xx</c>.</summary>
internal sealed class PdfName(string value) : PdfValue
{
    public string Value { get; } = value;

    public override void Write(PdfOutput output)
    {
        output.Ascii("/");
        foreach (var b in Encoding.UTF8.GetBytes(Value))
        {
            var regular = b is > 0x20 and < 0x7F && !"#()<>[]{}/%".Contains((char)b, StringComparison.Ordinal);
            output.Ascii(regular ? ((char)b).ToString() : $"#{b:X2}");
        }
    }
}

internal sealed class PdfNumber(double value) : PdfValue
{
    public double Value { get; } = value;

    /// <summary>PDF knows no exponents, and three decimals of a point are finer than any printer.</summary>
    public static string Format(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture) switch
    {
        "-0" => "0",
        var text => text,
    };

    public override void Write(PdfOutput output) => output.Ascii(Format(Value));
}

internal sealed class PdfBoolean(bool value) : PdfValue
{
    public override void Write(PdfOutput output) => output.Ascii(value ? "true" : "false");
}

internal sealed class PdfNull : PdfValue
{
    public override void Write(PdfOutput output) => output.Ascii("null");
}

/// <summary>A byte string. Always hexadecimal unless it is plain ASCII, so that no encryption, escape or line-end rule matters.</summary>
internal sealed class PdfString(byte[] value) : PdfValue
{
    public byte[] Value { get; } = value;

    /// <summary>A text string (7.9.2.2): ASCII as it is, everything else as UTF-16BE with its mark.</summary>
    public static PdfString Text(string text) =>
        new(text.All(c => c is >= ' ' and <= '~') ? Encoding.ASCII.GetBytes(text) : [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]);

    /// <summary>A date (7.9.4) in China Standard Time, the time zone of everything an authority dates.</summary>
    public static PdfString Date(DateTimeOffset at) => Text(PdfDate.Format(at));

    public override void Write(PdfOutput output)
    {
        if (Value.All(b => b is >= 0x20 and <= 0x7E and not (byte)'(' and not (byte)')' and not (byte)'\\'))
        {
            output.Ascii("(").Bytes(Value).Ascii(")");
        }
        else
        {
            output.Ascii("<").Ascii(Convert.ToHexString(Value)).Ascii(">");
        }
    }
}

internal sealed class PdfReference(int number) : PdfValue
{
    public int Number { get; } = number;

    public override void Write(PdfOutput output) => output.Ascii($"{Number} 0 R");
}

internal sealed class PdfArray : PdfValue
{
    public PdfArray(params IEnumerable<PdfValue> items) => Items = [.. items];

    public IReadOnlyList<PdfValue> Items { get; }

    public static PdfArray Of(params double[] numbers) => new(numbers.Select(n => new PdfNumber(n)));

    public override void Write(PdfOutput output)
    {
        output.Ascii("[");
        for (var i = 0; i < Items.Count; i++)
        {
            output.Ascii(i == 0 ? "" : " ");
            Items[i].Write(output);
        }

        output.Ascii("]");
    }
}

/// <summary>A dictionary that keeps the order in which keys were set: equal input gives equal bytes.</summary>
internal sealed class PdfDictionary : PdfValue
{
    private readonly List<KeyValuePair<string, PdfValue>> entries = [];

    public PdfValue? this[string key]
    {
        get => entries.Find(e => e.Key == key).Value;
        set
        {
            var index = entries.FindIndex(e => e.Key == key);
            if (value is null)
            {
                entries.RemoveAll(e => e.Key == key);
            }
            else if (index < 0)
            {
                entries.Add(new(key, value));
            }
            else
            {
                entries[index] = new(key, value);
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, PdfValue>> Entries => entries;

    public PdfDictionary With(string key, PdfValue value)
    {
        this[key] = value;
        return this;
    }

    public PdfDictionary With(string key, string name) => With(key, new PdfName(name));

    public PdfDictionary With(string key, double number) => With(key, new PdfNumber(number));

    public override void Write(PdfOutput output)
    {
        output.Ascii("<<");
        foreach (var (key, value) in entries)
        {
            new PdfName(key).Write(output);
            output.Ascii(" ");
            value.Write(output);
        }

        output.Ascii(">>");
    }
}

/// <summary>A stream object; <paramref name="data"/> is what stands in the file, already encoded.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, byte[] data) : PdfValue
{
    public override void Write(PdfOutput output)
    {
        dictionary.With("Length", data.Length).Write(output);
        output.Ascii("\nstream\n").Bytes(data).Ascii("\nendstream");
    }
}

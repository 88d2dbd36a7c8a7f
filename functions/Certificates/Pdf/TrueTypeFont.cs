using System.Buffers.Binary;

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// A TrueType font file (OpenType 1.9 with <c>glyf</c> outlines) as far as a certificate needs it: which glyph shows a
/// character, how wide it is and which bytes draw it. The font is part of the program and therefore trusted.
/// </summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] data;
    private readonly Dictionary<string, (int Offset, int Length)> tables = [];
    private readonly int groups;
    private readonly int groupCount;
    private readonly int horizontalMetrics;
    private readonly bool longOffsets;

    public TrueTypeFont(string postScriptName, bool serif, byte[] data)
    {
        PostScriptName = postScriptName;
        IsSerif = serif;
        this.data = data;
        for (var i = 0; i < U16(4); i++)
        {
            var record = 12 + (16 * i);
            tables[System.Text.Encoding.ASCII.GetString(data, record, 4)] = (I32(record + 8), I32(record + 12));
        }

        var head = tables["head"].Offset;
        UnitsPerEm = U16(head + 18);
        Box = [I16(head + 36), I16(head + 38), I16(head + 40), I16(head + 42)];
        longOffsets = U16(head + 50) == 1;
        Ascent = I16(tables["hhea"].Offset + 4);
        Descent = I16(tables["hhea"].Offset + 6);
        horizontalMetrics = U16(tables["hhea"].Offset + 34);
        GlyphCount = U16(tables["maxp"].Offset + 4);
        CapHeight = U16(tables["OS/2"].Offset) >= 2 ? I16(tables["OS/2"].Offset + 88) : Ascent;
        (groups, groupCount) = FindGroups();
    }

    public string PostScriptName { get; }

    public bool IsSerif { get; }

    public int UnitsPerEm { get; }

    public int GlyphCount { get; }

    public int Ascent { get; }

    public int Descent { get; }

    public int CapHeight { get; }

    /// <summary>xMin, yMin, xMax, yMax in font units.</summary>
    public IReadOnlyList<int> Box { get; }

    public ReadOnlySpan<byte> Table(string tag) =>
        tables.TryGetValue(tag, out var table) ? data.AsSpan(table.Offset, table.Length) : [];

    /// <summary>The glyph of a Unicode code point, or 0 when the font has none.</summary>
    public int Glyph(int codePoint)
    {
        int low = 0, high = groupCount - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var group = groups + (12 * middle);
            if (codePoint < I32(group))
            {
                high = middle - 1;
            }
            else if (codePoint > I32(group + 4))
            {
                low = middle + 1;
            }
            else
            {
                return I32(group + 8) + codePoint - I32(group);
            }
        }

        return 0;
    }

    /// <summary>Advance width in thousandths of the font size, the unit of PDF.</summary>
    public double Width(int glyph) => Advance(glyph) * 1000.0 / UnitsPerEm;

    public int Advance(int glyph) => U16(tables["hmtx"].Offset + (4 * Math.Min(glyph, horizontalMetrics - 1)));

    public int LeftSideBearing(int glyph) => I16(tables["hmtx"].Offset + (glyph < horizontalMetrics
        ? (4 * glyph) + 2
        : (4 * horizontalMetrics) + (2 * (glyph - horizontalMetrics))));

    public ReadOnlySpan<byte> Outline(int glyph)
    {
        var loca = tables["loca"].Offset;
        var start = longOffsets ? I32(loca + (4 * glyph)) : 2 * U16(loca + (2 * glyph));
        var end = longOffsets ? I32(loca + (4 * glyph) + 4) : 2 * U16(loca + (2 * glyph) + 2);
        return data.AsSpan(tables["glyf"].Offset + start, end - start);
    }

    /// <summary>The <c>cmap</c> subtable that covers the whole of Unicode (format 12): platform 3 encoding 10, or platform 0.</summary>
    private (int Groups, int Count) FindGroups()
    {
        var cmap = tables["cmap"].Offset;
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var subtable = cmap + I32(cmap + 4 + (8 * i) + 4);
            if (U16(subtable) == 12)
            {
                return (subtable + 16, I32(subtable + 12));
            }
        }

        throw new InvalidDataException($"{PostScriptName} has no character map for the whole of Unicode.");
    }

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));

    private int I32(int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));
}

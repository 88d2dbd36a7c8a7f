using System.Buffers.Binary;

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// Cuts a font down to the glyphs that a document shows. Glyphs are numbered anew, so <c>glyf</c>, <c>loca</c>, <c>hmtx</c>
/// and <c>cmap</c> are written afresh and the components of composite glyphs are followed and renumbered.
/// </summary>
internal static class TrueTypeSubset
{
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    /// <summary>Builds the font file for the given characters.</summary>
    /// <param name="font">The whole font.</param>
    /// <param name="characters">Code points with their glyph in the whole font.</param>
    /// <returns>The font file, and the new number of each old glyph. Glyph 0 stays <c>.notdef</c>.</returns>
    public static (byte[] File, IReadOnlyDictionary<int, int> NewGlyphs) Build(
        TrueTypeFont font, IReadOnlyList<(int CodePoint, int Glyph)> characters)
    {
        var renumbered = new Dictionary<int, int> { [0] = 0 };
        var order = new List<int> { 0 };
        foreach (var (_, glyph) in characters)
        {
            Take(glyph, renumbered, order);
        }

        // The list grows while it is walked: components of components are found too.
        for (var i = 0; i < order.Count; i++)
        {
            foreach (var at in Components(font.Outline(order[i])))
            {
                Take(BinaryPrimitives.ReadUInt16BigEndian(font.Outline(order[i])[(at + 2)..]), renumbered, order);
            }
        }

        var (glyf, loca) = Outlines(font, order, renumbered);
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["cmap"] = CharacterMap(characters, renumbered),
            ["glyf"] = glyf,
            ["head"] = Head(font),
            ["hhea"] = WithU16(font.Table("hhea"), 34, order.Count),
            ["hmtx"] = Metrics(font, order),
            ["loca"] = loca,
            ["maxp"] = WithU16(font.Table("maxp"), 4, order.Count),
            ["post"] = Post(font),
        };
        foreach (var tag in (string[])["cvt ", "fpgm", "prep"])
        {
            if (!font.Table(tag).IsEmpty)
            {
                tables[tag] = font.Table(tag).ToArray();
            }
        }

        return (Assemble(tables), renumbered);
    }

    private static void Take(int glyph, Dictionary<int, int> renumbered, List<int> order)
    {
        if (renumbered.TryAdd(glyph, order.Count))
        {
            order.Add(glyph);
        }
    }

    /// <summary>Offsets of the component records within a composite outline; none for a simple one.</summary>
    private static List<int> Components(ReadOnlySpan<byte> outline)
    {
        var found = new List<int>();
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            return found;
        }

        var at = 10;
        int flags;
        do
        {
            found.Add(at);
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            at += (flags & ArgumentsAreWords) != 0 ? 8 : 6;
            at += (flags & HasMatrix) != 0 ? 8 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasScale) != 0 ? 2 : 0;
        }
        while ((flags & MoreComponents) != 0);
        return found;
    }

    private static (byte[] Glyf, byte[] Loca) Outlines(TrueTypeFont font, List<int> order, Dictionary<int, int> renumbered)
    {
        using var glyf = new MemoryStream();
        var loca = new byte[4 * (order.Count + 1)];
        for (var i = 0; i < order.Count; i++)
        {
            var outline = font.Outline(order[i]).ToArray();
            foreach (var at in Components(outline))
            {
                var component = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at + 2));
                BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(at + 2), (ushort)renumbered[component]);
            }

            glyf.Write(outline);
            while (glyf.Length % 4 != 0)
            {
                glyf.WriteByte(0);
            }

            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(4 * (i + 1)), (int)glyf.Length);
        }

        return (glyf.ToArray(), loca);
    }

    private static byte[] Metrics(TrueTypeFont font, List<int> order)
    {
        var hmtx = new byte[4 * order.Count];
        for (var i = 0; i < order.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(hmtx.AsSpan(4 * i), (ushort)font.Advance(order[i]));
            BinaryPrimitives.WriteInt16BigEndian(hmtx.AsSpan((4 * i) + 2), (short)font.LeftSideBearing(order[i]));
        }

        return hmtx;
    }

    /// <summary>One subtable, platform 3 encoding 10, format 12, a group for each character.</summary>
    private static byte[] CharacterMap(IReadOnlyList<(int CodePoint, int Glyph)> characters, Dictionary<int, int> renumbered)
    {
        var sorted = characters.OrderBy(c => c.CodePoint).ToList();
        var table = new byte[12 + 16 + (12 * sorted.Count)];
        var span = table.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], 3);
        BinaryPrimitives.WriteUInt16BigEndian(span[6..], 10);
        BinaryPrimitives.WriteInt32BigEndian(span[8..], 12);
        BinaryPrimitives.WriteUInt16BigEndian(span[12..], 12);
        BinaryPrimitives.WriteInt32BigEndian(span[16..], 16 + (12 * sorted.Count));
        BinaryPrimitives.WriteInt32BigEndian(span[24..], sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            var group = span[(28 + (12 * i))..];
            BinaryPrimitives.WriteInt32BigEndian(group, sorted[i].CodePoint);
            BinaryPrimitives.WriteInt32BigEndian(group[4..], sorted[i].CodePoint);
            BinaryPrimitives.WriteInt32BigEndian(group[8..], renumbered[sorted[i].Glyph]);
        }

        return table;
    }

    private static byte[] Head(TrueTypeFont font)
    {
        var head = WithU16(font.Table("head"), 50, 1);
        head.AsSpan(8, 4).Clear();
        return head;
    }

    /// <summary>Version 3: glyphs have no names, as nobody asks for one by name.</summary>
    private static byte[] Post(TrueTypeFont font)
    {
        var post = font.Table("post")[..32].ToArray();
        BinaryPrimitives.WriteInt32BigEndian(post, 0x00030000);
        return post;
    }

    private static byte[] WithU16(ReadOnlySpan<byte> table, int at, int value)
    {
        var copy = table.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)value);
        return copy;
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var directory = 12 + (16 * tables.Count);
        var file = new byte[directory + tables.Values.Sum(t => Padded(t.Length))];
        var span = file.AsSpan();
        var power = (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteInt32BigEndian(span, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], (ushort)tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(span[6..], (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(span[8..], (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(span[10..], (ushort)((16 * tables.Count) - (16 << power)));
        var offset = directory;
        var record = 12;
        var head = 0;
        foreach (var (tag, table) in tables)
        {
            System.Text.Encoding.ASCII.GetBytes(tag, span[record..]);
            table.CopyTo(span[offset..]);
            BinaryPrimitives.WriteUInt32BigEndian(span[(record + 4)..], Checksum(span.Slice(offset, Padded(table.Length))));
            BinaryPrimitives.WriteInt32BigEndian(span[(record + 8)..], offset);
            BinaryPrimitives.WriteInt32BigEndian(span[(record + 12)..], table.Length);
            head = tag == "head" ? offset : head;
            offset += Padded(table.Length);
            record += 16;
        }

        BinaryPrimitives.WriteUInt32BigEndian(span[(head + 8)..], 0xB1B0AFBA - Checksum(span));
        return file;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> padded)
    {
        uint sum = 0;
        for (var i = 0; i < padded.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(padded[i..]);
        }

        return sum;
    }
}

using System.Buffers.Binary;
using System.Text;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates;

public sealed class TrueTypeSubsetTests
{
    [Fact]
    public void Components_of_composite_glyphs_are_kept_and_renumbered()
    {
        // Glyph 4 is made of 3, which is made of 1; glyph 2 is used by nobody.
        var font = new TrueTypeFont("Test", serif: true, TestFont.Build());
        var (file, glyphs) = TrueTypeSubset.Build(font, [('A', 4)]);
        var subset = new TrueTypeFont("Subset", serif: true, WithOs2(file, font));
        Assert.Equal([0, 1, 3, 4], glyphs.Keys.Order());
        Assert.Equal(glyphs[4], subset.Glyph('A'));
        Assert.Equal(glyphs[3], Component(subset, glyphs[4]));
        Assert.Equal(glyphs[1], Component(subset, glyphs[3]));
        Assert.Equal(font.Outline(1).ToArray(), subset.Outline(glyphs[1])[..font.Outline(1).Length].ToArray());
    }

    [Fact]
    public void Widths_stay_those_of_the_whole_font()
    {
        var font = FontLibrary.Installed.Regular;
        var characters = "行政许可Ag1，".Select(c => ((int)c, font.Glyph(c))).ToList();
        var (file, glyphs) = TrueTypeSubset.Build(font, characters);
        var subset = new TrueTypeFont("Subset", serif: true, WithOs2(file, font));
        Assert.All(characters, c => Assert.Equal(
            (font.Advance(c.Item2), font.LeftSideBearing(c.Item2)), (subset.Advance(glyphs[c.Item2]), subset.LeftSideBearing(glyphs[c.Item2]))));
    }

    [Fact]
    public void The_checksum_of_the_file_is_the_magic_number()
    {
        var (file, _) = TrueTypeSubset.Build(FontLibrary.Installed.Bold, [('证', FontLibrary.Installed.Bold.Glyph('证'))]);
        uint sum = 0;
        for (var i = 0; i < file.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(i));
        }

        Assert.Equal(0xB1B0AFBA, sum);
    }

    private static int Component(TrueTypeFont font, int glyph) => BinaryPrimitives.ReadUInt16BigEndian(font.Outline(glyph)[12..]);

    /// <summary>A PDF needs no OS/2 table, the reader of whole fonts does: it is put back for the comparison.</summary>
    private static byte[] WithOs2(byte[] subset, TrueTypeFont font)
    {
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { ["OS/2"] = font.Table("OS/2").ToArray() };
        var read = BinaryPrimitives.ReadUInt16BigEndian(subset.AsSpan(4));
        for (var i = 0; i < read; i++)
        {
            var record = subset.AsSpan(12 + (16 * i));
            tables[Encoding.ASCII.GetString(record[..4])] =
                subset.AsSpan(BinaryPrimitives.ReadInt32BigEndian(record[8..]), BinaryPrimitives.ReadInt32BigEndian(record[12..])).ToArray();
        }

        return TestFont.Assemble(tables);
    }
}

/// <summary>The smallest font with glyphs made of glyphs, which the installed fonts do not have.</summary>
internal static class TestFont
{
    public static byte[] Build()
    {
        byte[][] outlines = [[], Simple(), Simple(), Composite(1, scaled: true), Composite(3, scaled: false)];
        var loca = new byte[4 * (outlines.Length + 1)];
        for (var i = 0; i < outlines.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(4 * (i + 1)), outlines.Take(i + 1).Sum(o => o.Length));
        }

        return Assemble(new(StringComparer.Ordinal)
        {
            ["OS/2"] = new byte[96],
            ["cmap"] = [0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 65, 0, 0, 0, 4],
            ["glyf"] = [.. outlines.SelectMany(o => o)],
            ["head"] = With(54, (18, 1000), (50, 1)),
            ["hhea"] = With(36, (4, 800), (34, 5)),
            ["hmtx"] = [.. Enumerable.Range(0, 5).SelectMany(i => (byte[])[2, (byte)i, 0, (byte)i])],
            ["loca"] = loca,
            ["maxp"] = With(32, (4, 5)),
            ["post"] = new byte[32],
        });
    }

    public static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        var file = new List<byte>(new byte[12 + (16 * tables.Count)]);
        var record = new byte[12 + (16 * tables.Count)];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(4), (ushort)tables.Count);
        var at = 12;
        foreach (var (tag, table) in tables)
        {
            Encoding.ASCII.GetBytes(tag, record.AsSpan(at));
            BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(at + 8), file.Count);
            BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(at + 12), table.Length);
            file.AddRange(table);
            at += 16;
        }

        return [.. record, .. file.Skip(record.Length)];
    }

    /// <summary>One contour of three points.</summary>
    private static byte[] Simple() => [0, 1, 0, 0, 0, 0, 0, 10, 0, 10, 0, 2, 0, 0, 0x37, 0x37, 0x37, 0, 10, 10, 0, 0, 0, 0];

    private static byte[] Composite(byte of, bool scaled) => scaled
        ? [0xFF, 0xFF, 0, 0, 0, 0, 0, 10, 0, 10, 0, 0x08, 0, of, 0, 0, 0x40, 0]
        : [0xFF, 0xFF, 0, 0, 0, 0, 0, 10, 0, 10, 0, 0x01, 0, of, 0, 0, 0, 0];

    private static byte[] With(int length, params (int At, ushort Value)[] values)
    {
        var table = new byte[length];
        foreach (var (at, value) in values)
        {
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(at), value);
        }

        return table;
    }
}

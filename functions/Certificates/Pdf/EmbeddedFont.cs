using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// A font as one document uses it: a Type 0 font with Identity-H over a CIDFontType2. Every character of the document gets
/// its own CID, even where two characters share a glyph, so that copying and searching give back exactly what was written
/// (the "U" in PDF/A-2u).
/// </summary>
internal sealed class EmbeddedFont(TrueTypeFont font, PdfReference reference)
{
    private readonly Dictionary<int, int> cids = [];
    private readonly List<(int CodePoint, int Glyph)> characters = [];

    public PdfReference Reference { get; } = reference;

    /// <summary>Width in thousandths of the font size.</summary>
    public double Width(int codePoint) => font.Width(font.Glyph(codePoint));

    public bool Shows(int codePoint) => font.Glyph(codePoint) != 0;

    /// <summary>The two-byte code that shows the character; it is embedded from then on.</summary>
    public int Cid(int codePoint)
    {
        if (!cids.TryGetValue(codePoint, out var cid))
        {
            characters.Add((codePoint, font.Glyph(codePoint)));
            cids[codePoint] = cid = characters.Count;
        }

        return cid;
    }

    public void Write(PdfFile file)
    {
        var (program, newGlyphs) = TrueTypeSubset.Build(font, characters);
        var name = $"{Tag()}+{font.PostScriptName}";
        var stream = file.AddCompressed(new PdfDictionary().With("Length1", program.Length), program);
        var descriptor = file.Add(new PdfDictionary()
            .With("Type", "FontDescriptor").With("FontName", name).With("Flags", font.IsSerif ? 6 : 4)
            .With("FontBBox", PdfArray.Of([.. font.Box.Select(Scaled)]))
            .With("ItalicAngle", 0).With("Ascent", Scaled(font.Ascent)).With("Descent", Scaled(font.Descent))
            .With("CapHeight", Scaled(font.CapHeight)).With("StemV", 80).With("FontFile2", stream));
        var gids = new byte[2 * (characters.Count + 1)];
        for (var i = 0; i < characters.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(gids.AsSpan(2 * (i + 1)), (ushort)newGlyphs[characters[i].Glyph]);
        }

        var descendant = file.Add(new PdfDictionary()
            .With("Type", "Font").With("Subtype", "CIDFontType2").With("BaseFont", name)
            .With("CIDSystemInfo", new PdfDictionary().With("Registry", PdfString.Text("Adobe")).With("Ordering", PdfString.Text("Identity")).With("Supplement", 0))
            .With("FontDescriptor", descriptor)
            .With("DW", 1000)
            .With("W", new PdfArray(new PdfNumber(0), PdfArray.Of([font.Width(0), .. characters.Select(c => font.Width(c.Glyph))])))
            .With("CIDToGIDMap", file.AddCompressed(new PdfDictionary(), gids)));
        file.Set(Reference, new PdfDictionary()
            .With("Type", "Font").With("Subtype", "Type0").With("BaseFont", name).With("Encoding", "Identity-H")
            .With("DescendantFonts", new PdfArray(descendant))
            .With("ToUnicode", file.AddCompressed(new PdfDictionary(), Encoding.ASCII.GetBytes(ToUnicode()))));
    }

    private double Scaled(int units) => units * 1000.0 / font.UnitsPerEm;

    /// <summary>Six letters that tell subsets of one font apart (ISO 32000-1, 9.6.4), drawn from what the subset holds.</summary>
    private string Tag()
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(characters.Select(c => char.ConvertFromUtf32(c.CodePoint)))));
        return string.Concat(digest.Take(6).Select(b => (char)('A' + (b % 26))));
    }

    private string ToUnicode()
    {
        var map = new StringBuilder()
            .Append("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n")
            .Append("/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n")
            .Append("/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n")
            .Append("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");

        // A section holds at most 100 entries (Adobe Technical Note 5014).
        foreach (var section in characters.Select((c, i) => (Cid: i + 1, c.CodePoint)).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{section.Length} beginbfchar\n");
            foreach (var (cid, codePoint) in section)
            {
                var unicode = Encoding.BigEndianUnicode.GetBytes(char.ConvertFromUtf32(codePoint));
                map.Append(CultureInfo.InvariantCulture, $"<{cid:X4}> <{Convert.ToHexString(unicode)}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}

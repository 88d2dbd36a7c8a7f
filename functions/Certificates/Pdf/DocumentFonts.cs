using System.Globalization;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>A character that no installed font can show, or that has no shape at all. Never printed as a blank: the document is refused.</summary>
public sealed class MissingGlyphException : Exception
{
    /// <summary>Creates the error for a character.</summary>
    /// <param name="character">The character, as text.</param>
    public MissingGlyphException(string character)
        : base($"The installed fonts cannot print {Describe(character)}.") => Character = character;

    /// <summary>Creates the error with a reason and cause.</summary>
    public MissingGlyphException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Creates the error without a character.</summary>
    public MissingGlyphException()
    {
    }

    /// <summary>The character that cannot be printed.</summary>
    public string Character { get; } = "";

    private static string Describe(string character) =>
        string.Join(" ", character.EnumerateRunes().Select(r => string.Create(CultureInfo.InvariantCulture, $"U+{r.Value:X4}")));
}

internal enum FontStyle
{
    Regular,
    Bold,
}

/// <summary>The fonts of one document. Chooses for each character the first font that has it: the asked weight, then the fallback.</summary>
internal sealed class DocumentFonts
{
    private const int FallbackIndex = 2;
    private readonly Func<TrueTypeFont>[] sources;
    private readonly EmbeddedFont?[] used;
    private readonly PdfFile file;

    public DocumentFonts(FontLibrary library, PdfFile file)
    {
        this.file = file;
        sources = [() => library.Regular, () => library.Bold, () => library.Fallback];
        used = new EmbeddedFont?[sources.Length];
    }

    /// <summary>Cuts text into runs of one font each.</summary>
    /// <exception cref="MissingGlyphException">A character has no glyph, or is a control or formatting character.</exception>
    public IEnumerable<(string Resource, IReadOnlyList<int> Cids)> Runs(string text, FontStyle style)
    {
        var current = -1;
        var cids = new List<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            var (index, shown) = Choose(rune, style);
            if (index != current && cids.Count > 0)
            {
                yield return (Resource(current), cids);
                cids = [];
            }

            current = index;
            cids.Add(Font(index).Cid(shown));
        }

        if (cids.Count > 0)
        {
            yield return (Resource(current), cids);
        }
    }

    /// <summary>Width of the text in points at the given size.</summary>
    public double Width(string text, FontStyle style, double size)
    {
        var sum = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            var (index, shown) = Choose(rune, style);
            sum += Font(index).Width(shown);
        }

        return sum * size / 1000;
    }

    public PdfDictionary Resources()
    {
        var resources = new PdfDictionary();
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i] is { } font)
            {
                resources[Resource(i)] = font.Reference;
            }
        }

        return resources;
    }

    public void Write()
    {
        foreach (var font in used)
        {
            font?.Write(file);
        }
    }

    private static string Resource(int index) => string.Create(CultureInfo.InvariantCulture, $"F{index + 1}");

    private (int Index, int Shown) Choose(Rune rune, FontStyle style)
    {
        var category = Rune.GetUnicodeCategory(rune);

        // Invisible characters could hide or reverse a name (bidirectional overrides, zero-width joiners).
        if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            || rune == Rune.ReplacementChar)
        {
            throw new MissingGlyphException(rune.ToString());
        }

        if (Font((int)style).Shows(rune.Value))
        {
            return ((int)style, rune.Value);
        }

        if (category == UnicodeCategory.SpaceSeparator)
        {
            return ((int)style, ' ');
        }

        return sources[FallbackIndex]().Glyph(rune.Value) != 0 ? (FallbackIndex, rune.Value) : throw new MissingGlyphException(rune.ToString());
    }

    private EmbeddedFont Font(int index) => used[index] ??= new EmbeddedFont(sources[index](), file.Reserve());
}

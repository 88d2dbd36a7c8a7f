using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Layout;

/// <summary>Lines of text set within a width: centred, spread to a width, stretched to both margins.</summary>
internal static class TextBlocks
{
    public static void Centred(ContentStream content, DocumentFonts fonts, string text, FontStyle style, double size, double x, double y, double spacing = 0)
    {
        var width = fonts.Width(text, style, size) + (spacing * Math.Max(0, Count(text) - 1));
        content.Text(text, style, size, x - (width / 2), y, spacing);
    }

    /// <summary>Spreads short Chinese labels to one width, as forms do; text that is wider stays as it is.</summary>
    public static void Spread(ContentStream content, DocumentFonts fonts, string text, FontStyle style, double size, double x, double y, double width)
    {
        var natural = fonts.Width(text, style, size);
        var gaps = Count(text) - 1;
        content.Text(text, style, size, x, y, gaps > 0 && natural < width ? (width - natural) / gaps : 0);
    }

    /// <summary>Shows a line from margin to margin unless it ends its paragraph or would be torn apart (more than a quarter em per gap).</summary>
    public static void Justified(ContentStream content, TextLine line, FontStyle style, double size, double x, double y, double width)
    {
        var gaps = Count(line.Text) - 1;
        var spacing = line.EndsParagraph || gaps < 1 ? 0 : (width - line.Width) / gaps;
        content.Text(line.Text, style, size, x, y, spacing > size / 4 ? 0 : spacing);
    }

    /// <summary>Breaks a heading into as few lines as fit, of about equal length.</summary>
    public static IReadOnlyList<TextLine> Balanced(DocumentFonts fonts, string text, FontStyle style, double size, double width)
    {
        double Measure(string piece) => fonts.Width(piece, style, size);
        var lines = LineBreaker.Break(text, width, Measure);
        if (lines.Count < 2)
        {
            return lines;
        }

        if (lines.Count == 2 && AfterPunctuation(text) is { } cut && Measure(text[..cut]) <= width && Measure(text[cut..]) <= width)
        {
            return [.. LineBreaker.Break(text[..cut], width, Measure), .. LineBreaker.Break(text[cut..], width, Measure)];
        }

        var even = LineBreaker.Break(text, Math.Min(width, (Measure(text) / lines.Count) + size), Measure);
        return even.Count == lines.Count ? even : lines;
    }

    /// <summary>Where a heading may be cut without tearing a word: after the mark nearest to its middle, if that is near enough.</summary>
    private static int? AfterPunctuation(string text)
    {
        var cuts = Enumerable.Range(1, text.Length - 1).Where(i => "，、：； ".Contains(text[i - 1], StringComparison.Ordinal)).ToList();
        var best = cuts.Count == 0 ? 0 : cuts.MinBy(i => Math.Abs(i - (text.Length / 2)));
        return Math.Abs(best - (text.Length / 2)) <= text.Length / 4 ? best : null;
    }

    public static int Count(string text) => text.EnumerateRunes().Count();
}

using System.Globalization;
using System.Text;

namespace NoVisit.Certificates.Layout;

/// <summary>One line of a paragraph; the last one is not stretched to the margin.</summary>
internal sealed record TextLine(string Text, double Width, bool EndsParagraph);

/// <summary>
/// Breaks Chinese text with Latin words and numbers in it. Between Chinese characters a line may end anywhere, except that
/// closing punctuation never begins a line and opening punctuation never ends one (GB/T 15834, 避头尾); words and numbers
/// stay whole unless one alone is wider than the line.
/// </summary>
internal static class LineBreaker
{
    private const string NeverFirst = "，。、；：？！…—·）】》」』〕〉”’％‰℃々,.;:?!)]}%";
    private const string NeverLast = "（【《「『〔〈“‘￥＄([{$";

    /// <param name="text">The text; line feeds end a line.</param>
    /// <param name="width">Width of a line, in the unit of <paramref name="measure"/>.</param>
    /// <param name="measure">Width of a piece of text. Pieces add up, as nothing is kerned.</param>
    /// <param name="indent">What the first line of each paragraph is shorter by.</param>
    public static IReadOnlyList<TextLine> Break(string text, double width, Func<string, double> measure, double indent = 0)
    {
        var lines = new List<TextLine>();
        foreach (var paragraph in Clean(text).Split('\n'))
        {
            BreakParagraph(paragraph, width, measure, indent, lines);
        }

        return lines;
    }

    /// <summary>Tabs and line ends in one spelling; everything else is left for the fonts to accept or refuse.</summary>
    private static string Clean(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\t', ' ').Trim();

    private static void BreakParagraph(string paragraph, double width, Func<string, double> measure, double indent, List<TextLine> lines)
    {
        var line = new StringBuilder();
        var used = 0.0;
        var room = width - indent;
        foreach (var piece in Pieces(paragraph))
        {
            var size = measure(piece);
            if (used + size > room && line.Length > 0 && !string.IsNullOrWhiteSpace(piece))
            {
                End(endsParagraph: false);
            }

            if (size <= room - used || string.IsNullOrWhiteSpace(piece))
            {
                line.Append(piece);
                used += size;
                continue;
            }

            // Wider than a whole line: a long address or number is cut where the line ends.
            foreach (var rune in piece.EnumerateRunes().Select(r => r.ToString()))
            {
                var runeSize = measure(rune);
                if (used + runeSize > room && line.Length > 0)
                {
                    End(endsParagraph: false);
                }

                line.Append(rune);
                used += runeSize;
            }
        }

        End(endsParagraph: true);

        void End(bool endsParagraph)
        {
            var text = line.ToString().TrimEnd();
            lines.Add(new TextLine(text, measure(text), endsParagraph));
            line.Clear();
            used = 0;
            room = width;
        }
    }

    /// <summary>Smallest pieces that must not be cut: a Chinese character or a word with the punctuation that clings to it.</summary>
    private static List<string> Pieces(string paragraph)
    {
        var pieces = new List<string>();
        var glue = false;
        var previousIsWord = false;
        foreach (var rune in paragraph.EnumerateRunes())
        {
            var text = rune.ToString();
            var blank = Rune.IsWhiteSpace(rune);
            var word = !blank && IsPartOfWord(rune);
            var clings = pieces.Count > 0 && !blank && !string.IsNullOrWhiteSpace(pieces[^1])
                && (glue || (word && previousIsWord) || NeverFirst.Contains(text, StringComparison.Ordinal) || IsMark(rune));
            if (clings)
            {
                pieces[^1] += text;
            }
            else
            {
                pieces.Add(text);
            }

            glue = NeverLast.Contains(text, StringComparison.Ordinal);
            previousIsWord = word;
        }

        return pieces;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Latin, Greek, Cyrillic letters, digits and ASCII signs. From U+2E80 on, scripts break between characters.</summary>
    private static bool IsPartOfWord(Rune rune) => rune.Value < 0x2E80 && (rune.IsAscii || Rune.IsLetterOrDigit(rune));
}

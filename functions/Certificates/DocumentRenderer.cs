using NoVisit.Certificates.Layout;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates;

/// <summary>
/// Prints decisions and notices as PDF/A-2u in the manner of official letters (GB/T 9704-2012): red head and rule, title, number,
/// text at 16 points with 28 characters a line and 22 lines a page, authority and date under the seal. Equal input gives equal bytes.
/// </summary>
/// <param name="library">The fonts, usually <see cref="FontLibrary.Installed"/>.</param>
public sealed class DocumentRenderer(FontLibrary library)
{
    private const double LeftMm = 28;
    private const double WidthMm = 156;
    private const double TopMm = 37;
    private const double BottomMm = 262;
    private const double SheetBottomMm = 270;
    private const double Size = 15.79;
    private const double LeadingMm = 225.0 / 22;
    private const double ClosingMm = 52;
    private static readonly Colour Ink = new(0x14, 0x14, 0x14);
    private static readonly Colour Red = new(0xC8, 0x10, 0x18);

    /// <summary>Prints the document; the seal is on the last page.</summary>
    /// <param name="content">What stands in it.</param>
    /// <param name="at">Time of creation as recorded in the file; seconds count.</param>
    /// <returns>The unsigned file. Its <c>dc:identifier</c> is the number.</returns>
    /// <exception cref="MissingGlyphException">A character cannot be printed.</exception>
    /// <exception cref="ArgumentException">A text is longer than its bound.</exception>
    public byte[] Render(DecisionDocument content, DateTimeOffset at)
    {
        ContentBounds.Check(content);
        var document = new DocumentBuilder(library);
        var words = DocumentWords.In(content.Language);
        var page = document.AddPage();
        var top = Head(document, page, content);
        (page, top) = Body(document, page, content, top);
        var sealTop = Closing(document, page, content, words, top + LeadingMm);
        Folios(document);
        var properties = new DocumentProperties($"{content.Title} {content.Number}", content.Authority, content.Number, content.Title, words.Tag, at);
        return document.Build(properties, content.SealText ?? content.Authority, content.SealCaption, SealX(document, content), sealTop);
    }

    private static double Head(DocumentBuilder document, ContentStream page, DecisionDocument content)
    {
        var fonts = document.Fonts;
        var centre = Page.Points(LeftMm + (WidthMm / 2));
        var natural = fonts.Width(content.Authority, FontStyle.Bold, 1);
        var size = Math.Min(36, Page.Points(WidthMm) / natural);
        var gaps = Math.Max(1, TextBlocks.Count(content.Authority) - 1);
        var spacing = content.Language == DocumentLanguage.Chinese ? Math.Clamp((Page.Points(WidthMm * 0.86) - (natural * size)) / gaps, 0, size * 0.35) : 0;
        page.Fill(Red);
        TextBlocks.Centred(page, fonts, content.Authority, FontStyle.Bold, size, centre, Page.Y(TopMm + 13), spacing);
        page.Artifact(c => c.Stroke(Red, 1.6).MoveTo(Page.Points(LeftMm), Page.Y(TopMm + 23)).LineTo(Page.Points(LeftMm + WidthMm), Page.Y(TopMm + 23)).StrokePath());
        page.Fill(Ink);
        var top = TopMm + 40;
        foreach (var line in TextBlocks.Balanced(fonts, content.Title, FontStyle.Bold, 22, Page.Points(WidthMm)))
        {
            TextBlocks.Centred(page, fonts, line.Text, FontStyle.Bold, 22, centre, Page.Y(top));
            top += 12;
        }

        TextBlocks.Centred(page, fonts, content.Number, FontStyle.Regular, Size, centre, Page.Y(top));
        return top + (1.5 * LeadingMm);
    }

    private static (ContentStream Page, double Top) Body(DocumentBuilder document, ContentStream page, DecisionDocument content, double top)
    {
        var fonts = document.Fonts;
        var width = Page.Points(WidthMm);
        var chinese = content.Language == DocumentLanguage.Chinese;
        double Measure(string text) => fonts.Width(text, FontStyle.Regular, Size);
        var indent = chinese ? 2 * Size : 0;
        var blocks = content.Paragraphs.Select(p => (Lines: LineBreaker.Break(p, width, Measure, indent), Indent: indent))
            .Prepend((LineBreaker.Break(content.Addressee + (chinese ? "：" : ":"), width, Measure), 0));
        var laid = blocks.SelectMany(b => b.Lines.Select((line, i) =>
            (Line: chinese ? line : line with { EndsParagraph = true }, Shift: i == 0 || b.Lines[i - 1].EndsParagraph ? b.Indent : 0))).ToList();
        for (var i = 0; i < laid.Count; i++)
        {
            // Authority and seal never stand on a page without text (GB/T 9704, 7.3.5.4): the last two lines go with them.
            var closingNeedsPage = i == laid.Count - 2 && top + (2 * LeadingMm) + ClosingMm > SheetBottomMm;
            if (top > BottomMm || closingNeedsPage)
            {
                (page, top) = (document.AddPage().Fill(Ink), TopMm + Page.Millimetres(Size));
            }

            TextBlocks.Justified(page, laid[i].Line, FontStyle.Regular, Size, Page.Points(LeftMm) + laid[i].Shift, Page.Y(top), width - laid[i].Shift);
            top += LeadingMm;
        }

        return (page, top);
    }

    /// <summary>Authority and date at the right, the date four characters in (GB/T 9704, 7.3.5), and the QR at the left.</summary>
    private static double Closing(DocumentBuilder document, ContentStream page, DecisionDocument content, DocumentWords words, double top)
    {
        var signatureTop = top + 17;
        var centre = Page.Points(SealX(document, content));
        TextBlocks.Centred(page, document.Fonts, content.Authority, FontStyle.Regular, SignatureSize(document, content), centre, Page.Y(signatureTop));
        TextBlocks.Centred(page, document.Fonts, words.Date(content.DatedOn), FontStyle.Regular, Size, centre, Page.Y(signatureTop + LeadingMm));
        if (content.VerificationUrl is { } url)
        {
            var side = Page.Points(28);
            QrDrawing.Draw(page, url.AbsoluteUri, Page.Points(LeftMm), Page.Y(top + 30), side);
            page.Fill(Ink);
            TextBlocks.Centred(page, document.Fonts, words.Scan, FontStyle.Regular, 8, Page.Points(LeftMm) + (side / 2), Page.Y(top + 33.5));
        }

        return signatureTop + (LeadingMm / 2) - 2;
    }

    private static double SignatureSize(DocumentBuilder document, DecisionDocument content) =>
        Math.Min(Size, Size * Page.Points(100) / document.Fonts.Width(content.Authority, FontStyle.Regular, Size));

    /// <summary>Centre of authority, date and seal: the wider of text and seal ends two characters before the margin.</summary>
    private static double SealX(DocumentBuilder document, DecisionDocument content)
    {
        var text = Page.Millimetres(document.Fonts.Width(content.Authority, FontStyle.Regular, SignatureSize(document, content)));
        return LeftMm + WidthMm - Page.Millimetres(2 * Size) - (Math.Max(text, SealDrawing.DiameterMm) / 2);
    }

    private static void Folios(DocumentBuilder document)
    {
        for (var i = 0; i < document.PageCount; i++)
        {
            TextBlocks.Centred(document.PageAt(i).Fill(Ink), document.Fonts, $"— {i + 1} —", FontStyle.Regular, 12, Page.Width / 2, Page.Y(276));
        }
    }
}

using NoVisit.Certificates.Layout;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates;

/// <summary>
/// Prints a certificate as PDF/A-2u on A4 with an empty signature field (RS-01). Equal content and time give equal bytes, so an
/// activity that runs twice makes the same file. Safe for concurrent use.
/// </summary>
/// <param name="library">The fonts, usually <see cref="FontLibrary.Installed"/>.</param>
public sealed class CertificateRenderer(FontLibrary library)
{
    private const double Left = 34;
    private const double Right = 176;
    private const double FirstPageBottom = 206;
    private const double FullPageBottom = 262;
    private const double ContinuationTop = 52;
    private static readonly Colour Ink = new(0x1C, 0x1C, 0x1C);
    private static readonly Colour Muted = new(0x6B, 0x5A, 0x3E);

    /// <summary>Prints the certificate. Long content is set smaller and then continued on further pages; the seal is on the last.</summary>
    /// <param name="content">What stands on it.</param>
    /// <param name="at">Time of creation as recorded in the file; seconds count.</param>
    /// <returns>The unsigned file.</returns>
    /// <exception cref="MissingGlyphException">A character cannot be printed.</exception>
    /// <exception cref="ArgumentException">A text is longer than its bound.</exception>
    public byte[] Render(CertificateContent content, DateTimeOffset at)
    {
        ContentBounds.Check(content);
        var document = new DocumentBuilder(library);
        CertificateOrnaments.Define(document);
        var words = DocumentWords.In(content.Language);
        var page = NewPage(document);
        var top = Heading(document, page, content, words);
        var rows = Rows(content, words);
        var (laid, size) = Fit(document.Fonts, rows, FirstPageBottom - top, content.Language);
        (page, top) = Body(document, page, laid, size, top, content, words);
        if (top > FirstPageBottom)
        {
            (page, _) = Continue(document, content, words);
        }

        Foot(document, page, content, words);
        Folios(document, words);
        var title = content.Language == DocumentLanguage.English ? content.TitleEn : content.TitleZh;
        var properties = new DocumentProperties($"{title} {content.Number}", content.IssuerName, content.Identifier.ToString(), content.TypeCode, words.Tag, at);
        return document.Build(properties, content.SealText, content.SealCaption, 158, 235);
    }

    private static ContentStream NewPage(DocumentBuilder document)
    {
        var page = document.AddPage();
        CertificateOrnaments.Draw(page);
        return page.Fill(Ink);
    }

    /// <summary>Title in both languages and the number; returns where the rows begin, in millimetres from above.</summary>
    private static double Heading(DocumentBuilder document, ContentStream page, CertificateContent content, DocumentWords words)
    {
        var fonts = document.Fonts;
        var centre = Page.Width / 2;
        var roomy = TextBlocks.Count(content.TitleZh) <= 9;
        var size = roomy ? 34.0 : 24.0;
        var top = 50.0;
        page.Fill(CertificateOrnaments.Red);
        foreach (var line in TextBlocks.Balanced(fonts, content.TitleZh, FontStyle.Bold, size, Page.Points(148)))
        {
            TextBlocks.Centred(page, fonts, line.Text, FontStyle.Bold, size, centre, Page.Y(top), roomy ? size * 0.22 : 0);
            top += Page.Millimetres(size * 1.35);
        }

        top -= Page.Millimetres(size * 1.35) - 9.5;
        page.Fill(Muted);
        foreach (var line in TextBlocks.Balanced(fonts, content.TitleEn, FontStyle.Regular, 12.5, Page.Points(148)))
        {
            TextBlocks.Centred(page, fonts, line.Text, FontStyle.Regular, 12.5, centre, Page.Y(top), 0.3);
            top += 6;
        }

        Divider(page, top);
        page.Fill(Ink);
        TextBlocks.Centred(page, fonts, $"{words.Number}  {content.Number}", FontStyle.Regular, 11.5, centre, Page.Y(top + 9));
        return top + 23;
    }

    private static void Divider(ContentStream page, double top)
    {
        var (middle, y) = (Page.Width / 2, Page.Y(top));
        page.Artifact(c => c.Stroke(CertificateOrnaments.Gold, 0.6)
            .MoveTo(middle - Page.Points(46), y).LineTo(middle - Page.Points(3), y)
            .MoveTo(middle + Page.Points(3), y).LineTo(middle + Page.Points(46), y).StrokePath()
            .Fill(CertificateOrnaments.Gold)
            .MoveTo(middle - 4, y).LineTo(middle, y + 4).LineTo(middle + 4, y).LineTo(middle, y - 4).Close().FillPath());
    }

    private static List<CertificateLine> Rows(CertificateContent content, DocumentWords words)
    {
        var validity = content.ValidTo is { } end
            ? $"{words.Date(content.ValidFrom)} {words.To} {words.Date(end)}"
            : words.LongTerm;
        return
        [
            new(words.Holder, content.HolderName), new(content.HolderIdKind, content.HolderId),
            .. content.Lines, new(words.Validity, validity),
        ];
    }

    /// <summary>Sets the rows at the largest size at which they fit above the seal, or at a readable one if they need more pages.</summary>
    private static (List<LaidRow> Rows, double Size) Fit(DocumentFonts fonts, List<CertificateLine> rows, double height, DocumentLanguage language)
    {
        foreach (var size in (double[])[14, 13, 12, 11, 10])
        {
            var laid = Lay(fonts, rows, size, language);
            if (laid.Sum(r => r.Height) <= height)
            {
                return (laid, size);
            }
        }

        return (Lay(fonts, rows, 11, language), 11);
    }

    private static List<LaidRow> Lay(DocumentFonts fonts, List<CertificateLine> rows, double size, DocumentLanguage language)
    {
        var widest = rows.Max(r => fonts.Width(r.Label, FontStyle.Bold, size));
        var label = Math.Min(widest, Page.Points(50));
        var value = Page.Points(Right - Left) - label - Page.Points(7);
        return [.. rows.Select(r => new LaidRow(
            LineBreaker.Break(r.Label, label + 0.01, t => fonts.Width(t, FontStyle.Bold, size)),
            LineBreaker.Break(r.Value, value, t => fonts.Width(t, FontStyle.Regular, size)),
            label, size, SpreadLabels: language == DocumentLanguage.Chinese))];
    }

    private static (ContentStream Page, double Top) Body(
        DocumentBuilder document, ContentStream page, List<LaidRow> rows, double size, double top, CertificateContent content, DocumentWords words)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < row.LineCount; i++)
            {
                if (top > FullPageBottom)
                {
                    (page, top) = Continue(document, content, words);
                }

                Line(document.Fonts, page, row, i, top);
                top += row.LineHeight;
            }

            page.Artifact(c => c.Stroke(CertificateOrnaments.PaleGold, 0.5)
                .MoveTo(Page.Points(Left), Page.Y(top - Page.Millimetres(size * 0.95))).LineTo(Page.Points(Right), Page.Y(top - Page.Millimetres(size * 0.95))).StrokePath());
            top += row.Gap;
        }

        return (page, top);
    }

    private static void Line(DocumentFonts fonts, ContentStream page, LaidRow row, int index, double top)
    {
        if (index < row.Label.Count)
        {
            page.Fill(Muted);
            var width = row.SpreadLabels && row.Label.Count == 1 ? row.LabelWidth : 0;
            TextBlocks.Spread(page, fonts, row.Label[index].Text, FontStyle.Bold, row.Size, Page.Points(Left), Page.Y(top), width);
        }

        if (index < row.Value.Count)
        {
            page.Fill(Ink).Text(row.Value[index].Text, FontStyle.Regular, row.Size, Page.Points(Left + 7) + row.LabelWidth, Page.Y(top));
        }
    }

    private static (ContentStream Page, double Top) Continue(DocumentBuilder document, CertificateContent content, DocumentWords words)
    {
        var page = NewPage(document);
        var title = content.Language == DocumentLanguage.English ? content.TitleEn : content.TitleZh;
        page.Fill(Muted);
        var text = $"{title}  {words.Number} {content.Number}";
        var size = Fitting(document.Fonts, text, 10.5, 150);
        TextBlocks.Centred(page, document.Fonts, text, FontStyle.Regular, size, Page.Width / 2, Page.Y(34));
        Divider(page, 39);
        return (page, ContinuationTop);
    }

    /// <summary>QR and code at the left; authority and date under the seal at the right; identifier and legal force below.</summary>
    private static void Foot(DocumentBuilder document, ContentStream page, CertificateContent content, DocumentWords words)
    {
        var fonts = document.Fonts;
        var side = Page.Points(33);
        QrDrawing.Draw(page, content.VerificationUrl.AbsoluteUri, Page.Points(Left - 2.5), Page.Y(246), side);
        var middle = Page.Points(Left - 2.5) + (side / 2);
        page.Fill(Muted);
        TextBlocks.Centred(page, fonts, words.Scan, FontStyle.Regular, 8.5, middle, Page.Y(249.5));
        page.Fill(Ink);
        TextBlocks.Centred(page, fonts, $"{words.Code} {content.VerificationCode}", FontStyle.Bold, 9.5, middle, Page.Y(254.5));
        foreach (var (label, value, top) in ((string, string, double)[])[(words.Issuer, content.IssuerName, 230), (words.IssuedOn, words.Date(content.IssuedOn), 241)])
        {
            var size = Fitting(fonts, value, 12.5, 62);
            page.Fill(Muted).Text(label, FontStyle.Bold, 11, Page.Points(89), Page.Y(top));
            page.Fill(Ink).Text(value, FontStyle.Regular, size, Page.Points(116), Page.Y(top));
        }

        page.Fill(Muted);
        foreach (var (text, top) in ((string, double)[])[($"{words.Identifier} {content.Identifier}", 263), (words.Force, 268)])
        {
            TextBlocks.Centred(page, fonts, text, FontStyle.Regular, Fitting(fonts, text, 7.8, 158), Page.Width / 2, Page.Y(top));
        }
    }

    private static void Folios(DocumentBuilder document, DocumentWords words)
    {
        for (var i = 0; document.PageCount > 1 && i < document.PageCount; i++)
        {
            var page = document.PageAt(i).Fill(Muted);
            TextBlocks.Centred(page, document.Fonts, words.PageOf(i + 1, document.PageCount), FontStyle.Regular, 8, Page.Width / 2, Page.Y(274));
        }
    }

    /// <summary>The size at which a line fits into so many millimetres, at most the given one.</summary>
    private static double Fitting(DocumentFonts fonts, string text, double size, double millimetres) =>
        Math.Min(size, size * Page.Points(millimetres) / fonts.Width(text, FontStyle.Regular, size));

    /// <summary>A row broken into lines. Heights are millimetres, sizes and widths points.</summary>
    private sealed record LaidRow(
        IReadOnlyList<TextLine> Label, IReadOnlyList<TextLine> Value, double LabelWidth, double Size, bool SpreadLabels)
    {
        public int LineCount => Math.Max(Label.Count, Value.Count);

        public double LineHeight => Page.Millimetres(Size * 1.5);

        public double Gap => Page.Millimetres(Size * 0.75);

        public double Height => (LineCount * LineHeight) + Gap;
    }
}

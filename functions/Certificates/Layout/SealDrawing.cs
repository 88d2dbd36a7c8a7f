using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Layout;

/// <summary>
/// The visible e-seal (电子印章): a red ring, a five-pointed star, the authority's name along the ring and a caption below.
/// It is decoration; the signature is the proof (RS-02). Departments' seals measure 42 mm across.
/// </summary>
internal static class SealDrawing
{
    public const double DiameterMm = 42;
    public const int MaxText = 30;
    public const int MaxCaption = 12;
    private static readonly Colour Red = new(0xD0, 0x12, 0x1B);

    /// <summary>Draws the seal into a square whose lower left corner is the origin.</summary>
    public static void Draw(ContentStream content, DocumentFonts fonts, string text, string? caption)
    {
        var diameter = Page.Points(DiameterMm);
        var centre = diameter / 2;
        var ring = Page.Points(1.2);
        content.Fill(Red).Stroke(Red, ring).Circle(centre, centre, centre - ring).StrokePath();
        Star(content, centre, centre + Page.Points(caption is null ? 0 : 0.8), Page.Points(6.6));
        content.ReadAs(text, c => Arc(c, fonts, text, centre, string.IsNullOrEmpty(caption) ? 280 : 224));
        if (!string.IsNullOrEmpty(caption))
        {
            var size = Math.Min(Page.Points(3.9), Page.Points(27) / caption.EnumerateRunes().Count());
            var width = fonts.Width(caption, FontStyle.Bold, size);
            content.Text(caption, FontStyle.Bold, size, centre - (width / 2), centre - Page.Points(11.6));
        }
    }

    private static void Star(ContentStream content, double x, double y, double radius)
    {
        // The inner corners of a regular pentagram lie at this part of the radius.
        const double inner = 0.381966;
        for (var i = 0; i < 10; i++)
        {
            var (sin, cos) = Math.SinCos((Math.PI / 2) + (i * Math.PI / 5));
            var length = i % 2 == 0 ? radius : inner * radius;
            _ = i == 0 ? content.MoveTo(x + (length * cos), y + (length * sin)) : content.LineTo(x + (length * cos), y + (length * sin));
        }

        content.Close().FillPath();
    }

    /// <summary>Characters stand upright on a circle, from left over the top to right, at even angles.</summary>
    private static void Arc(ContentStream content, DocumentFonts fonts, string text, double centre, double span)
    {
        var runes = text.EnumerateRunes().Select(r => r.ToString()).ToList();
        var outer = Page.Points(DiameterMm / 2) - Page.Points(2.6);

        // Few characters stay together at the top; many spread over the span that the caption leaves and become narrower.
        var step = Math.Min(24, span / Math.Max(1, runes.Count - 1));
        var size = Page.Points(runes.Count > 16 ? 4.2 : 5.2);
        var baseline = outer - (0.88 * size);
        var space = 2 * (baseline + (0.3 * size)) * Math.Sin(step * Math.PI / 360);
        var stretch = Math.Min(1, 0.97 * space / size);
        for (var i = 0; i < runes.Count; i++)
        {
            var degrees = ((runes.Count - 1) / 2.0 * step) - (i * step);
            var width = fonts.Width(runes[i], FontStyle.Bold, size) * stretch;
            content.Rotated(degrees, centre, centre, c => c.Text(runes[i], FontStyle.Bold, size, -width / 2, baseline, stretch: stretch));
        }
    }
}

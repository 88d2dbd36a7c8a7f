using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Layout;

/// <summary>Frame and background of a certificate: a woven golden band between rules, rosettes in the corners and a pale one in the middle.</summary>
internal static class CertificateOrnaments
{
    public static readonly Colour Red = new(0x9E, 0x1B, 0x1B);
    public static readonly Colour Gold = new(0xB0, 0x86, 0x3C);
    public static readonly Colour PaleGold = new(0xE6, 0xD9, 0xBE);
    private static readonly Colour Background = new(0xF4, 0xED, 0xDE);

    // The band runs in the middle between the outer rule at 11 mm and the inner one at 19 mm from the edge of the sheet.
    private const double BandMm = 15;
    private const double CornerMm = 4;
    private const int PeriodsAcross = 20;
    private const int PeriodsDown = 29;

    public static void Define(DocumentBuilder document)
    {
        var amplitude = Page.Points(2.3);
        foreach (var (name, period) in ((string, double)[])[("WaveAcross", Period(Page.WidthMm, PeriodsAcross)), ("WaveDown", Period(Page.HeightMm, PeriodsDown))])
        {
            document.AddForm(name, [-1, -amplitude - 1, period + 1, amplitude + 1], c => Weave(c, period, amplitude));
        }

        var petal = Page.Points(27);
        document.AddForm("Petal", [-1, -petal - 1, (2 * petal) + 1, petal + 1], c => c.Stroke(Background, 0.5).Circle(petal, 0, petal).StrokePath());
        var leaf = Page.Points(1.65);
        document.AddForm("Leaf", [-1, -leaf - 1, (2 * leaf) + 1, leaf + 1], c => c.Stroke(Gold, 0.45).Circle(leaf, 0, leaf).StrokePath());
    }

    /// <summary>Draws what lies under the text of every page.</summary>
    public static void Draw(ContentStream content) => content.Artifact(c =>
    {
        Rosette(c, "Petal", Page.Width / 2, Page.Y(158), 40);
        Rule(c, 11, 1.6, Gold);
        Rule(c, 12, 0.4, Gold);
        Rule(c, 18, 0.4, Gold);
        Rule(c, 19, 0.9, Red);
        Band(c, "WaveAcross", PeriodsAcross, Page.WidthMm, 0, Page.Points(BandMm + CornerMm), Page.Y(BandMm));
        Band(c, "WaveAcross", PeriodsAcross, Page.WidthMm, 0, Page.Points(BandMm + CornerMm), Page.Points(BandMm));
        Band(c, "WaveDown", PeriodsDown, Page.HeightMm, 90, Page.Points(BandMm), Page.Points(BandMm + CornerMm));
        Band(c, "WaveDown", PeriodsDown, Page.HeightMm, 90, Page.Points(Page.WidthMm - BandMm), Page.Points(BandMm + CornerMm));
        foreach (var x in (double[])[BandMm, Page.WidthMm - BandMm])
        {
            foreach (var top in (double[])[BandMm, Page.HeightMm - BandMm])
            {
                Rosette(c, "Leaf", Page.Points(x), Page.Y(top), 12);
            }
        }
    });

    private static double Period(double sheet, int count) => Page.Points(sheet - (2 * (BandMm + CornerMm))) / count;

    /// <summary>Two waves in opposite phase, and two flatter ones, over one period.</summary>
    private static void Weave(ContentStream content, double period, double amplitude)
    {
        var half = period / 2;
        content.Stroke(Gold, 0.45);
        foreach (var height in (double[])[1, -1, 0.55, -0.55])
        {
            // A cubic with both controls at 4/3 of the height just reaches the height.
            var control = amplitude * height * 4 / 3;
            content.MoveTo(0, 0).CurveTo(half * 0.36, control, half * 0.64, control, half, 0)
                .CurveTo(half * 1.36, -control, half * 1.64, -control, period, 0);
        }

        content.StrokePath();
    }

    private static void Band(ContentStream content, string form, int count, double sheet, double degrees, double x, double y) =>
        content.Rotated(degrees, x, y, c =>
        {
            for (var i = 0; i < count; i++)
            {
                c.At(i * Period(sheet, count), 0, tile => tile.Form(form));
            }
        });

    private static void Rosette(ContentStream content, string form, double x, double y, int petals)
    {
        for (var i = 0; i < petals; i++)
        {
            content.Rotated(i * 360.0 / petals, x, y, c => c.Form(form));
        }
    }

    private static void Rule(ContentStream content, double inset, double width, Colour colour)
    {
        var edge = Page.Points(inset);
        content.Stroke(colour, width).Rectangle(edge, edge, Page.Width - (2 * edge), Page.Height - (2 * edge)).StrokePath();
    }
}

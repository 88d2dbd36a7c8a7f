using System.Globalization;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>A DeviceRGB colour, components 0 to 255. The output intent says which RGB it is.</summary>
internal sealed record Colour(byte Red, byte Green, byte Blue)
{
    public string Operands => string.Join(' ', PdfNumber.Format(Red / 255.0), PdfNumber.Format(Green / 255.0), PdfNumber.Format(Blue / 255.0));
}

/// <summary>Graphics operators of a page or form (ISO 32000-1, 8 and 9). Units are points, the origin is the lower left corner.</summary>
internal sealed class ContentStream(DocumentFonts fonts)
{
    private readonly StringBuilder operators = new();

    public byte[] ToArray() => Encoding.ASCII.GetBytes(operators.ToString());

    /// <summary>Draws within a saved graphics state, moved by (x, y).</summary>
    public ContentStream At(double x, double y, Action<ContentStream> draw) => Transformed(1, 0, 0, 1, x, y, draw);

    public ContentStream Rotated(double degrees, double x, double y, Action<ContentStream> draw)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return Transformed(cos, sin, -sin, cos, x, y, draw);
    }

    public ContentStream Fill(Colour colour) => Line($"{colour.Operands} rg");

    public ContentStream Stroke(Colour colour, double width) => Line($"{colour.Operands} RG {PdfNumber.Format(width)} w");

    public ContentStream MoveTo(double x, double y) => Op("m", x, y);

    public ContentStream LineTo(double x, double y) => Op("l", x, y);

    public ContentStream CurveTo(double x1, double y1, double x2, double y2, double x, double y) => Op("c", x1, y1, x2, y2, x, y);

    public ContentStream Rectangle(double x, double y, double width, double height) => Op("re", x, y, width, height);

    public ContentStream Circle(double x, double y, double radius)
    {
        // Four cubic curves; 0.5523 keeps them within 0.03 % of the circle.
        var k = 0.5522847498 * radius;
        return MoveTo(x + radius, y)
            .CurveTo(x + radius, y + k, x + k, y + radius, x, y + radius)
            .CurveTo(x - k, y + radius, x - radius, y + k, x - radius, y)
            .CurveTo(x - radius, y - k, x - k, y - radius, x, y - radius)
            .CurveTo(x + k, y - radius, x + radius, y - k, x + radius, y)
            .Close();
    }

    public ContentStream Close() => Line("h");

    public ContentStream FillPath() => Line("f");

    public ContentStream StrokePath() => Line("S");

    public ContentStream Form(string name) => Line($"/{name} Do");

    /// <summary>
    /// Shows one line of text with its baseline starting at (x, y). <c>spacing</c> is put after each character, in points;
    /// <c>stretch</c> is the width of the glyphs, 1 is natural.
    /// </summary>
    public ContentStream Text(string text, FontStyle style, double size, double x, double y, double spacing = 0, double stretch = 1)
    {
        // Wide gaps look like blanks to software that extracts text.
        return spacing > 0.05 * size && text.Length > 1
            ? ReadAs(text, c => c.Show(text, style, size, x, y, spacing, stretch))
            : Show(text, style, size, x, y, spacing, stretch);
    }

    /// <summary>Says beside the glyphs what text they are, for whoever copies, searches or has it read aloud (ISO 32000-1, 14.9.4).</summary>
    public ContentStream ReadAs(string text, Action<ContentStream> draw)
    {
        Line($"/Span <</ActualText <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>>> BDC");
        draw(this);
        return Line("EMC");
    }

    public ContentStream Artifact(Action<ContentStream> draw)
    {
        Line("/Artifact BMC");
        draw(this);
        return Line("EMC");
    }

    private ContentStream Show(string text, FontStyle style, double size, double x, double y, double spacing, double stretch)
    {
        Line($"BT {PdfNumber.Format(x)} {PdfNumber.Format(y)} Td {PdfNumber.Format(spacing)} Tc {PdfNumber.Format(100 * stretch)} Tz");
        foreach (var (resource, cids) in fonts.Runs(text, style))
        {
            Line($"/{resource} {PdfNumber.Format(size)} Tf <{string.Concat(cids.Select(c => c.ToString("X4", CultureInfo.InvariantCulture)))}> Tj");
        }

        return Line("ET");
    }

    private ContentStream Transformed(double a, double b, double c, double d, double e, double f, Action<ContentStream> draw)
    {
        // Rotation needs more digits than positions do: an error here grows with the distance.
        Line($"q {Fine(a)} {Fine(b)} {Fine(c)} {Fine(d)} {PdfNumber.Format(e)} {PdfNumber.Format(f)} cm");
        draw(this);
        return Line("Q");
    }

    private static string Fine(double value) => Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private ContentStream Op(string name, params ReadOnlySpan<double> operands)
    {
        foreach (var operand in operands)
        {
            operators.Append(PdfNumber.Format(operand)).Append(' ');
        }

        operators.Append(name).Append('\n');
        return this;
    }

    private ContentStream Line(string text)
    {
        operators.Append(text).Append('\n');
        return this;
    }
}

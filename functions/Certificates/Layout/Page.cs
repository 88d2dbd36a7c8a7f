namespace NoVisit.Certificates.Layout;

/// <summary>A4 upright. Layouts are thought in millimetres from the upper left corner, as forms are measured; PDF wants points from the lower left.</summary>
internal static class Page
{
    public const double WidthMm = 210;
    public const double HeightMm = 297;

    public static double Width => Points(WidthMm);

    public static double Height => Points(HeightMm);

    public static double Points(double millimetres) => millimetres * 72 / 25.4;

    public static double Millimetres(double points) => points * 25.4 / 72;

    /// <summary>Distance from the lower edge in points of what is <paramref name="top"/> millimetres below the upper edge.</summary>
    public static double Y(double top) => Points(HeightMm - top);
}

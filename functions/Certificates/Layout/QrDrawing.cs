using NoVisit.Certificates.Pdf;
using QRCoder;

namespace NoVisit.Certificates.Layout;

/// <summary>A QR code as one filled path: sharp at every size, and readable by every scanner.</summary>
internal static class QrDrawing
{
    private static readonly Colour White = new(255, 255, 255);
    private static readonly Colour Black = new(0, 0, 0);

    /// <summary>Draws the code with its quiet zone into a square whose lower left corner is (x, y), all in points.</summary>
    public static void Draw(ContentStream content, string text, double x, double y, double size)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var module = size / modules.Count;
        content.Fill(White).Rectangle(x, y, size, size).FillPath().Fill(Black);
        for (var row = 0; row < modules.Count; row++)
        {
            var column = 0;
            while (column < modules.Count)
            {
                var start = column;
                while (column < modules.Count && modules[row][column])
                {
                    column++;
                }

                if (column > start)
                {
                    content.Rectangle(x + (start * module), y + size - ((row + 1) * module), (column - start) * module, module);
                }

                column++;
            }
        }

        content.FillPath();
    }
}

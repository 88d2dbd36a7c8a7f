using System.IO.Compression;
using System.Security.Cryptography;

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// Collects numbered objects and writes them as one PDF 1.7 file with a plain cross-reference table. Numbers are given in
/// order of creation and the file identifier is a digest of the content, so equal documents are equal byte for byte.
/// </summary>
internal sealed class PdfFile
{
    private readonly List<PdfValue?> objects = [];

    /// <summary>Takes a number for an object that others must refer to before it exists.</summary>
    public PdfReference Reserve()
    {
        objects.Add(null);
        return new PdfReference(objects.Count);
    }

    public PdfReference Add(PdfValue value)
    {
        var reference = Reserve();
        Set(reference, value);
        return reference;
    }

    public void Set(PdfReference reference, PdfValue value) => objects[reference.Number - 1] = value;

    /// <summary>A stream compressed by Flate, the only filter we use (LZW is forbidden by ISO 19005-2, 6.1.7.2).</summary>
    public PdfReference AddCompressed(PdfDictionary dictionary, ReadOnlySpan<byte> data)
    {
        using var target = new MemoryStream();
        using (var deflate = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data);
        }

        return Add(new PdfStream(dictionary.With("Filter", "FlateDecode"), target.ToArray()));
    }

    public byte[] Save(PdfReference root, PdfReference info)
    {
        var output = new PdfOutput();

        // Four bytes above 127 tell transfer programs that the file is binary (ISO 19005-2, 6.1.2).
        output.Ascii("%PDF-1.7\n%").Bytes([0xE2, 0xE3, 0xCF, 0xD3]).Ascii("\n");
        var offsets = new int[objects.Count];
        for (var i = 0; i < objects.Count; i++)
        {
            offsets[i] = output.Position;
            output.Ascii($"{i + 1} 0 obj\n");
            (objects[i] ?? throw new InvalidOperationException($"Object {i + 1} was reserved and never set.")).Write(output);
            output.Ascii("\nendobj\n");
        }

        var id = new PdfString(SHA256.HashData(output.Written)[..16]);
        var table = output.Position;
        output.Ascii($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            output.Ascii($"{offset:D10} 00000 n \n");
        }

        output.Ascii("trailer\n");
        new PdfDictionary().With("Size", objects.Count + 1).With("Root", root).With("Info", info).With("ID", new PdfArray(id, id)).Write(output);
        return output.Ascii($"\nstartxref\n{table}\n%%EOF\n").ToArray();
    }
}

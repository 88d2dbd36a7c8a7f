using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace NoVisit.Certificates.Pdf;

/// <summary>What a file says about itself, in its information dictionary and, equally, in its XMP packet (ISO 19005-2, 6.6.2).</summary>
internal sealed record DocumentProperties(string Title, string Author, string Identifier, string Type, string Language, DateTimeOffset At)
{
    public const string Producer = "NoVisit";

    public PdfDictionary Information() => new PdfDictionary()
        .With("Title", PdfString.Text(Title)).With("Author", PdfString.Text(Author))
        .With("Creator", PdfString.Text(Producer)).With("Producer", PdfString.Text(Producer))
        .With("CreationDate", PdfString.Date(At)).With("ModDate", PdfString.Date(At));
}

/// <summary>Writes and reads the XMP packet: PDF/A-2u identification and the electronic certificate's identifier as <c>dc:identifier</c>.</summary>
internal static class XmpMetadata
{
    private const int MaxPacket = 64 * 1024;
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace Pdf = "http://ns.adobe.com/pdf/1.3/";
    private static readonly XNamespace PdfA = "http://www.aiim.org/pdfa/ns/id/";
    private static readonly XNamespace Meta = "adobe:ns:meta/";

    public static byte[] Write(DocumentProperties properties)
    {
        var packet = new XElement(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta),
            new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf),
                Description("pdfaid", PdfA, new XElement(PdfA + "part", 2), new XElement(PdfA + "conformance", "U")),
                Description("dc", Dc,
                    new XElement(Dc + "format", "application/pdf"),
                    new XElement(Dc + "identifier", properties.Identifier),
                    new XElement(Dc + "type", new XElement(Rdf + "Bag", new XElement(Rdf + "li", properties.Type))),
                    new XElement(Dc + "language", new XElement(Rdf + "Bag", new XElement(Rdf + "li", properties.Language))),
                    new XElement(Dc + "title", new XElement(Rdf + "Alt", new XElement(Rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), properties.Title))),
                    new XElement(Dc + "creator", new XElement(Rdf + "Seq", new XElement(Rdf + "li", properties.Author)))),
                Description("xmp", Xmp,
                    new XElement(Xmp + "CreatorTool", DocumentProperties.Producer),
                    new XElement(Xmp + "CreateDate", PdfDate.FormatXmp(properties.At)),
                    new XElement(Xmp + "ModifyDate", PdfDate.FormatXmp(properties.At))),
                Description("pdf", Pdf, new XElement(Pdf + "Producer", DocumentProperties.Producer))));
        return Encoding.UTF8.GetBytes($"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            {packet.ToString(SaveOptions.DisableFormatting)}
            <?xpacket end="r"?>
            """);
    }

    /// <summary>The identifier in the packet of a file from anywhere; null when there is none or it cannot be read.</summary>
    public static string? FindIdentifier(ReadOnlySpan<byte> file)
    {
        var start = file.LastIndexOf("<x:xmpmeta"u8);
        if (start < 0)
        {
            return null;
        }

        var packet = file[start..];
        var end = packet.IndexOf("</x:xmpmeta>"u8);
        if (end is < 0 or > MaxPacket)
        {
            return null;
        }

        try
        {
            // No document type, hence no entities; the depth is bounded because the size is.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPacket };
            using var reader = XmlReader.Create(new MemoryStream(packet[..(end + "</x:xmpmeta>".Length)].ToArray()), settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "identifier" && reader.NamespaceURI == Dc.NamespaceName)
                {
                    return reader.ReadElementContentAsString();
                }
            }
        }
        catch (XmlException)
        {
            // A packet that is not XML says nothing; the file's status does not depend on it.
        }

        return null;
    }

    private static XElement Description(string prefix, XNamespace name, params XElement[] properties) =>
        new(Rdf + "Description", new XAttribute(Rdf + "about", ""), new XAttribute(XNamespace.Xmlns + prefix, name), properties);
}

using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates.Layout;

/// <summary>
/// Puts pages, fonts, metadata, output intent and the signature field together into a PDF/A-2u file (ISO 19005-2). There is
/// one signature field, named <see cref="FieldName"/>, whose appearance is the seal on the last page.
/// </summary>
internal sealed class DocumentBuilder
{
    public const string FieldName = "Seal";

    // Print (4) is what PDF/A demands of an annotation (6.3.2); Locked (128) keeps editors from moving the seal.
    private const int PrintedAndLocked = 132;
    private readonly PdfFile file = new();
    private readonly List<ContentStream> pages = [];
    private readonly PdfDictionary forms = new();

    public DocumentBuilder(FontLibrary library) => Fonts = new DocumentFonts(library, file);

    public DocumentFonts Fonts { get; }

    public int PageCount => pages.Count;

    public ContentStream AddPage()
    {
        pages.Add(new ContentStream(Fonts));
        return pages[^1];
    }

    public ContentStream PageAt(int index) => pages[index];

    /// <summary>A drawing that pages repeat by name.</summary>
    public void AddForm(string name, double[] box, Action<ContentStream> draw) => forms[name] = Form(box, draw, new PdfDictionary());

    /// <summary>Builds the file. The seal's centre is given in millimetres from the upper left corner of the last page.</summary>
    public byte[] Build(DocumentProperties properties, string sealText, string? sealCaption, double sealX, double sealY)
    {
        var fontResources = file.Reserve();
        var catalogue = file.Reserve();
        var tree = file.Reserve();
        var field = file.Reserve();
        var kids = new List<PdfReference>();
        for (var i = 0; i < pages.Count; i++)
        {
            var page = new PdfDictionary()
                .With("Type", "Page").With("Parent", tree).With("MediaBox", PdfArray.Of(0, 0, Page.Width, Page.Height))
                .With("Resources", new PdfDictionary().With("Font", fontResources).With("XObject", forms))
                .With("Contents", file.AddCompressed(new PdfDictionary(), pages[i].ToArray()));
            if (i == pages.Count - 1)
            {
                page.With("Annots", new PdfArray(field));
            }

            kids.Add(file.Add(page));
        }

        var diameter = Page.Points(SealDrawing.DiameterMm);
        var (left, bottom) = (Page.Points(sealX) - (diameter / 2), Page.Y(sealY) - (diameter / 2));
        var seal = Form([0, 0, diameter, diameter], c => SealDrawing.Draw(c, Fonts, sealText, sealCaption), new PdfDictionary().With("Font", fontResources));
        file.Set(field, new PdfDictionary()
            .With("Type", "Annot").With("Subtype", "Widget").With("FT", "Sig").With("T", PdfString.Text(FieldName))
            .With("TU", PdfString.Text(sealText)).With("F", PrintedAndLocked).With("P", kids[^1])
            .With("Rect", PdfArray.Of(left, bottom, left + diameter, bottom + diameter))
            .With("AP", new PdfDictionary().With("N", seal)));
        file.Set(tree, new PdfDictionary().With("Type", "Pages").With("Count", kids.Count).With("Kids", new PdfArray(kids)));
        file.Set(catalogue, new PdfDictionary()
            .With("Type", "Catalog").With("Pages", tree).With("Lang", PdfString.Text(properties.Language))
            .With("ViewerPreferences", new PdfDictionary().With("DisplayDocTitle", new PdfBoolean(true)))
            .With("OutputIntents", new PdfArray(OutputIntent()))
            .With("Metadata", file.Add(new PdfStream(new PdfDictionary().With("Type", "Metadata").With("Subtype", "XML"), XmpMetadata.Write(properties))))
            .With("AcroForm", new PdfDictionary().With("Fields", new PdfArray(field)).With("SigFlags", 1)));
        file.Set(fontResources, Fonts.Resources());
        Fonts.Write();
        return file.Save(catalogue, file.Add(properties.Information()));
    }

    private PdfDictionary OutputIntent()
    {
        var profile = file.AddCompressed(new PdfDictionary().With("N", 3), SrgbProfile.Bytes);
        return new PdfDictionary()
            .With("Type", "OutputIntent").With("S", "GTS_PDFA1").With("OutputConditionIdentifier", PdfString.Text("sRGB IEC61966-2.1"))
            .With("Info", PdfString.Text("sRGB IEC61966-2.1")).With("DestOutputProfile", profile);
    }

    private PdfReference Form(double[] box, Action<ContentStream> draw, PdfDictionary resources)
    {
        var content = new ContentStream(Fonts);
        draw(content);
        var dictionary = new PdfDictionary().With("Type", "XObject").With("Subtype", "Form").With("BBox", PdfArray.Of(box)).With("Resources", resources);
        return file.AddCompressed(dictionary, content.ToArray());
    }
}

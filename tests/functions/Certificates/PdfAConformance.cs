using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace NoVisit.Certificates;

/// <summary>
/// What ISO 19005-2 (PDF/A-2, level U) demands of a file, as far as our files could break it. Objects are read by qpdf, not by our own code.
/// </summary>
internal sealed class PdfAConformance
{
    private static readonly string[] Forbidden =
        ["/Encrypt", "/AA", "/OpenAction", "/JavaScript", "/JS", "/EmbeddedFiles", "/XFA", "/NeedAppearances", "/OCProperties", "/ExtGState", "/SMask", "/Group", "/LZWDecode", "/Crypt", "/PS", "/Ref", "/Alternates", "/TR"];

    private readonly byte[] file;
    private readonly string path;
    private readonly JsonElement json;
    private readonly Dictionary<string, JsonElement> objects;

    public PdfAConformance(string path)
    {
        this.path = path;
        file = File.ReadAllBytes(path);
        json = JsonDocument.Parse(Tool.Run("qpdf", "--json=2", "--json-stream-data=none", path)).RootElement;
        objects = json.GetProperty("qpdf")[1].EnumerateObject().ToDictionary(o => o.Name, o => o.Value);
    }

    private IEnumerable<JsonElement> Dictionaries => objects.Values
        .Select(o => o.TryGetProperty("stream", out var stream) ? stream.GetProperty("dict") : o.GetProperty("value"))
        .Where(v => v.ValueKind == JsonValueKind.Object);

    private JsonElement Trailer => objects["trailer"].GetProperty("value");

    private JsonElement Catalogue => Dictionaries.Single(d => Is(d, "/Type", "/Catalog"));

    public void Check()
    {
        CheckFile();
        CheckMetadata();
        CheckColour();
        CheckFonts();
        CheckField();
    }

    private void CheckFile()
    {
        Assert.True(file.AsSpan().StartsWith("%PDF-1.7\n%"u8), "6.1.2: header");
        Assert.True(file.AsSpan(10, 4).IndexOfAnyInRange((byte)0, (byte)127) < 0, "6.1.2: four bytes above 127 after the header");
        Assert.True(file.AsSpan().EndsWith("%%EOF\n"u8), "6.1.3: nothing after the end");
        Assert.Equal(2, Trailer.GetProperty("/ID").GetArrayLength());
        var names = objects.Values.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Intersect(Forbidden));
        Assert.All(objects.Values.SelectMany(Strings), s => Assert.InRange(s.Length, 0, 2 * 32767 + 2));
    }

    private void CheckMetadata()
    {
        var metadata = Dictionaries.Single(d => Is(d, "/Type", "/Metadata"));
        Assert.False(metadata.TryGetProperty("/Filter", out _), "6.6.2.1: metadata must not be filtered");
        var text = Encoding.UTF8.GetString(file);
        var header = text[text.IndexOf("<?xpacket begin", StringComparison.Ordinal)..];
        Assert.DoesNotMatch("^[^>]*(bytes|encoding)=", header);
        var start = text.IndexOf("<x:xmpmeta", StringComparison.Ordinal);
        var xmp = XElement.Parse(text[start..(text.IndexOf("</x:xmpmeta>", StringComparison.Ordinal) + "</x:xmpmeta>".Length)]);
        XNamespace id = "http://www.aiim.org/pdfa/ns/id/", dc = "http://purl.org/dc/elements/1.1/", xap = "http://ns.adobe.com/xap/1.0/";
        Assert.Equal("2", xmp.Descendants(id + "part").Single().Value);
        Assert.Equal("U", xmp.Descendants(id + "conformance").Single().Value);

        // 6.6.3: information dictionary and packet say the same.
        var information = Value(Trailer.GetProperty("/Info"));
        Assert.Equal("u:" + xmp.Descendants(dc + "title").Single().Value, information.GetProperty("/Title").GetString());
        Assert.Equal("u:" + xmp.Descendants(dc + "creator").Single().Value, information.GetProperty("/Author").GetString());
        var created = DateTimeOffset.Parse(xmp.Descendants(xap + "CreateDate").Single().Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"u:D:{created:yyyyMMddHHmmss}+08'00'", information.GetProperty("/CreationDate").GetString());
    }

    private void CheckColour()
    {
        var intent = Catalogue.GetProperty("/OutputIntents")[0];
        Assert.Equal("/GTS_PDFA1", intent.GetProperty("/S").GetString());
        var reference = intent.GetProperty("/DestOutputProfile").GetString()!;
        var profile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Tool.Run("sh", "-c", $"qpdf --show-object={reference.Split(' ')[0]} --filtered-stream-data '{path}' > '{profile}'");
        var bytes = File.ReadAllBytes(profile);
        File.Delete(profile);
        Assert.Equal("mntrRGB XYZ ", Encoding.ASCII.GetString(bytes, 12, 12));
        Assert.Equal("acsp", Encoding.ASCII.GetString(bytes, 36, 4));
        Assert.Equal(bytes.Length, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes));
        Assert.Equal(3, Value(intent.GetProperty("/DestOutputProfile")).GetProperty("/N").GetInt32());
    }

    private void CheckFonts()
    {
        var fonts = Dictionaries.Where(d => Is(d, "/Subtype", "/Type0")).ToList();
        Assert.NotEmpty(fonts);
        foreach (var font in fonts)
        {
            Assert.Equal("/Identity-H", font.GetProperty("/Encoding").GetString());
            Assert.True(font.TryGetProperty("/ToUnicode", out _), "6.2.11.7.2: ToUnicode (level U)");
            var descendant = Value(font.GetProperty("/DescendantFonts")[0]);
            Assert.True(descendant.TryGetProperty("/CIDToGIDMap", out _), "6.2.11.3.2: CIDToGIDMap");
            Assert.True(Value(descendant.GetProperty("/FontDescriptor")).TryGetProperty("/FontFile2", out _), "6.2.11.4.1: embedded");
            Assert.Matches("^/[A-Z]{6}\\+", font.GetProperty("/BaseFont").GetString());
        }
    }

    private void CheckField()
    {
        var widget = Dictionaries.Single(d => Is(d, "/Subtype", "/Widget"));
        var flags = widget.GetProperty("/F").GetInt32();
        Assert.Equal(4, flags & (1 | 2 | 4 | 32 | 256));
        Assert.Equal(["/N"], widget.GetProperty("/AP").EnumerateObject().Select(p => p.Name));
        Assert.False(widget.TryGetProperty("/A", out _), "6.4.1: no action on a widget");
    }

    private static bool Is(JsonElement dictionary, string key, string name) =>
        dictionary.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() == name;

    private JsonElement Value(JsonElement reference)
    {
        var target = objects["obj:" + reference.GetString()];
        return target.TryGetProperty("stream", out var stream) ? stream.GetProperty("dict") : target.GetProperty("value");
    }

    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Names),
        JsonValueKind.String when value.GetString()!.StartsWith('/') => [value.GetString()!],
        _ => [],
    };

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Strings(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}

namespace NoVisit.Filing.Uploads;

/// <summary>A kind of file that is accepted as a material.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="ContentTypes">The first is the one that is kept.</param>
/// <param name="Extensions">Lower case, with the dot.</param>
internal sealed record FileKind(string Name, IReadOnlyList<string> ContentTypes, IReadOnlyList<string> Extensions)
{
    public static readonly FileKind Pdf = new("PDF", ["application/pdf"], [".pdf"]);
    public static readonly FileKind Jpeg = new("JPEG", ["image/jpeg", "image/jpg", "image/pjpeg"], [".jpg", ".jpeg"]);
    public static readonly FileKind Png = new("PNG", ["image/png"], [".png"]);
    public static readonly FileKind Heic = new("HEIC", ["image/heic", "image/heif"], [".heic", ".heif"]);
    public static readonly FileKind WebP = new("WebP", ["image/webp"], [".webp"]);

    /// <summary>The national layout document, GB/T 33190; browsers have no type for it.</summary>
    public static readonly FileKind Ofd = new("OFD", ["application/ofd"], [".ofd"]);

    public static IReadOnlyList<FileKind> Accepted { get; } = [Pdf, Jpeg, Png, Heic, WebP, Ofd];

    /// <summary>For messages.</summary>
    public static string Names { get; } = string.Join(", ", Accepted.Select(k => k.Name));

    public static FileKind? ByExtension(string extension) => Accepted.FirstOrDefault(k => k.Extensions.Contains(extension));

    /// <summary>Whether a declared type goes with this kind; browsers that know none declare nothing or plain bytes.</summary>
    public bool Allows(string contentType)
    {
        var type = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return type is "" or "application/octet-stream" || ContentTypes.Contains(type);
    }
}

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// The whole fonts that certificates are printed in: Noto Serif SC in two weights and, for the few characters it lacks,
/// Noto Sans SC. Each is read from disk once, when first needed (10 to 15 MB), and is safe to share between threads.
/// </summary>
/// <param name="folder">Folder that holds <c>NotoSerifSC-Regular.ttf</c>, <c>NotoSerifSC-Bold.ttf</c> and <c>NotoSansSC-Regular.ttf</c>.</param>
public sealed class FontLibrary(string folder)
{
    private readonly Lazy<TrueTypeFont> regular = new(() => Load(folder, "NotoSerifSC-Regular", serif: true));
    private readonly Lazy<TrueTypeFont> bold = new(() => Load(folder, "NotoSerifSC-Bold", serif: true));
    private readonly Lazy<TrueTypeFont> fallback = new(() => Load(folder, "NotoSansSC-Regular", serif: false));

    /// <summary>The fonts that the build puts beside the program.</summary>
    public static FontLibrary Installed { get; } = new(Path.Combine(AppContext.BaseDirectory, "fonts"));

    internal TrueTypeFont Regular => regular.Value;

    internal TrueTypeFont Bold => bold.Value;

    internal TrueTypeFont Fallback => fallback.Value;

    private static TrueTypeFont Load(string folder, string name, bool serif) =>
        new(name, serif, File.ReadAllBytes(Path.Combine(folder, name + ".ttf")));
}

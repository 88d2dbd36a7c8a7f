using System.Globalization;
using System.Text;

namespace NoVisit.Filing.Uploads;

/// <summary>Makes file names from other people's devices harmless.</summary>
internal static class UploadFileName
{
    /// <summary>
    /// Without folders, control and formatting characters (a right-to-left override can make <c>.exe</c> look like <c>.pdf</c>) and
    /// characters that file systems refuse; in NFC; at most <see cref="UploadLimits.MaxFileNameLength"/> characters with the
    /// extension kept. Empty when nothing is left.
    /// </summary>
    public static string Clean(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            // A lone half of a surrogate pair becomes U+FFFD here.
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value == 0xFFFD
                || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                || "<>:\"|?*".Contains(rune.ToString(), StringComparison.Ordinal))
            {
                continue;
            }

            kept.Append(rune);
        }

        return Shorten(kept.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.'));
    }

    /// <summary>The extension in lower case with its dot, or empty.</summary>
    public static string ExtensionOf(string cleanName) => Path.GetExtension(cleanName).ToLowerInvariant();

    private static string Shorten(string name)
    {
        if (name.Length <= UploadLimits.MaxFileNameLength)
        {
            return name;
        }

        var extension = Path.GetExtension(name);
        if (extension.Length > 10)
        {
            extension = "";
        }

        var length = UploadLimits.MaxFileNameLength - extension.Length;
        if (char.IsHighSurrogate(name[length - 1]))
        {
            length--;
        }

        return name[..length] + extension;
    }
}

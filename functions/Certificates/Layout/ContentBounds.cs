namespace NoVisit.Certificates.Layout;

/// <summary>Bounds of what is printed, so that no input makes an endless document or an unreadable seal.</summary>
internal static class ContentBounds
{
    private const int MaxLabel = 60;
    private const int MaxName = 200;
    private const int MaxText = 4000;
    private const int MaxUrl = 500;

    public static void Check(CertificateContent content)
    {
        Text(content.TypeCode, MaxLabel, nameof(content.TypeCode));
        Text(content.TitleZh, 60, nameof(content.TitleZh));
        Text(content.TitleEn, 120, nameof(content.TitleEn));
        Text(content.Number, MaxLabel, nameof(content.Number));
        Text(content.HolderName, MaxName, nameof(content.HolderName));
        Text(content.HolderIdKind, MaxLabel, nameof(content.HolderIdKind));
        Text(content.HolderId, MaxLabel, nameof(content.HolderId));
        Text(content.IssuerName, MaxLabel, nameof(content.IssuerName));
        Text(content.VerificationCode, 20, nameof(content.VerificationCode));
        Url(content.VerificationUrl);
        Seal(content.SealText, content.SealCaption);
        if (content.Lines.Count > CertificateContent.MaxLines)
        {
            throw new ArgumentException($"A certificate has at most {CertificateContent.MaxLines} lines.", nameof(content));
        }

        foreach (var line in content.Lines)
        {
            Text(line.Label, MaxLabel, line.Label);
            Text(line.Value, MaxText, line.Label, mayBeEmpty: true);
        }

        if (content.ValidTo < content.ValidFrom)
        {
            throw new ArgumentException("A certificate cannot end before it begins.", nameof(content));
        }
    }

    public static void Check(DecisionDocument document)
    {
        Text(document.Title, 100, nameof(document.Title));
        Text(document.Number, MaxLabel, nameof(document.Number));
        Text(document.Addressee, MaxName, nameof(document.Addressee));
        Text(document.Authority, MaxLabel, nameof(document.Authority));
        Url(document.VerificationUrl);
        Seal(document.SealText ?? document.Authority, document.SealCaption);
        if (document.Paragraphs.Count > DecisionDocument.MaxParagraphs)
        {
            throw new ArgumentException($"A document has at most {DecisionDocument.MaxParagraphs} paragraphs.", nameof(document));
        }

        foreach (var paragraph in document.Paragraphs)
        {
            Text(paragraph, MaxText, nameof(document.Paragraphs));
        }
    }

    private static void Seal(string text, string? caption)
    {
        Text(text, SealDrawing.MaxText, "SealText");
        Text(caption ?? "", SealDrawing.MaxCaption, "SealCaption", mayBeEmpty: true);
    }

    private static void Url(Uri? url)
    {
        if (url is { IsAbsoluteUri: false } or { OriginalString.Length: > MaxUrl })
        {
            throw new ArgumentException($"The verification address must be absolute and at most {MaxUrl} characters long.", nameof(url));
        }
    }

    private static void Text(string text, int most, string what, bool mayBeEmpty = false)
    {
        if (text.Length > most || (!mayBeEmpty && string.IsNullOrWhiteSpace(text)))
        {
            throw new ArgumentException($"“{what}” must have {(mayBeEmpty ? 0 : 1)} to {most} characters.", nameof(text));
        }
    }
}

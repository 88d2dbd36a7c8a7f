namespace NoVisit.Certificates;

/// <summary>Language of the fixed words on a document. Names and values are printed as they are given.</summary>
public enum DocumentLanguage
{
    /// <summary>Simplified Chinese; the legally binding form.</summary>
    Chinese,

    /// <summary>English; the Chinese title stays above.</summary>
    English,
}

/// <summary>One labelled line of a certificate, such as 经营项目: 热食类食品制售.</summary>
/// <param name="Label">The label, at most 60 characters.</param>
/// <param name="Value">The value, at most 4,000 characters; line feeds start a new line.</param>
public sealed record CertificateLine(string Label, string Value);

/// <summary>Everything that stands on an electronic certificate (电子证照, RS-01).</summary>
public sealed record CertificateContent
{
    /// <summary>Most labelled lines that a certificate may have.</summary>
    public const int MaxLines = 60;

    /// <summary>Code of the certificate type in the catalogue, such as <c>C-FOOD</c>; stands in the metadata (<c>dc:type</c>) only.</summary>
    public required string TypeCode { get; init; }

    /// <summary>Title in Chinese, such as 食品经营许可证.</summary>
    public required string TitleZh { get; init; }

    /// <summary>Title in English.</summary>
    public required string TitleEn { get; init; }

    /// <summary>Number as printed (证照编号), see <see cref="CertificateNumber"/>.</summary>
    public required string Number { get; init; }

    /// <summary>Identifier by GB/T 36904.</summary>
    public required CertificateIdentifier Identifier { get; init; }

    /// <summary>Address behind the QR code: the public verification page with identifier and code.</summary>
    public required Uri VerificationUrl { get; init; }

    /// <summary>Code beside the QR, see <see cref="NoVisit.Certificates.VerificationCode"/>.</summary>
    public required string VerificationCode { get; init; }

    /// <summary>Name of the holder (持证主体).</summary>
    public required string HolderName { get; init; }

    /// <summary>Kind of the holder's number as printed, such as 统一社会信用代码.</summary>
    public required string HolderIdKind { get; init; }

    /// <summary>The holder's number as printed; mask it beforehand where the type asks for that.</summary>
    public required string HolderId { get; init; }

    /// <summary>The certificate's own lines, in order.</summary>
    public IReadOnlyList<CertificateLine> Lines { get; init; } = [];

    /// <summary>Issuing authority (发证机关).</summary>
    public required string IssuerName { get; init; }

    /// <summary>Day of issue.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>First day of validity.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day of validity; null means long-term (长期).</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Text along the ring of the seal: the full name of the authority. At most 30 characters.</summary>
    public required string SealText { get; init; }

    /// <summary>Text below the star, such as 行政审批专用章. At most 12 characters.</summary>
    public string? SealCaption { get; init; }

    /// <summary>Language of the fixed words.</summary>
    public DocumentLanguage Language { get; init; }
}

/// <summary>A sealed letter of an authority (RS-05): decision to refuse, acceptance notice, correction notice and the like.</summary>
public sealed record DecisionDocument
{
    /// <summary>Most paragraphs that a document may have.</summary>
    public const int MaxParagraphs = 200;

    /// <summary>Title, such as 不予行政许可决定书.</summary>
    public required string Title { get; init; }

    /// <summary>Number as printed, such as 启审不准〔2026〕12号.</summary>
    public required string Number { get; init; }

    /// <summary>Date of the document.</summary>
    public required DateOnly DatedOn { get; init; }

    /// <summary>To whom it is addressed, without a colon.</summary>
    public required string Addressee { get; init; }

    /// <summary>The text, paragraph by paragraph: facts, basis, reason, remedies. Each at most 4,000 characters.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Issuing authority.</summary>
    public required string Authority { get; init; }

    /// <summary>Text along the ring of the seal; the authority's name unless given. At most 30 characters.</summary>
    public string? SealText { get; init; }

    /// <summary>Text below the star, such as 行政审批专用章. At most 12 characters.</summary>
    public string? SealCaption { get; init; }

    /// <summary>Address behind the QR code; no QR without it.</summary>
    public Uri? VerificationUrl { get; init; }

    /// <summary>Language of the fixed words.</summary>
    public DocumentLanguage Language { get; init; }
}

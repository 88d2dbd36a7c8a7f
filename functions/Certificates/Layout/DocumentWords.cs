using System.Globalization;

namespace NoVisit.Certificates.Layout;

/// <summary>The fixed words on certificates and documents, in one language.</summary>
internal sealed record DocumentWords
{
    public required string Tag { get; init; }

    public required string Number { get; init; }

    public required string Holder { get; init; }

    public required string Validity { get; init; }

    public required string LongTerm { get; init; }

    public required string Issuer { get; init; }

    public required string IssuedOn { get; init; }

    public required string Scan { get; init; }

    public required string Code { get; init; }

    public required string Identifier { get; init; }

    /// <summary>State Council Order 716 (2019), article 10: an electronic certificate has the same force as one on paper.</summary>
    public required string Force { get; init; }

    public required string To { get; init; }

    public required Func<DateOnly, string> Date { get; init; }

    public required Func<int, int, string> PageOf { get; init; }

    private static DocumentWords Chinese { get; } = new()
    {
        Tag = "zh-CN",
        Number = "证照编号",
        Holder = "持证主体",
        Validity = "有效期限",
        LongTerm = "长期",
        Issuer = "发证机关",
        IssuedOn = "发证日期",
        Scan = "扫描二维码核验真伪",
        Code = "核验码",
        Identifier = "电子证照标识",
        Force = "依据《国务院关于在线政务服务的若干规定》第十条，本电子证照与纸质证照具有同等法律效力。",
        To = "至",
        Date = d => string.Create(CultureInfo.InvariantCulture, $"{d.Year}年{d.Month}月{d.Day}日"),
        PageOf = (page, pages) => string.Create(CultureInfo.InvariantCulture, $"第{page}页 共{pages}页"),
    };

    private static DocumentWords English { get; } = new()
    {
        Tag = "en",
        Number = "Certificate No.",
        Holder = "Holder",
        Validity = "Validity",
        LongTerm = "Long-term",
        Issuer = "Issued by",
        IssuedOn = "Issued on",
        Scan = "Scan to check that it is genuine",
        Code = "Code",
        Identifier = "Electronic certificate identifier",
        Force = "By article 10 of State Council Order 716 this electronic certificate has the same legal force as one on paper.",
        To = "to",
        Date = d => d.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        PageOf = (page, pages) => string.Create(CultureInfo.InvariantCulture, $"Page {page} of {pages}"),
    };

    public static DocumentWords In(DocumentLanguage language) => language == DocumentLanguage.English ? English : Chinese;
}

using NoVisit.Certificates.Pdf;
using NoVisit.Certificates.Signing;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates;

/// <summary>A certificate and a decision as they are issued, and a demo authority made once for all tests of this assembly.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 2, 10, 1, 30, 0, TimeSpan.Zero);
    private static readonly Lazy<(PfxSigningKey Key, string RootsPem)> Authority = new(() => MakeAuthority("启东市行政审批局"));
    private static readonly Lazy<(PfxSigningKey Key, string RootsPem)> OtherAuthority = new(() => MakeAuthority("Somebody Else"));

    public static PfxSigningKey Key => Authority.Value.Key;

    public static PfxSigningKey OtherKey => OtherAuthority.Value.Key;

    public static string RootsPem => Authority.Value.RootsPem;

    public static TrustedSigners Trusted => TrustedSigners.FromPem(RootsPem);

    public static SigningOptions Options { get; } = new("签发食品经营许可证", "江苏省启东市", "启东市行政审批局", At);

    public static CertificateIdentifier Identifier { get; } =
        CertificateIdentifier.Create("11320681014216234N021", "11320681014216234N", CertificateNumber.Create("320681", "FOOD", 2026, "000123").Compact);

    /// <summary>A signed certificate.</summary>
    public static Task<byte[]> Signed() => Sign(Printed(Certificate()));

    public static byte[] Printed(CertificateContent content) => new CertificateRenderer(FontLibrary.Installed).Render(content, At);

    public static byte[] Printed(DecisionDocument content) => new DocumentRenderer(FontLibrary.Installed).Render(content, At);

    public static Task<byte[]> Sign(byte[] printed, IDocumentSigningKey? key = null, PdfSigner? signer = null) =>
        (signer ?? new PdfSigner()).SignAsync(printed, key ?? Key, Options, TestContext.Current.CancellationToken);

    public static CertificateContent Certificate() => new()
    {
        TypeCode = "C-FOOD",
        TitleZh = "食品经营许可证",
        TitleEn = "Food business licence",
        Number = "320681-FOOD-2026-000123-1",
        Identifier = Identifier,
        VerificationUrl = new Uri($"https://novisit.example.gov.cn/verify?id={Identifier}&code=7K3M-Q9TB"),
        VerificationCode = "7K3M-Q9TB",
        HolderName = "启东市㛃䶮𬭚小吃店（个体工商户）",
        HolderIdKind = "统一社会信用代码",
        HolderId = "92320681MA1XQ2R83K",
        Lines =
        [
            new("经营者姓名", "李㛃䶮"),
            new("经营场所", "江苏省南通市启东市汇龙镇人民中路688号1幢101室"),
            new("经营项目", "热食类食品制售；冷食类食品制售（仅限凉菜，不含裱花蛋糕、生食水产品）；自制饮品制售"),
        ],
        IssuerName = "启东市行政审批局",
        IssuedOn = new DateOnly(2026, 2, 10),
        ValidFrom = new DateOnly(2026, 2, 10),
        ValidTo = new DateOnly(2031, 2, 9),
        SealText = "启东市行政审批局",
        SealCaption = "电子证照专用章",
    };

    public static DecisionDocument Refusal() => new()
    {
        Title = "不予行政许可决定书",
        Number = "启审不准〔2026〕12号",
        DatedOn = new DateOnly(2026, 2, 10),
        Addressee = "李㛃䶮",
        Authority = "启东市行政审批局",
        SealCaption = "行政审批专用章",
        VerificationUrl = new Uri("https://novisit.example.gov.cn/verify?n=12"),
        Paragraphs =
        [
            "你于2026年2月2日向本机关提出食品经营许可（新办）的申请，本机关于2026年2月3日依法受理。",
            "经审查，现场核查发现专间面积为3.2平方米，不足5平方米，不符合《餐饮服务食品安全操作规范》的规定。",
            "依据《中华人民共和国行政许可法》第三十八条第二款的规定，本机关决定不予行政许可。",
            "如不服本决定，可以自收到本决定书之日起六十日内申请行政复议，或者在六个月内依法提起行政诉讼。",
        ],
    };

    /// <summary>Text of a file without the blanks and line ends that depend on the layout.</summary>
    public static string TextOf(string path) => string.Concat(Tool.Run("pdftotext", path, "-").Where(c => !char.IsWhiteSpace(c)));

    private static (PfxSigningKey Key, string RootsPem) MakeAuthority(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("signing.pfx");
        DemoAuthority.Create(path, "demo", name, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (PfxSigningKey.Load(path, "demo"), File.ReadAllText(DemoAuthority.RootsPath(path)));
    }
}

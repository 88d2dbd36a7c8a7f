using System.Globalization;
using System.Security.Cryptography;
using NoVisit.Certificates.Layout;
using NoVisit.Certificates.Pdf;

namespace NoVisit.Certificates;

public sealed class RenderingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_certificate_conforms_to_PDF_A_2u() => new PdfAConformance(folder.Write("c.pdf", Samples.Printed(Samples.Certificate()))).Check();

    [Fact]
    public void A_decision_conforms_to_PDF_A_2u() => new PdfAConformance(folder.Write("d.pdf", Samples.Printed(Samples.Refusal()))).Check();

    [Fact]
    public async Task A_signed_certificate_conforms_to_PDF_A_2u() => new PdfAConformance(folder.Write("s.pdf", await Samples.Signed())).Check();

    [Theory]
    [InlineData(DocumentLanguage.Chinese)]
    [InlineData(DocumentLanguage.English)]
    public void qpdf_and_mutool_find_no_error(DocumentLanguage language)
    {
        var path = folder.Write("c.pdf", Samples.Printed(Samples.Certificate() with { Language = language }));
        Assert.Contains("No syntax or stream encoding errors found", Tool.Run("qpdf", "--check", path), StringComparison.Ordinal);
        var complaints = Tool.Ask("mutool", "info", path) + Tool.Ask("mutool", "clean", path, folder.At("clean.pdf")) + Tool.Ask("mutool", "draw", "-o", folder.At("c.png"), path);

        // Debian builds mutool without colour management and says so each time.
        Assert.DoesNotMatch("(?i)error|warning", complaints.Replace("warning: ICC support is not available", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_metadata_tell_type_and_identifier()
    {
        var metadata = Tool.Run("pdfinfo", "-meta", folder.Write("c.pdf", Samples.Printed(Samples.Certificate())));
        Assert.Contains("<rdf:li>C-FOOD</rdf:li>", metadata, StringComparison.Ordinal);
        Assert.Contains($"<dc:identifier>{Samples.Identifier}</dc:identifier>", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_font_is_embedded_as_a_subset_with_Unicode()
    {
        var fonts = Tool.Run("pdffonts", folder.Write("c.pdf", Samples.Printed(Samples.Certificate()))).Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        Assert.All(fonts, line => Assert.Matches(@"^[A-Z]{6}\+NotoS\S+SC-\S+ +CID TrueType +Identity-H +yes yes yes", line));
    }

    [Fact]
    public void Text_comes_back_exactly_with_rare_characters_and_spread_labels()
    {
        var text = Samples.TextOf(folder.Write("c.pdf", Samples.Printed(Samples.Certificate())));
        Assert.All(
            (string[])["食品经营许可证", "证照编号320681-FOOD-2026-000123-1", "持证主体启东市㛃䶮𬭚小吃店（个体工商户）", "经营者姓名李㛃䶮", "有效期限2026年2月10日至2031年2月9日", "电子证照标识" + Samples.Identifier, "核验码7K3M-Q9TB"],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_text_of_a_decision_comes_back_exactly()
    {
        var decision = Samples.Refusal();
        var text = Samples.TextOf(folder.Write("d.pdf", Samples.Printed(decision)));
        Assert.Contains(decision.Addressee + "：" + string.Concat(decision.Paragraphs), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_characters_with_one_glyph_keep_their_own_identity()
    {
        // U+2F08 (Kangxi radical) and U+4EBA look the same and share an outline in the font.
        var text = Samples.TextOf(folder.Write("c.pdf", Samples.Printed(Samples.Certificate() with { HolderName = "甲⼈乙人" })));
        Assert.Contains("甲⼈乙人", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_that_only_the_second_font_has_is_printed_in_it()
    {
        var only = Enumerable.Range(0xF900, 0x2FFFF - 0xF900).First(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter
            && FontLibrary.Installed.Regular.Glyph(c) == 0 && FontLibrary.Installed.Fallback.Glyph(c) != 0);
        var path = folder.Write("c.pdf", Samples.Printed(Samples.Certificate() with { HolderName = "李" + char.ConvertFromUtf32(only) + "明" }));
        Assert.Contains("NotoSansSC-Regular", Tool.Run("pdffonts", path), StringComparison.Ordinal);
        Assert.Contains("李" + char.ConvertFromUtf32(only) + "明", Samples.TextOf(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("𠮷野", "𠮷")]
    [InlineData("张\u202E三", "\u202E")]
    [InlineData("张\u200B三", "\u200B")]
    [InlineData("张\uE000三", "\uE000")]
    [InlineData("张\uD800三", "\uFFFD")]
    [InlineData("张\u0007三", "\u0007")]
    public void A_character_that_cannot_be_shown_is_refused_by_name(string name, string character)
    {
        var error = Assert.Throws<MissingGlyphException>(() => Samples.Printed(Samples.Certificate() with { HolderName = name }));
        Assert.Equal(character, error.Character);
    }

    [Fact]
    public void The_QR_is_read_from_a_picture_of_the_page()
    {
        var path = folder.Write("c.pdf", Samples.Printed(Samples.Certificate()));
        Tool.Run("pdftoppm", "-r", "110", "-png", "-singlefile", path, folder.At("page"));
        Assert.Equal(Samples.Certificate().VerificationUrl.AbsoluteUri, Tool.Run("zbarimg", "-q", "--raw", folder.At("page.png")).Trim());
    }

    [Fact]
    public void Equal_content_and_time_give_equal_bytes() =>
        Assert.Equal(SHA256.HashData(Samples.Printed(Samples.Certificate())), SHA256.HashData(Samples.Printed(Samples.Certificate())));

    [Fact]
    public void Long_content_goes_on_over_further_pages_and_loses_nothing()
    {
        var scope = string.Join('；', Enumerable.Range(1, 150).Select(i => $"第{i}项预包装食品销售"));
        var path = folder.Write("c.pdf", Samples.Printed(Samples.Certificate() with { Lines = [new("经营项目", scope)] }));
        Assert.Matches(@"Pages:\s+[2-9]", Tool.Run("pdfinfo", path));
        var text = Samples.TextOf(path);
        Assert.All(Enumerable.Range(1, 150), i => Assert.Contains($"第{i}项", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_decision_never_has_its_seal_on_a_page_without_text()
    {
        for (var paragraphs = 3; paragraphs < 22; paragraphs++)
        {
            var decision = Samples.Refusal() with { Paragraphs = [.. Enumerable.Range(1, paragraphs).Select(i => $"第{i}段。")] };
            var path = folder.Write("d.pdf", Samples.Printed(decision));
            var pages = Tool.Run("pdftotext", path, "-").TrimEnd('\f').Split('\f');
            Assert.Contains($"第{paragraphs}段", pages[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_certificate_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentException>(() => Samples.Printed(Samples.Certificate() with { ValidTo = new DateOnly(2026, 2, 9) }));

    [Fact]
    public void A_text_beyond_its_bound_is_refused() =>
        Assert.Throws<ArgumentException>(() => Samples.Printed(Samples.Certificate() with { HolderName = new string('名', 201) }));

    [Fact]
    public void The_longest_allowed_texts_still_make_a_sound_file()
    {
        var content = Samples.Certificate() with
        {
            TitleZh = new string('证', 60),
            TitleEn = string.Concat(Enumerable.Repeat("certificate ", 10)).Trim(),
            HolderName = new string('名', 200),
            IssuerName = new string('局', 60),
            SealText = new string('章', SealDrawing.MaxText),
            Lines = [.. Enumerable.Range(0, CertificateContent.MaxLines).Select(i => new CertificateLine(new string('标', 60), new string('值', 200)))],
        };
        Assert.Contains("No syntax", Tool.Run("qpdf", "--check", folder.Write("c.pdf", Samples.Printed(content))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_printed_and_signed_in_150_milliseconds_when_warm()
    {
        var figures = await CertificateBench.Run(warmUp: 5, rounds: 20);
        TestContext.Current.SendDiagnosticMessage(figures.ToString());
        Assert.InRange(figures.PrintMedian.TotalMilliseconds, 0, 150);
    }
}

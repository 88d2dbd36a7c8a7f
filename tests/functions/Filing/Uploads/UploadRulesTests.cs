using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Filing.Uploads;

namespace NoVisit.Tests.Filing.Uploads;

public sealed class UploadRulesTests
{
    private static readonly UploadClaim Claim = new(
        "00112233445566778899aabbccddeeff", new DateTimeOffset(2026, 2, 10, 1, 35, 0, TimeSpan.Zero), "zhang.san", "d-1", "M004", "租赁合同.pdf", "application/pdf", 3000);

    [Theory]
    [InlineData("租赁合同.pdf", "租赁合同.pdf")]
    [InlineData("C:\\Users\\me\\lease.pdf", "lease.pdf")]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData("a\u0000b\r\n\u001B.pdf", "ab.pdf")]
    [InlineData("lease\u202Efdp.exe", "leasefdp.exe")]
    [InlineData("a<b>:\"|?*.pdf", "ab.pdf")]
    [InlineData("  .hidden.pdf. ", "hidden.pdf")]
    [InlineData("e\u0301.pdf", "é.pdf")]
    [InlineData("..", "")]
    [InlineData("a/", "")]
    public void A_file_name_is_cleaned(string given, string kept) => Assert.Equal(kept, UploadFileName.Clean(given));

    [Fact]
    public void A_long_file_name_keeps_its_extension()
    {
        var name = UploadFileName.Clean(new string('长', 300) + ".PDF");

        Assert.Equal(120, name.Length);
        Assert.Equal(".pdf", UploadFileName.ExtensionOf(name));
    }

    [Fact]
    public void A_name_is_not_cut_through_a_character() =>
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(UploadFileName.Clean("a" + string.Concat(Enumerable.Repeat("😀", 100)) + ".pdf"))));

    [Fact]
    public void A_cleaned_name_is_clean_whatever_came() => Prop.ForAll<string?>(text =>
    {
        var name = UploadFileName.Clean(text ?? "");
        return name.Length <= 120 && !name.Any(char.IsControl) && name.IndexOfAny(['/', '\\']) < 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_upload_id_opens_to_what_was_sealed()
    {
        var tokens = new UploadTokens(new byte[32]);

        Assert.Equal(Claim, tokens.Open(tokens.Seal(Claim)));
    }

    [Fact]
    public void No_changed_bit_of_an_upload_id_goes_unnoticed()
    {
        var tokens = new UploadTokens(new byte[32]);
        var bytes = Base64Url.DecodeFromChars(tokens.Seal(Claim));

        Assert.All(Enumerable.Range(0, bytes.Length * 8), bit =>
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(tokens.Open(Base64Url.EncodeToString(changed)));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("not base64 at all!")]
    public void What_was_never_an_upload_id_opens_to_nothing(string text) => Assert.Null(new UploadTokens(new byte[32]).Open(text));

    [Fact]
    public void An_upload_id_of_another_key_opens_to_nothing() =>
        Assert.Null(new UploadTokens(new byte[32]).Open(new UploadTokens([.. Enumerable.Repeat((byte)1, 32)]).Seal(Claim)));

    [Fact]
    public void Each_accepted_kind_is_known_by_its_content()
    {
        Assert.Equal(FileKind.Pdf, KindOf(UploadFixture.Pdf()));
        Assert.Equal(FileKind.Jpeg, KindOf([0xFF, 0xD8, 0xFF, 0xE0, 0, 16]));
        Assert.Equal(FileKind.Png, KindOf([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]));
        Assert.Equal(FileKind.WebP, KindOf("RIFF\0\0\0\0WEBPVP8 "u8.ToArray()));
        Assert.Equal(FileKind.Heic, KindOf("\0\0\0\u0018ftypheic\0\0\0\0"u8.ToArray()));
        Assert.Equal(FileKind.Ofd, KindOf(UploadFixture.Zip("OFD.xml", "Doc_0/Document.xml")));
    }

    [Fact]
    public void An_ofd_is_known_wherever_its_root_file_stands_in_the_zip() =>
        Assert.Equal(FileKind.Ofd, KindOf(UploadFixture.Zip([.. Enumerable.Range(0, 300).Select(i => $"Doc_0/{i}.xml"), "OFD.xml"])));

    [Fact]
    public void Other_kinds_are_not_accepted()
    {
        Assert.Null(KindOf("MZ\x90\0\x03\0\0\0"u8.ToArray()));
        Assert.Null(KindOf(UploadFixture.Zip("[Content_Types].xml", "word/document.xml")));
        Assert.Null(KindOf(UploadFixture.Zip("Doc_0/OFD.xml")));
        Assert.Null(KindOf("PK\x03\x04 cut off"u8.ToArray()));
        Assert.Null(KindOf("<html>"u8.ToArray()));
        Assert.Null(KindOf(" %PDF-1.7"u8.ToArray()));
        Assert.Null(KindOf([]));
    }

    [Theory]
    [InlineData("stream: OK", typeof(ScanVerdict.Clean))]
    [InlineData("stream: Win.Test.EICAR_HDB-1 FOUND", typeof(ScanVerdict.Infected))]
    [InlineData("INSTREAM size limit exceeded. ERROR", typeof(ScanVerdict.Unavailable))]
    [InlineData("", typeof(ScanVerdict.Unavailable))]
    public void Clamds_answers_mean_what_they_say(string answer, Type verdict) => Assert.IsType(verdict, ClamdScanner.VerdictOf(answer));

    private static FileKind? KindOf(byte[] content)
    {
        var inspector = new ContentInspector();
        foreach (var piece in content.Chunk(64 * 1024))
        {
            inspector.Append(piece);
        }

        return inspector.Finish();
    }
}

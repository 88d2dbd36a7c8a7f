using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates;

public sealed class VerificationTests
{
    [Fact]
    public async Task A_signed_certificate_is_valid_and_tells_signer_time_and_identifier() =>
        Assert.Equal(
            new SignatureCheck(SignatureStatus.Valid, "启东市行政审批局", Samples.At, Samples.Identifier.ToString()),
            PdfVerification.Verify(await Samples.Signed(), Samples.Trusted));

    [Fact]
    public async Task A_stream_is_checked_like_bytes()
    {
        using var stream = new MemoryStream(await Samples.Signed());
        Assert.Equal(SignatureStatus.Valid, (await PdfVerification.VerifyAsync(stream, Samples.Trusted, null, TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public void An_unsigned_certificate_is_unsigned_but_tells_its_identifier() =>
        Assert.Equal(
            new SignatureCheck(SignatureStatus.Unsigned, Identifier: Samples.Identifier.ToString()),
            PdfVerification.Verify(Samples.Printed(Samples.Certificate()), Samples.Trusted));

    [Fact]
    public async Task Somebody_elses_signature_is_of_an_unknown_signer()
    {
        var check = PdfVerification.Verify(await Samples.Sign(Samples.Printed(Samples.Certificate()), Samples.OtherKey), Samples.Trusted);
        Assert.Equal((SignatureStatus.UnknownSigner, "Somebody Else"), (check.Status, check.Signer));
    }

    [Fact]
    public async Task Where_signers_are_named_another_one_under_the_same_root_does_not_count()
    {
        var trusted = new TrustedSigners([.. Samples.Key.Chain, Samples.OtherKey.Certificate]);
        Assert.Equal(SignatureStatus.UnknownSigner, PdfVerification.Verify(await Samples.Signed(), trusted).Status);
    }

    [Fact]
    public async Task Where_signers_are_named_they_count()
    {
        var trusted = new TrustedSigners([.. Samples.Key.Chain, Samples.Key.Certificate]);
        Assert.Equal(SignatureStatus.Valid, PdfVerification.Verify(await Samples.Signed(), trusted).Status);
    }

    [Fact]
    public async Task A_signature_before_its_certificate_began_does_not_count()
    {
        var early = await new Signing.PdfSigner().SignAsync(
            Samples.Printed(Samples.Certificate()), Samples.Key, Samples.Options with { At = new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        Assert.Equal(SignatureStatus.UnknownSigner, PdfVerification.Verify(early, Samples.Trusted).Status);
    }

    [Fact]
    public async Task No_flipped_bit_anywhere_is_ever_valid()
    {
        var signed = await Samples.Signed();
        var trusted = Samples.Trusted;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Gen.Choose(0, signed.Length - 1).SelectMany(at => Gen.Choose(0, 7).Select(bit => (at, bit))).ToArbitrary(),
                flip => IsNeverValid(signed, flip.at, (byte)(1 << flip.bit), trusted)));
    }

    [Fact]
    public async Task No_change_within_the_signature_itself_is_ever_valid()
    {
        // The one place that the signature does not cover: every hexadecimal digit of it, its case, and its padding.
        var signed = await Samples.Signed();
        var trusted = Samples.Trusted;
        var start = signed.AsSpan().IndexOf("/Contents <"u8) + "/Contents ".Length;
        var length = signed.AsSpan(start).IndexOf((byte)'>') + 1;
        Assert.All(Enumerable.Range(start, length), at => Assert.True(IsNeverValid(signed, at, 1, trusted), $"position {at}"));
        Assert.All(
            Enumerable.Range(start, length).Where(at => signed[at] is >= (byte)'a' and <= (byte)'f'),
            at => Assert.True(IsNeverValid(signed, at, 0x20, trusted), $"position {at}"));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("1 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n")]
    public async Task Anything_added_after_the_end_is_an_alteration(string added) =>
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify([.. await Samples.Signed(), .. Encoding.ASCII.GetBytes(added)], Samples.Trusted).Status);

    [Fact]
    public async Task A_second_signature_on_top_is_an_alteration_of_ours()
    {
        // As another program would add it: an update with a range over everything before, and a hole that holds our own signature.
        var signed = await Samples.Signed();
        var update = Encoding.ASCII.GetBytes($"9 0 obj\n<</Type /Sig/ByteRange [0 {signed.Length + 90} {signed.Length + 96} 20]/Contents <");
        Assert.NotEqual(SignatureStatus.Valid, PdfVerification.Verify([.. signed, .. update, .. "aabbcc>>>\nendobj\n%%EOF\n"u8], Samples.Trusted).Status);
    }

    [Fact]
    public async Task A_cut_file_is_never_valid_and_never_fails()
    {
        var signed = await Samples.Signed();
        var trusted = Samples.Trusted;
        Assert.All(Enumerable.Range(0, 200), i => Assert.NotEqual(SignatureStatus.Valid, PdfVerification.Verify(signed.AsSpan(0, signed.Length * i / 200), trusted).Status));
    }

    [Fact]
    public async Task A_cut_that_leaves_the_signature_says_altered()
    {
        var signed = await Samples.Signed();
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify(signed.AsSpan(0, signed.Length - 1), Samples.Trusted).Status);
    }

    [Fact]
    public async Task The_signature_of_one_file_does_not_serve_another()
    {
        var one = await Samples.Signed();
        var other = await Samples.Sign(Samples.Printed(Samples.Certificate() with { HolderName = "启东市甲乙丙小吃店（个体工商户）" }));
        var (from, to) = (one.AsSpan().IndexOf("/Contents <"u8), other.AsSpan().IndexOf("/Contents <"u8));
        var length = one.AsSpan(from).IndexOf((byte)'>');
        one.AsSpan(from, length).CopyTo(other.AsSpan(to, length));
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify(other, Samples.Trusted).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ\u0090 this is no PDF")]
    [InlineData("%PDF-1.7")]
    [InlineData("%PDF-1.7 /ByteRange")]
    [InlineData("%PDF-1.7 /ByteRange [0 1 2")]
    [InlineData("%PDF-1.7 /ByteRange [0 99999999999999999999 1 2]")]
    [InlineData("%PDF-1.7 /ByteRange [-1 -1 -1 -1]")]
    [InlineData("%PDF-1.7 <x:xmpmeta><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]></x:xmpmeta>")]
    public void What_is_no_signed_PDF_is_unsigned(string text) =>
        Assert.Equal(SignatureStatus.Unsigned, PdfVerification.Verify(Encoding.Latin1.GetBytes(text), Samples.Trusted).Status);

    [Fact]
    public void A_hole_full_of_anything_is_refused_without_failing()
    {
        var trusted = Samples.Trusted;
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            var start = "%PDF-1.7\n/ByteRange "u8.Length + 36;
            var range = $"[0 {start} {start + (2 * bytes.Length) + 2} 5]".PadRight(36);
            var file = Encoding.ASCII.GetBytes($"%PDF-1.7\n/ByteRange {range}<{Convert.ToHexString(bytes)}>%%EOF");
            return PdfVerification.Verify(file, trusted).Status is SignatureStatus.Altered or SignatureStatus.Unsigned;
        }));
    }

    [Fact]
    public void Deeply_nested_rubbish_of_full_size_ends_quickly()
    {
        var file = new byte[PdfVerification.MaxSize];
        file.AsSpan().Fill((byte)'[');
        "%PDF-1.7 /ByteRange"u8.CopyTo(file);
        for (var i = 1; i < 100_000; i++)
        {
            "/ByteRange [0 "u8.CopyTo(file.AsSpan(i * 200));
        }

        Assert.Equal(SignatureStatus.Unsigned, PdfVerification.Verify(file, Samples.Trusted).Status);
    }

    [Fact]
    public void A_signature_of_nothing_but_nested_sequences_is_refused()
    {
        var nested = string.Concat(Enumerable.Repeat("3080", 60_000));
        var start = "%PDF-1.7\n/ByteRange "u8.Length + 36;
        var file = Encoding.ASCII.GetBytes($"%PDF-1.7\n/ByteRange {$"[0 {start} {start + nested.Length + 2} 5]".PadRight(36)}<{nested}>%%EOF");
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify(file, Samples.Trusted).Status);
    }

    [Fact]
    public void More_than_20_megabytes_are_refused() =>
        Assert.Throws<PdfTooLargeException>(() => PdfVerification.Verify(new byte[PdfVerification.MaxSize + 1], Samples.Trusted));

    [Fact]
    public async Task A_stream_without_end_is_refused()
    {
        await using var endless = File.OpenRead("/dev/zero");
        await Assert.ThrowsAsync<PdfTooLargeException>(() => PdfVerification.VerifyAsync(endless, Samples.Trusted, null, TestContext.Current.CancellationToken));
    }

    private static bool IsNeverValid(byte[] signed, int position, byte mask, TrustedSigners trusted)
    {
        var altered = (byte[])signed.Clone();
        altered[position] ^= mask;
        return PdfVerification.Verify(altered, trusted).Status != SignatureStatus.Valid;
    }
}

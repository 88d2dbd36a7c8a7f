using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NoVisit.Certificates.Signing;
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
        var early = await new PdfSigner().SignAsync(
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
        var padding = start + signed.AsSpan(start, length).LastIndexOfAnyExcept("0>"u8) + 1;
        Assert.All(Enumerable.Range(start, length).Where(at => at <= padding || at % 32 == 0 || at == start + length - 1), at => Assert.True(IsNeverValid(signed, at, 1, trusted), $"position {at}"));
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
            return PdfVerification.Verify(WithSignature(bytes), trusted).Status is SignatureStatus.Altered or SignatureStatus.Unsigned;
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
        byte[] nested = [.. Enumerable.Repeat((byte[])[0x30, 0x80], 60_000).SelectMany(b => b)];
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify(WithSignature(nested), Samples.Trusted).Status);
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

    [Theory]
    [InlineData("sha256", "Foreign Office")]
    [InlineData("sha1", null)]
    public void A_file_that_another_program_signed_is_of_an_unknown_signer(string digest, string? signer)
    {
        // 5,000 bytes are kept for the signature; what is signed is the same for any that is as long.
        using var folder = new TemporaryFolder();
        const int room = 5000;
        var blank = WithSignature(new byte[room]);
        var hole = blank.AsSpan().IndexOf((byte)'<');
        var content = folder.Write("content", [.. blank[..hole], .. blank[(hole + (2 * room) + 2)..]]);
        Tool.Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Foreign Office", "-keyout", folder.At("key"), "-out", folder.At("cert"));
        Tool.Run("openssl", "cms", "-sign", "-binary", "-md", digest, "-signer", folder.At("cert"), "-inkey", folder.At("key"), "-in", content, "-outform", "DER", "-out", folder.At("cms"));
        var value = new byte[room];
        File.ReadAllBytes(folder.At("cms")).CopyTo(value, 0);
        var check = PdfVerification.Verify(WithSignature(value), Samples.Trusted);
        Assert.Equal((SignatureStatus.UnknownSigner, signer), (check.Status, check.Signer));
    }

    [Fact]
    public async Task A_key_below_an_intermediate_authority_is_trusted_through_the_root()
    {
        using var key = new IntermediateKey();
        var signed = await Samples.Sign(Samples.Printed(Samples.Certificate()), key);
        Assert.Equal(SignatureStatus.Valid, PdfVerification.Verify(signed, new TrustedSigners(key.Chain.TakeLast(1))).Status);
    }

    [Fact]
    public async Task A_certificate_that_came_along_without_need_is_an_alteration_of_the_signature()
    {
        using var key = new IntermediateKey();
        var signed = await Samples.Sign(Samples.Printed(Samples.Certificate()), new WithStranger(key));
        Assert.NotEqual(SignatureStatus.Valid, PdfVerification.Verify(signed, new TrustedSigners(key.Chain.TakeLast(1))).Status);
    }

    /// <summary>Something that begins like a PDF with a range that covers it and these bytes as signature.</summary>
    private static byte[] WithSignature(byte[] signature)
    {
        var start = "%PDF-1.7\n/ByteRange "u8.Length + 36;
        var range = $"[0 {start} {start + (2 * signature.Length) + 2} 5]".PadRight(36);
        return Encoding.ASCII.GetBytes($"%PDF-1.7\n/ByteRange {range}<{Convert.ToHexString(signature)}>%%EOF");
    }

    private static bool IsNeverValid(byte[] signed, int position, byte mask, TrustedSigners trusted)
    {
        var altered = (byte[])signed.Clone();
        altered[position] ^= mask;
        return PdfVerification.Verify(altered, trusted).Status != SignatureStatus.Valid;
    }

    private sealed class WithStranger(IDocumentSigningKey key) : IDocumentSigningKey
    {
        public X509Certificate2 Certificate => key.Certificate;

        public IReadOnlyList<X509Certificate2> Chain => [.. key.Chain, Samples.OtherKey.Certificate];

        public Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct) => key.SignHashAsync(hash, algorithm, ct);
    }

    /// <summary>A signing key whose certificate comes from an intermediate authority, as bought ones do.</summary>
    private sealed class IntermediateKey : IDocumentSigningKey, IDisposable
    {
        private readonly RSA key = RSA.Create(2048);

        public IntermediateKey()
        {
            using var rootKey = RSA.Create(2048);
            using var middleKey = RSA.Create(2048);
            var root = Request("CN=Root", rootKey, authority: true).CreateSelfSigned(Samples.At.AddYears(-2), Samples.At.AddYears(9));
            using var middle = Request("CN=Middle", middleKey, authority: true).Create(root, Samples.At.AddYears(-1), Samples.At.AddYears(8), [1]);
            using var middleWithKey = middle.CopyWithPrivateKey(middleKey);
            Certificate = Request("CN=Leaf", key, authority: false).Create(middleWithKey, Samples.At.AddDays(-1), Samples.At.AddYears(7), [0x80, 2]);
            Chain = [X509CertificateLoader.LoadCertificate(middle.RawData), root];
        }

        public X509Certificate2 Certificate { get; }

        public IReadOnlyList<X509Certificate2> Chain { get; }

        public Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct) =>
            Task.FromResult(key.SignHash(hash, algorithm, RSASignaturePadding.Pkcs1));

        public void Dispose() => key.Dispose();

        private static CertificateRequest Request(string name, RSA key, bool authority)
        {
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
            return request;
        }
    }
}

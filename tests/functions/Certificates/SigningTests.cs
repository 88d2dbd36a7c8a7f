using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using NoVisit.Certificates.Pdf;
using NoVisit.Certificates.Signing;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates;

public sealed class SigningTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task pdfsig_finds_the_signature_valid_and_the_whole_file_signed()
    {
        var report = Tool.Run("pdfsig", folder.Write("s.pdf", await Samples.Signed()));
        Assert.All(
            (string[])["Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "SHA-256", "启东市行政审批局"],
            expected => Assert.Contains(expected, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task pdfsig_finds_every_flipped_byte()
    {
        var signed = await Samples.Signed();
        var hole = signed.AsSpan().IndexOf("/Contents <"u8);
        var covered = Enumerable.Range(1, 14).Select(i => i * hole / 15).Append(signed.Length - 200).Append(signed.Length - 20);
        foreach (var position in covered)
        {
            var altered = (byte[])signed.Clone();
            altered[position] ^= 1;
            Assert.DoesNotContain("Signature is Valid", Tool.Ask("pdfsig", folder.Write("a.pdf", altered)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task mutool_and_qpdf_are_content_with_a_signed_file()
    {
        var path = folder.Write("s.pdf", await Samples.Signed());
        Assert.Contains("The document is unchanged since signing", Tool.Ask("mutool", "sign", "-v", path), StringComparison.Ordinal);
        Assert.Contains("No syntax or stream encoding errors found", Tool.Run("qpdf", "--check", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenSSL_verifies_the_signature_as_CAdES_up_to_the_root()
    {
        var signed = await Samples.Signed();
        var start = signed.AsSpan().IndexOf("/Contents <"u8) + "/Contents ".Length;
        var end = start + signed.AsSpan(start).IndexOf((byte)'>') + 1;
        var content = folder.Write("content", [.. signed[..start], .. signed[end..]]);
        var cms = folder.Write("cms", Convert.FromHexString(Encoding.ASCII.GetString(signed, start + 1, end - start - 2)));
        var roots = folder.Write("roots.pem", Encoding.ASCII.GetBytes(Samples.RootsPem));
        Assert.Contains("successful", Tool.Ask("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", cms, "-content", content,
            "-CAfile", roots, "-purpose", "any", "-attime", "1770687000", "-out", "/dev/null"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_CMS_states_no_signing_time_of_its_own()
    {
        // PAdES (EN 319 142-1, 6.3) leaves the time to the M entry; the DER of OID 1.2.840.113549.1.9.5 must not occur.
        var signed = await Samples.Signed();
        Assert.DoesNotContain("2a864886f70d010905", Encoding.ASCII.GetString(signed), StringComparison.Ordinal);
        Assert.Contains("/M (D:20260210093000+08'00')", Encoding.Latin1.GetString(signed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unsigned_file_is_the_beginning_of_the_signed_one()
    {
        var printed = Samples.Printed(Samples.Certificate());
        Assert.True((await Samples.Sign(printed)).AsSpan().StartsWith(printed));
    }

    [Fact]
    public async Task Equal_content_key_and_time_give_equal_bytes() =>
        Assert.Equal(SHA256.HashData(await Samples.Signed()), SHA256.HashData(await Samples.Signed()));

    [Fact]
    public async Task A_signed_file_is_not_signed_again() =>
        await Assert.ThrowsAsync<PdfFormatException>(async () => await Samples.Sign(await Samples.Signed()));

    [Theory]
    [InlineData("")]
    [InlineData("%PDF-1.7\nstartxref\n99999\n%%EOF")]
    [InlineData("%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF")]
    public async Task What_is_not_ours_is_not_signed(string file) =>
        await Assert.ThrowsAsync<PdfFormatException>(() => Samples.Sign(Encoding.ASCII.GetBytes(file)));

    [Fact]
    public async Task A_key_that_does_not_fit_its_certificate_signs_nothing()
    {
        var error = await Assert.ThrowsAsync<SigningKeyException>(() => Samples.Sign(Samples.Printed(Samples.Certificate()), new Mismatched(Samples.Key, Samples.OtherKey)));
        Assert.Contains("does not belong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_demo_key_is_made_once_and_is_for_its_owner_only()
    {
        var path = folder.At("keys/signing.pfx");
        Assert.True(DemoAuthority.Create(path, "demo", "Demo", Samples.At));
        Assert.False(DemoAuthority.Create(path, "demo", "Demo", Samples.At));
        Assert.Equal("600", Tool.Run("stat", "-c", "%a", path).Trim());
    }

    [Fact]
    public void A_wrong_password_is_a_clear_error()
    {
        DemoAuthority.Create(folder.At("k.pfx"), "right", "Demo", Samples.At);
        Assert.Throws<SigningKeyException>(() => PfxSigningKey.Load(folder.At("k.pfx"), "wrong"));
    }

    [Fact]
    public void A_missing_key_file_is_a_clear_error() => Assert.Throws<SigningKeyException>(() => PfxSigningKey.Load(folder.At("none.pfx"), "x"));

    [Fact]
    public async Task A_key_in_Key_Vault_is_sent_the_digest_and_makes_a_valid_signature()
    {
        using var vault = new FakeVault(Samples.Key);
        using var key = await vault.Connect("https://novisit.vault.azure.net/keys/seal/0123456789abcdef");
        var signed = await Samples.Sign(Samples.Printed(Samples.Certificate()), key);
        Assert.Equal(SignatureStatus.Valid, PdfVerification.Verify(signed, Samples.Trusted).Status);
        Assert.Equal(
            ["GET /certificates/seal/0123456789abcdef?api-version=7.4", "POST /keys/seal/0123456789abcdef/sign?api-version=7.4"], vault.Requests);
        Assert.Equal("RS256", vault.Algorithm);
        Assert.Equal(["https://vault.azure.net/.default"], vault.Scopes.Distinct());
    }

    [Fact]
    public async Task A_remote_key_signs_byte_for_byte_as_the_same_key_at_hand()
    {
        using var vault = new FakeVault(Samples.Key);
        using var key = await vault.Connect("https://novisit.vault.azure.net/keys/seal/0123456789abcdef");
        Assert.Equal(await Samples.Signed(), await Samples.Sign(Samples.Printed(Samples.Certificate()), key));
    }

    [Fact]
    public async Task A_vault_in_a_national_cloud_is_asked_with_its_own_audience()
    {
        using var vault = new FakeVault(Samples.Key);
        using var key = await vault.Connect("https://novisit.vault.azure.cn/keys/seal/0123456789abcdef");
        Assert.Equal(["https://vault.azure.cn/.default"], vault.Scopes);
    }

    [Fact]
    public async Task A_refusal_of_the_vault_is_a_clear_error()
    {
        using var vault = new FakeVault(Samples.Key) { Refuses = true };
        var error = await Assert.ThrowsAsync<SigningKeyException>(() => vault.Connect("https://novisit.vault.azure.net/keys/seal/0123456789abcdef"));
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://novisit.vault.azure.net/keys/seal/1")]
    [InlineData("https://novisit.vault.azure.net/keys/seal")]
    [InlineData("https://novisit.vault.azure.net/secrets/seal/1")]
    public async Task What_names_no_key_version_is_refused(string keyId)
    {
        using var vault = new FakeVault(Samples.Key);
        await Assert.ThrowsAsync<ArgumentException>(() => vault.Connect(keyId));
    }

    private sealed class Mismatched(PfxSigningKey signs, PfxSigningKey claims) : IDocumentSigningKey
    {
        public X509Certificate2 Certificate => claims.Certificate;

        public IReadOnlyList<X509Certificate2> Chain => claims.Chain;

        public Task<byte[]> SignHashAsync(byte[] hash, HashAlgorithmName algorithm, CancellationToken ct) => signs.SignHashAsync(hash, algorithm, ct);
    }

    /// <summary>Answers as Key Vault does, with a key at hand, and records what it was asked.</summary>
    private sealed class FakeVault(PfxSigningKey key) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        public List<string> Scopes { get; } = [];

        public string? Algorithm { get; private set; }

        public bool Refuses { get; init; }

        public Task<KeyVaultSigningKey> Connect(string keyId)
        {
            var credential = DelegatedTokenCredential.Create((context, _) =>
            {
                Scopes.AddRange(context.Scopes);
                return new AccessToken("token", DateTimeOffset.MaxValue);
            });
            var options = new KeyVaultSigningOptions { Transport = new HttpClientTransport(this), Retry = { MaxRetries = 0 } };
            return KeyVaultSigningKey.ConnectAsync(new Uri(keyId), credential, [], options, TestContext.Current.CancellationToken);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            if (Refuses || request.Headers.Authorization?.ToString() != "Bearer token")
            {
                return new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden);
            }

            if (request.Method == HttpMethod.Get)
            {
                return Json(new { cer = key.Certificate.RawData });
            }

            var asked = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
            Algorithm = asked.GetProperty("alg").GetString();
            var hash = System.Buffers.Text.Base64Url.DecodeFromChars(asked.GetProperty("value").GetString());
            var signature = await key.SignHashAsync(hash, HashAlgorithmName.SHA256, cancellationToken);
            return Json(new { kid = request.RequestUri.AbsoluteUri, value = System.Buffers.Text.Base64Url.EncodeToString(signature) });
        }

        private static HttpResponseMessage Json<T>(T body) => new(System.Net.HttpStatusCode.OK)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
    }
}

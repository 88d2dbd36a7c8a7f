using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NoVisit.Certificates.Signing;
using NoVisit.Certificates.Verification;

namespace NoVisit.Certificates;

/// <summary>PAdES B-T against OpenSSL as time-stamping authority.</summary>
public sealed class TimestampTests : IDisposable
{
    private readonly OpenSslTimestamper authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task A_stamped_signature_is_valid_for_us_and_for_pdfsig()
    {
        var signed = await Sign();
        Assert.Equal(SignatureStatus.Valid, PdfVerification.Verify(signed, Samples.Trusted).Status);
        Assert.Contains("Signature is Valid", Tool.Run("pdfsig", authority.Folder.Write("s.pdf", signed)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_a_trusted_stamp_is_told()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-2);
        var check = PdfVerification.Verify(await Sign(), Samples.Trusted, authority.Trusted);
        Assert.InRange(check.SignedAt!.Value, before, DateTimeOffset.UtcNow.AddSeconds(2));
    }

    [Fact]
    public async Task The_time_of_an_unknown_stamp_is_not_told() =>
        Assert.Equal(Samples.At, PdfVerification.Verify(await Sign(), Samples.Trusted, Samples.Trusted).SignedAt);

    [Fact]
    public async Task An_earlier_answer_of_the_authority_is_not_taken_for_a_new_one()
    {
        await Sign();
        authority.RepeatsItself = true;
        await Assert.ThrowsAsync<TimestampException>(Sign);
    }

    [Fact]
    public async Task A_stamp_taken_from_another_signature_is_an_alteration()
    {
        var signed = await Sign();
        var start = signed.AsSpan().IndexOf("/Contents <"u8) + "/Contents <".Length;
        var digits = signed.AsSpan(start).IndexOf((byte)'>');
        var cms = new SignedCms();
        cms.Decode(Convert.FromHexString(Encoding.ASCII.GetString(signed, start, digits)));
        var signer = cms.SignerInfos[0];
        var foreign = await Client().StampAsync([1, 2, 3], TestContext.Current.CancellationToken);
        var hole = signed.AsSpan(0, start - 1).ToArray().Concat(signed.Skip(start + digits + 1)).ToArray();
        var forged = CmsSignature.Compose(
            [signer.Certificate!], CmsSignature.SignedAttributes(SHA256.HashData(hole), signer.Certificate!), signer.GetSignature(), foreign);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(forged).PadRight(digits, '0')).CopyTo(signed, start);
        Assert.Equal(SignatureStatus.Altered, PdfVerification.Verify(signed, Samples.Trusted).Status);
    }

    [Fact]
    public async Task An_authority_that_fails_leaves_nothing_signed()
    {
        authority.Status = System.Net.HttpStatusCode.ServiceUnavailable;
        await Assert.ThrowsAsync<TimestampException>(Sign);
    }

    private TimestampClient Client() => new(new HttpClient(authority, disposeHandler: false), new Uri("http://tsa.example/"));

    private Task<byte[]> Sign() => Samples.Sign(Samples.Printed(Samples.Certificate()), signer: new PdfSigner(Client()));

    /// <summary>Hands each query to <c>openssl ts</c>.</summary>
    private sealed class OpenSslTimestamper : HttpMessageHandler
    {
        private readonly X509Certificate2 root;

        public OpenSslTimestamper()
        {
            using var rootKey = RSA.Create(2048);
            var rootRequest = new CertificateRequest("CN=Test TSA Root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            root = rootRequest.CreateSelfSigned(Samples.At.AddYears(-1), Samples.At.AddYears(20));
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=Test TSA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
            using var certificate = request.Create(root, Samples.At.AddYears(-1), Samples.At.AddYears(19), [1, 2, 3, 4]);
            File.WriteAllText(Folder.At("tsa.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Folder.At("tsa.key"), key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(Folder.At("serial"), "01");
            File.WriteAllText(Folder.At("tsa.cnf"), $"""
                [tsa]
                default_tsa = here
                [here]
                serial = {Folder.At("serial")}
                signer_cert = {Folder.At("tsa.pem")}
                signer_key = {Folder.At("tsa.key")}
                signer_digest = sha256
                default_policy = 1.2.3.4.1
                digests = sha256
                ess_cert_id_alg = sha256
                accuracy = secs:1
                """);
        }

        public TemporaryFolder Folder { get; } = new();

        public TrustedSigners Trusted => new([root]);

        public System.Net.HttpStatusCode Status { get; set; } = System.Net.HttpStatusCode.OK;

        public bool RepeatsItself { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!RepeatsItself)
            {
                Assert.Equal("application/timestamp-query", request.Content!.Headers.ContentType?.MediaType);
                var query = Folder.Write("query", await request.Content.ReadAsByteArrayAsync(cancellationToken));
                Tool.Run("openssl", "ts", "-reply", "-config", Folder.At("tsa.cnf"), "-queryfile", query, "-out", Folder.At("reply"));
            }

            var reply = await File.ReadAllBytesAsync(Folder.At("reply"), cancellationToken);
            return new HttpResponseMessage(Status) { Content = new ByteArrayContent(reply) };
        }

        protected override void Dispose(bool disposing)
        {
            root.Dispose();
            Folder.Dispose();
            base.Dispose(disposing);
        }
    }
}

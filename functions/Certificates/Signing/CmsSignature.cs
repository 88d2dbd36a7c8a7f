using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoVisit.Certificates.Signing;

/// <summary>
/// The detached CMS signature (RFC 5652) of PAdES baseline B-B and B-T (ETSI EN 319 142-1): attributes content-type,
/// message-digest and signing-certificate-v2 (RFC 5035), no signing-time (the file's M entry tells it), RSA with SHA-256.
/// Composed by hand because the key may be remote: the platform's own type asks for signatures synchronously. Every field has one
/// encoding only, so the verifier can compose it again and find any bit that was changed.
/// </summary>
internal static class CmsSignature
{
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string TimestampToken = "1.2.840.113549.1.9.16.2.14";
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string RsaWithSha256 = "1.2.840.113549.1.1.11";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag Tag4 = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>The attributes to be signed, as a DER SET.</summary>
    public static byte[] SignedAttributes(ReadOnlySpan<byte> documentDigest, X509Certificate2 signer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        var digest = documentDigest.ToArray();
        using (writer.PushSetOf())
        {
            Attribute(writer, ContentType, w => w.WriteObjectIdentifier(Data));
            Attribute(writer, MessageDigest, w => w.WriteOctetString(digest));
            Attribute(writer, SigningCertificateV2, w => WriteSigningCertificate(w, signer));
        }

        return writer.Encode();
    }

    /// <summary>The whole structure.</summary>
    /// <param name="certificates">The signer first, then its issuers without the root.</param>
    /// <param name="signedAttributes">What <see cref="SignedAttributes"/> gave.</param>
    /// <param name="signature">RSA signature over them.</param>
    /// <param name="timestamp">RFC 3161 token over the signature, or null.</param>
    public static byte[] Compose(IReadOnlyList<X509Certificate2> certificates, ReadOnlySpan<byte> signedAttributes, ReadOnlySpan<byte> signature, byte[]? timestamp)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    WriteAlgorithm(writer, Sha256, withNull: false);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Data);
                }

                using (writer.PushSetOf(Tag0))
                {
                    foreach (var certificate in certificates)
                    {
                        writer.WriteEncodedValue(certificate.RawData);
                    }
                }

                using (writer.PushSetOf())
                {
                    WriteSigner(writer, certificates[0], signedAttributes, signature, timestamp);
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteSigner(
        AsnWriter writer, X509Certificate2 certificate, ReadOnlySpan<byte> signedAttributes, ReadOnlySpan<byte> signature, byte[]? timestamp)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(Serial(certificate));
            }

            WriteAlgorithm(writer, Sha256, withNull: false);

            // The same bytes that were signed, with the implicit tag [0] in place of SET (RFC 5652, 5.4).
            writer.WriteEncodedValue([0xA0, .. signedAttributes[1..]]);
            WriteAlgorithm(writer, RsaWithSha256, withNull: true);
            writer.WriteOctetString(signature);
            if (timestamp is not null)
            {
                using (writer.PushSetOf(Tag1))
                {
                    Attribute(writer, TimestampToken, w => w.WriteEncodedValue(timestamp));
                }
            }
        }
    }

    /// <summary>Binds the signature to this very certificate, so that none can be put in its place (RFC 5035, SHA-256 by default).</summary>
    private static void WriteSigningCertificate(AsnWriter writer, X509Certificate2 signer)
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(signer.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(Tag4))
                {
                    writer.WriteEncodedValue(signer.IssuerName.RawData);
                }

                writer.WriteInteger(Serial(signer));
            }
        }
    }

    private static BigInteger Serial(X509Certificate2 certificate) => new(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true);

    private static void Attribute(AsnWriter writer, string type, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                value(writer);
            }
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull)
            {
                writer.WriteNull();
            }
        }
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using NoVisit.Certificates.Pdf;
using NoVisit.Certificates.Signing;

namespace NoVisit.Certificates.Verification;

/// <summary>
/// Checks files that anybody may upload (RS-02). Valid means: signed by <see cref="PdfSigner"/> with a trusted authority's key, and
/// identical to what was signed down to the last bit, the signature's own encoding included. Nothing is fetched from the network.
/// </summary>
public static class PdfVerification
{
    /// <summary>Largest file that is checked, bytes.</summary>
    public const int MaxSize = 20 * 1024 * 1024;

    private const int MaxSignature = 256 * 1024;
    private const int MaxCertificates = 8;
    private static readonly string[] KnownDigests = [CmsSignature.Sha256, "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <summary>Reads a stream up to its end, at most <see cref="MaxSize"/>, and checks it.</summary>
    /// <exception cref="PdfTooLargeException">The stream is longer.</exception>
    public static async Task<SignatureCheck> VerifyAsync(Stream file, TrustedSigners trusted, TrustedSigners? timestampers, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await file.ReadAsync(buffer, ct)) > 0)
        {
            if (copy.Length + read > MaxSize)
            {
                throw new PdfTooLargeException();
            }

            await copy.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return Verify(copy.GetBuffer().AsSpan(0, (int)copy.Length), trusted, timestampers);
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">The bytes, whatever they are.</param>
    /// <param name="trusted">Whose signatures count.</param>
    /// <param name="timestampers">Whose time stamps count; without any, the time that the signer states is told.</param>
    /// <exception cref="PdfTooLargeException">There are more than <see cref="MaxSize"/> bytes.</exception>
    public static SignatureCheck Verify(ReadOnlySpan<byte> file, TrustedSigners trusted, TrustedSigners? timestampers = null)
    {
        if (file.Length > MaxSize)
        {
            throw new PdfTooLargeException();
        }

        if (!file.StartsWith("%PDF-"u8))
        {
            return new SignatureCheck(SignatureStatus.Unsigned);
        }

        var identifier = XmpMetadata.FindIdentifier(file);
        var (any, hole) = SignatureHole.Find(file);
        if (hole is null)
        {
            return new SignatureCheck(any ? SignatureStatus.Altered : SignatureStatus.Unsigned, Identifier: identifier);
        }

        try
        {
            return Check(file, hole, trusted, timestampers) with { Identifier = identifier };
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException)
        {
            // What cannot be decoded was damaged, or was never a signature.
            return new SignatureCheck(SignatureStatus.Altered, Identifier: identifier);
        }
    }

    private static SignatureCheck Check(ReadOnlySpan<byte> file, SignatureHole hole, TrustedSigners trusted, TrustedSigners? timestampers)
    {
        var altered = new SignatureCheck(SignatureStatus.Altered);
        var value = hole.Value(file);
        if (value is null or { Length: > MaxSignature })
        {
            return altered;
        }

        // The room that was left for the signature is larger than it: the rest is zeros.
        var cms = new SignedCms(new ContentInfo([.. file[..hole.Start], .. file[hole.End..]]), detached: true);
        cms.Decode(TrimPadding(value));
        if (cms.SignerInfos.Count != 1 || cms.Certificates.Count > MaxCertificates || cms.SignerInfos[0].Certificate is not { } certificate)
        {
            return altered;
        }

        var signer = cms.SignerInfos[0];
        if (!KnownDigests.Contains(signer.DigestAlgorithm.Value))
        {
            return new SignatureCheck(SignatureStatus.UnknownSigner);
        }

        signer.CheckSignature(verifySignatureOnly: true);
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var at = hole.StatedTime(file);
        var timestamp = Timestamp(signer);
        if (timestamp is not null && !Stamps(timestamp, signer, timestampers, ref at))
        {
            return altered;
        }

        X509Certificate2[] others = [.. cms.Certificates.Where(c => !c.Equals(certificate))];
        var known = trusted.Include(certificate, others, at ?? new DateTimeOffset(certificate.NotBefore));
        return !known
            ? new SignatureCheck(SignatureStatus.UnknownSigner, name, at)
            : new SignatureCheck(at is not null && IsOurs(file, hole, cms, timestamp) ? SignatureStatus.Valid : SignatureStatus.Altered, name, at);
    }

    /// <summary>A time stamp must be for this very signature; its time counts only if its authority does.</summary>
    private static bool Stamps(byte[] token, SignerInfo signer, TrustedSigners? timestampers, ref DateTimeOffset? at)
    {
        if (!Rfc3161TimestampToken.TryDecode(token, out var stamp, out var used) || used != token.Length
            || !stamp.VerifySignatureForData(signer.GetSignature(), out var authority))
        {
            return false;
        }

        if (timestampers?.Include(authority, [], stamp.TokenInfo.Timestamp) == true)
        {
            at = stamp.TokenInfo.Timestamp;
        }

        return true;
    }

    /// <summary>
    /// Composes the signature anew from its parts and compares it with what is in the file. CMS has fields that its own signature does
    /// not cover, and hexadecimal two spellings; in a file of ours each of them has one possible value only.
    /// </summary>
    private static bool IsOurs(ReadOnlySpan<byte> file, SignatureHole hole, SignedCms cms, byte[]? timestamp)
    {
        var signer = cms.SignerInfos[0];
        var certificate = signer.Certificate!;
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(file[..hole.Start]);
        sha.AppendData(file[hole.End..]);
        List<X509Certificate2> certificates = [certificate, .. cms.Certificates.Where(c => !c.Equals(certificate))];
        var expected = CmsSignature.Compose(
            certificates, CmsSignature.SignedAttributes(sha.GetHashAndReset(), certificate), signer.GetSignature(), timestamp);
        var digits = file[(hole.Start + 1)..(hole.End - 1)];
        return digits.StartsWith(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)))
            && !digits[(2 * expected.Length)..].ContainsAnyExcept((byte)'0');
    }

    private static byte[]? Timestamp(SignerInfo signer) =>
        signer.UnsignedAttributes.Cast<CryptographicAttributeObject>().FirstOrDefault(a => a.Oid.Value == CmsSignature.TimestampToken) is { Values.Count: 1 } attribute
            ? attribute.Values[0].RawData
            : null;

    private static ReadOnlySpan<byte> TrimPadding(byte[] value)
    {
        // The outer length of the DER structure says where it ends; trailing zeros could belong to it.
        var ok = AsnDecoder.TryReadEncodedValue(
            value, AsnEncodingRules.BER, out _, out _, out _, out var length);
        return ok ? value.AsSpan(0, length) : value;
    }
}

using System.Security.Cryptography.X509Certificates;

namespace NoVisit.Certificates.Verification;

/// <summary>
/// Whose signatures count. Roots alone are enough when the root issues to nobody but our authorities. Under a public root name the
/// signing certificates too: then only these count.
/// </summary>
public sealed class TrustedSigners
{
    private readonly HashSet<string> signers = new(StringComparer.Ordinal);

    /// <summary>Takes certificates of roots (self-signed) and, optionally, of signers (all others).</summary>
    /// <exception cref="ArgumentException">There is no root among them.</exception>
    public TrustedSigners(IEnumerable<X509Certificate2> certificates)
    {
        foreach (var certificate in certificates)
        {
            if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            {
                Roots.Add(certificate);
            }
            else
            {
                signers.Add(certificate.Thumbprint);
            }
        }

        if (Roots.Count == 0)
        {
            throw new ArgumentException("At least one root certificate is needed.", nameof(certificates));
        }
    }

    internal X509Certificate2Collection Roots { get; } = [];

    /// <summary>Reads any number of PEM certificates.</summary>
    /// <exception cref="ArgumentException">There is no root among them.</exception>
    public static TrustedSigners FromPem(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return new TrustedSigners(certificates);
    }

    /// <summary>Whether the certificate leads to a root, was valid at the time and may sign documents; nothing is fetched from the network.</summary>
    /// <param name="certificate">The signer.</param>
    /// <param name="others">Certificates that came along; all must be part of the chain, for what nobody checks could be anything.</param>
    /// <param name="at">When it was signed.</param>
    internal bool Include(X509Certificate2 certificate, X509Certificate2[] others, DateTimeOffset at)
    {
        if (signers.Count > 0 && !signers.Contains(certificate.Thumbprint))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Roots);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        var trusted = chain.Build(certificate) && MaySign(certificate)
            && System.Array.TrueForAll(others, o => chain.ChainElements.Any(e => e.Certificate.RawData.AsSpan().SequenceEqual(o.RawData)));
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return trusted;
    }

    private static bool MaySign(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage
        || (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) != X509KeyUsageFlags.None;
}
